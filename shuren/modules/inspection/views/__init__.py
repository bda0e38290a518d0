"""Pages of rounds and checks, and what phones ask for."""
