"""What a report is made of, and finding reports and returns."""
