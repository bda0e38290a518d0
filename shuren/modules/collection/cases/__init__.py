"""Case types of the clearing house, one file each."""

from shuren.modules.collection.cases import clearing, returns

__all__ = ["clearing", "returns"]
