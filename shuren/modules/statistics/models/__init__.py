"""Tables of reports and returns."""

from shuren.modules.statistics.models.reports import Report, Section
from shuren.modules.statistics.models.returns import Return

__all__ = ["Report", "Return", "Section"]
