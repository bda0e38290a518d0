"""What is asked and what that costs, without a database."""
