from shuren.modules.projects.models.budgets import BudgetLine, Draw, Threshold
from shuren.modules.projects.models.projects import Cost, Project, Stage

__all__ = ["BudgetLine", "Cost", "Draw", "Project", "Stage", "Threshold"]
