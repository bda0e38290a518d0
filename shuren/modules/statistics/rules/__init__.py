"""What texts may say, how sentences are put, and the layout of the national forms."""
