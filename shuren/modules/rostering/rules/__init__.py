"""The binding, its grammar and its objects, in plain Python."""
