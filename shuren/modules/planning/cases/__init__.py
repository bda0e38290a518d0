"""Case types of the plan at work, one file each."""

from shuren.modules.planning.cases import extensions, supervision

__all__ = ["extensions", "supervision"]
