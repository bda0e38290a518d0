from shuren.modules.projects.models.budgets import BudgetLine, Draw, Explanation, FundLevel, Threshold
from shuren.modules.projects.models.projects import Cost, Handed, Project, Stage
from shuren.modules.projects.models.records import (
    Acceptance,
    Announcement,
    Award,
    Contract,
    Ending,
    Method,
    Milestone,
    Payment,
    Record,
)
from shuren.modules.projects.models.uses import Met, Review, Use

__all__ = [
    "Acceptance",
    "Announcement",
    "Award",
    "BudgetLine",
    "Contract",
    "Cost",
    "Draw",
    "Ending",
    "Explanation",
    "FundLevel",
    "Handed",
    "Met",
    "Method",
    "Milestone",
    "Payment",
    "Project",
    "Record",
    "Review",
    "Stage",
    "Threshold",
    "Use",
]
