"""Rules of targets, in plain Python: scopes, comparison, lights, conflicts, and the published rows."""
