"""What is released and confirmed by somebody else than who wrote it."""

from shuren.modules.statistics.cases import reports, returns

__all__ = ["reports", "returns"]
