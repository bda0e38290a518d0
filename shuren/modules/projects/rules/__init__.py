"""What holds of projects and money, in plain Python."""
