"""For machines."""
