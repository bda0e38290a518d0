"""Case types of projects, one file each."""

from shuren.modules.projects.cases import acceptance, approval

__all__ = ["acceptance", "approval"]
