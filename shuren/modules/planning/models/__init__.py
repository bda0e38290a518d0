from shuren.modules.planning.models.plans import Measure, Plan, Target, TargetKind
from shuren.modules.planning.models.tasks import Report, Stage, Support, Task

__all__ = ["Measure", "Plan", "Report", "Stage", "Support", "Target", "TargetKind", "Task"]
