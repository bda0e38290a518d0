from shuren.modules.planning.models.changes import DueChange, Inherited, Part
from shuren.modules.planning.models.plans import Measure, Plan, Target, TargetKind
from shuren.modules.planning.models.sources import Per, ReportedSource
from shuren.modules.planning.models.tasks import Report, Stage, Support, Task

__all__ = [
    "DueChange",
    "Inherited",
    "Measure",
    "Part",
    "Per",
    "Plan",
    "Report",
    "ReportedSource",
    "Stage",
    "Support",
    "Target",
    "TargetKind",
    "Task",
]
