"""A request sent to many units, hundreds of schools saving at once, the board of returns and the sums of a round."""
