"""Pages on the way to another system, and those of its vendor."""
