"""The lifecycles of work done by batches."""

from shuren.modules.registry.workflows.yearends import YearEndState, YearEndWorkflow

__all__ = ["YearEndState", "YearEndWorkflow"]
