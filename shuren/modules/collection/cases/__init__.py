"""Case types of the clearing house, one file each."""

from shuren.modules.collection.cases import clearing

__all__ = ["clearing"]
