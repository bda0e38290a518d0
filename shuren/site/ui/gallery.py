"""What the gallery page shows; filled as the components come."""
