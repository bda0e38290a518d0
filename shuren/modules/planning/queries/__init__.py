"""Reading plans: the board, one indicator, one school, and the balance of a county."""
