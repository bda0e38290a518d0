"""Examples of projects and of the money they draw on."""

from itertools import count
from typing import Any

from django.utils import timezone

from shuren.modules.projects.models import BudgetLine, Project
from shuren.spine.orgs.models import Org
from tests.matrix.map import example
from tests.world import World

_numbers = count(1)


def a_project_of(org: Org) -> Project:
    """Make a project of an org, with a line of its own."""
    year = timezone.localdate().year
    line = BudgetLine.objects.create(
        org=org, org_path=org.path, year=year, code=f"ZB{next(_numbers)}", name="示例", source="4", amount_yuan=100,
        entered_at=timezone.now(),
    )  # fmt: skip
    made: Project = Project.objects.create(
        number=f"XX{next(_numbers)}", org=org, org_path=org.path, county=org.county, year=year, title="示例",
        category="13", source="4", budget_yuan=100, line=line, case_id=next(_numbers), granted_on=timezone.localdate(),
    )  # fmt: skip
    return made


@example("projects:project")
def a_project(_world: World, org: Org) -> dict[str, Any]:
    return {"project_id": a_project_of(org).pk}


@example("projects:budget", "projects:budget_template", "projects:budget_upload")
def lines_of_a_year(_world: World, org: Org) -> dict[str, Any]:
    return {"code": f"{org.code}-{timezone.localdate().year}"}
