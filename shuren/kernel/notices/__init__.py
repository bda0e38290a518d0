"""One list of everything that awaits a reply: a to-do is for a role at a node, or for one account."""
