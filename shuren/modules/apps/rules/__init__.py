"""What may be asked of whom and for how long, in plain Python."""
