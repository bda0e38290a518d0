"""Mechanisms that every tier above stands on; they know paths, actors and tables, and no word of the domain."""
