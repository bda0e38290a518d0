"""A need that was granted becomes a project, and its money is taken from a line."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.modules.projects import events
from shuren.modules.projects.actions import budgets
from shuren.modules.projects.models import Cost, Project
from shuren.modules.projects.permissions import view_projects
from shuren.modules.projects.queries import units
from shuren.spine.orgs.models import Org

COPIED = ("title", "need", "purpose", "users", "serves", "category", "source", "year")


@transaction.atomic
def grant(*, actor: Actor, form: Mapping[str, Any], case_id: int) -> Project:
    """Make a project of an application that was granted. Raises LineExhausted."""
    unit = units.standing(Org.objects.within("").get(pk=form["org"]))
    budget, line_id, today = Decimal(form["budget"]), int(form["line"]), timezone.localdate()
    project: Project = Project.objects.create(
        **{name: form[name] for name in COPIED},
        number=_number(form["year"]), org=unit, org_path=unit.path, county_id=unit.county_id, budget_yuan=budget,
        line_id=line_id, case_id=case_id, granted_on=today,
    )  # fmt: skip
    Cost.objects.bulk_create(
        Cost(project=project, name=name, pieces=pieces, price_yuan=Decimal(price))
        for name, pieces, price in form["costs"]
    )
    borne = [(int(pk), Decimal(yuan)) for pk, yuan in form.get("shares") or ()]
    borne.insert(0, (line_id, budget - sum((yuan for _pk, yuan in borne), Decimal(0))))
    codes = []
    for bearing, yuan in borne:
        codes.append(budgets.draw(actor=actor, line_id=bearing, project=project, yuan=yuan, why="立项").line.code)
    details = {
        "title": project.title, "number": project.number, "line": "、".join(codes), "yuan": f"{budget:,.2f}",
    }  # fmt: skip
    subject = ("projects.project", project.pk)
    record(actor=actor, label=events.PROJECT_GRANTED, org_path=unit.path, subject=subject, details=details)
    return project


def _number(year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('projects_number')")
        return f"XX{year}{cursor.fetchone()[0]:05d}"


@transaction.atomic
def note_export(*, actor: Actor, count: int) -> None:
    """Leave a trace of who took the list out."""
    require(actor, view_projects)
    subject = ("projects.list", actor.path or "0")
    record(actor=actor, label=events.LIST_EXPORTED, org_path=actor.path, subject=subject, details={"count": count})
