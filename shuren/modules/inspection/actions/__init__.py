"""What is done about rounds of checks, on phones, and with what was found."""
