"""For those who connect systems."""
