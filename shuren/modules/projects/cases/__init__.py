"""Case types of projects, one file each."""

from shuren.modules.projects.cases import approval

__all__ = ["approval"]
