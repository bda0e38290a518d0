"""Web server, worker and database killed at random while cases are applied for and signed."""
