"""Pages of a signed-in official on a served region, under concurrent users."""
