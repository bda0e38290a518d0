from shuren.modules.planning.models.plans import Measure, Plan, Target, TargetKind
from shuren.modules.planning.models.sources import Per, ReportedSource
from shuren.modules.planning.models.tasks import Report, Stage, Support, Task

__all__ = ["Measure", "Per", "Plan", "Report", "ReportedSource", "Stage", "Support", "Target", "TargetKind", "Task"]
