from shuren.modules.planning.models.plans import Measure, Plan, Target, TargetKind

__all__ = ["Measure", "Plan", "Target", "TargetKind"]
