"""Pages that belong to no module: the desk each role opens first, the ui gallery, the language switch, health."""
