"""Examples of projects and of the money they draw on."""

from itertools import count
from typing import Any

from django.utils import timezone

from shuren.modules.projects.models import BudgetLine, Contract, Milestone, Project
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


@example("projects:project", "projects:use", "projects:move")
def a_project(_world: World, org: Org) -> dict[str, Any]:
    return {"project_id": a_project_of(org).pk}


@example(
    "projects:budget",
    "projects:budget_template",
    "projects:budget_upload",
    "projects:use_of_unit",
    "projects:use_template",
)
def lines_of_a_year(_world: World, org: Org) -> dict[str, Any]:
    return {"code": f"{org.code}-{timezone.localdate().year}"}


@example("projects:record")
def a_record_to_make(_world: World, org: Org) -> dict[str, Any]:
    return {"project_id": a_project_of(org).pk, "kind": "announcement"}


def _of(project: Project) -> dict[str, Any]:
    return {"project": project, "org_path": project.org_path, "by_key": "account:0", "by_name": "无名"}


def a_contract_of(org: Org) -> Contract:
    today = timezone.localdate()
    made: Contract = Contract.objects.create(
        **_of(a_project_of(org)), number="示例", signed_on=today, deliver_by=today, amount_yuan=100,
        before_percent=30, retained_percent=5, retained_months=12,
    )  # fmt: skip
    return made


@example("projects:reverse")
def a_record_to_reverse(_world: World, org: Org) -> dict[str, Any]:
    contract = a_contract_of(org)
    return {"project_id": contract.project_id, "kind": "contract", "record_id": contract.pk}


@example("projects:reach")
def a_milestone(_world: World, org: Org) -> dict[str, Any]:
    contract = a_contract_of(org)
    made = Milestone.objects.create(
        **_of(contract.project), contract=contract, label="示例", due_on=contract.deliver_by
    )
    return {"project_id": contract.project_id, "milestone_id": made.pk}


@example("projects:explain")
def a_year_to_explain(_world: World, org: Org) -> dict[str, Any]:
    return {"org_id": org.pk, "year": timezone.localdate().year}
