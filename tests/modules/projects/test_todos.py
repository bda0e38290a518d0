"""Before a milestone is due, and before a guarantee runs out, the unit is told; what is done settles it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shuren.kernel.notices.models import Notice
from shuren.modules.projects.actions import records, todos
from shuren.modules.projects.models import Milestone
from tests.modules.projects import buying
from tests.modules.projects.buying import days_ago
from tests.world import World


def asked(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind, settled_at=None))


@pytest.mark.django_db
def test_a_milestone_is_told_a_week_before_its_day_until_it_is_reached(world: World) -> None:
    today = timezone.localdate()
    project = buying.under_contract(world, milestones=[("到货", days_ago(-9)), ("调试", days_ago(-30))])
    assert todos.ask(today) == 0
    assert todos.ask(today + timedelta(days=2)) == 1
    assert todos.ask(today + timedelta(days=3)) == 1  # renewed, not asked twice
    (todo,) = asked(todos.MILESTONE)
    assert (todo.role, todo.org_path, todo.link) == ("registrar", world.school.path, f"/projects/{project.pk}/")
    assert todo.params["label"] == "到货"
    milestone = Milestone.objects.within("").get(label="到货")
    records.reach(actor=world.actor("registrar"), project_id=project.pk, milestone_id=milestone.pk)
    assert asked(todos.MILESTONE) == []
    assert todos.ask(today + timedelta(days=40)) == 1  # overdue
    records.end(actor=world.actor("registrar"), project_id=project.pk, ended_on=today, why="解除合同")
    assert asked(todos.MILESTONE) == []
    assert todos.ask(today + timedelta(days=41)) == 0


@pytest.mark.django_db
def test_what_was_kept_back_is_told_before_the_guarantee_runs_out_until_it_is_paid(world: World) -> None:
    project, today = buying.under_contract(world, ago=400), timezone.localdate()
    buying.accepted(world, project, days_ago(340))
    buying.paid(world.actor("registrar"), project, 95_000, "P-1")
    todos.ask(today - timedelta(days=10))
    assert asked(todos.WARRANTY) == []
    todos.ask(today)
    (todo,) = asked(todos.WARRANTY)
    assert todo.params["yuan"] == "5,000.00"
    project.refresh_from_db()
    assert todo.due_at is not None
    records.end(actor=world.actor("registrar"), project_id=project.pk, ended_on=today, why="质保金抵扣维修费")
    assert asked(todos.WARRANTY) == []
