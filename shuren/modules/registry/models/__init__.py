"""Tables of the registry's work by batches. Those that speak of single pupils are walled by row security."""

from shuren.modules.registry.models.yearends import Finisher, FinishersSigned, YearEnd, YearEndTally, YearResult

__all__ = ["Finisher", "FinishersSigned", "YearEnd", "YearEndTally", "YearResult"]
