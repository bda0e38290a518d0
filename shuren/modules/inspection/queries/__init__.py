"""Rounds, checks and what phones are told."""
