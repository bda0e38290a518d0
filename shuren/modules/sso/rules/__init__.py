"""Addresses, claims and lifetimes, in plain Python."""
