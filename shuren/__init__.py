"""Shuren 树人: the open platform on which a region runs education."""
