"""The lifecycles of work done by batches."""

from shuren.modules.registry.workflows.rosters import ReturnState, RosterWorkflow
from shuren.modules.registry.workflows.yearends import YearEndState, YearEndWorkflow

__all__ = ["ReturnState", "RosterWorkflow", "YearEndState", "YearEndWorkflow"]
