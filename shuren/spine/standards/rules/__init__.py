"""What the standards say, read from `data/` and free of Django."""
