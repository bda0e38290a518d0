"""Capabilities; each is entered through its api and events only."""
