"""A granted project, bought step by step."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Case
from shuren.modules.projects.actions import records
from shuren.modules.projects.models import Project
from tests.modules.projects.needing import a_line, granted
from tests.modules.registry.walking import applied, sign
from tests.world import World

SUPPLIER = {"supplier": "安徽示例科技有限公司", "credit_code": "91340100MA2TEKT02F"}


def a_project(world: World, *, months_ago: int = 3) -> Project:
    """Grant a project as if that had been some time ago."""
    project = granted(world, a_line(world.county, 200_000))
    project.granted_on -= timedelta(days=30 * months_ago)
    project.save(update_fields=["granted_on"])
    return project


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def announced(actor: Actor, project: Project, *, ago: int = 60) -> None:
    records.announce(
        actor=actor, project_id=project.pk, method="framework", reference="DD-001", announced_on=days_ago(ago)
    )


def awarded(actor: Actor, project: Project, yuan: int = 120_000, *, ago: int = 50) -> None:
    records.award(
        actor=actor, project_id=project.pk, awarded_on=days_ago(ago), amount_yuan=Decimal(yuan), **SUPPLIER
    )  # fmt: skip


def contracted(actor: Actor, project: Project, yuan: int = 100_000, **changed: Any) -> None:
    named: dict[str, Any] = {
        "number": "HT-001", "deliver_by": days_ago(-10), "before_percent": 30, "retained_percent": 5,
        "retained_months": 12, "milestones": [], "signed_on": days_ago(40), **changed,
    }  # fmt: skip
    records.sign_contract(actor=actor, project_id=project.pk, amount_yuan=Decimal(yuan), **named)


def paid(actor: Actor, project: Project, yuan: int, voucher: str, *, ago: int = 0) -> None:
    records.pay(
        actor=actor, project_id=project.pk, paid_on=days_ago(ago), amount_yuan=Decimal(yuan), voucher=voucher,
        purpose="货款",
    )  # fmt: skip


def under_contract(world: World, *, ago: int = 0, **changed: Any) -> Project:
    """Buy up to the contract, so many days earlier than otherwise."""
    project, actor = a_project(world, months_ago=3 + ago // 30 + 1), world.actor("registrar")
    announced(actor, project, ago=60 + ago)
    awarded(actor, project, ago=50 + ago)
    contracted(actor, project, signed_on=days_ago(40 + ago), **changed)
    project.refresh_from_db()
    return project


def accepted(world: World, project: Project, on: date | None = None) -> Case:
    typed = {
        "project": str(project.pk), "accepted_on": (on or timezone.localdate()).isoformat(),
        "checked_by": "张工、王工、刘工", "found": "数量、型号与合同一致，运行正常。",
    }  # fmt: skip
    case = applied(world.actor("registrar"), "projects.acceptance", **typed)
    case = sign(case, world.actor("principal"), "leader")
    return sign(case, world.actor("county_official"), "authority")
