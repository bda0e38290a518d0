"""The composition root: settings, addresses, portals that mix modules, the ui kit, the command line."""
