"""The pages of cases with a million of them open."""
