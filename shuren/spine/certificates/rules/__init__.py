"""Kinds, wordings, numbers and the drawn seal, as plain values."""
