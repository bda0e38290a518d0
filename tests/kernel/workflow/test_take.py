"""Taking a step: locked, checked, moved and written down as one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, models

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.audit.models import Entry
from shuren.kernel.jobs.models import Run, RunState
from shuren.kernel.refusals import Forbidden
from shuren.kernel.workflow import actions
from shuren.kernel.workflow.actions import NotNow, ReasonMissing, StepForbidden, take
from shuren.kernel.workflow.declare import WORKFLOWS, Step, Workflow
from shuren.kernel.workflow.models import StepTaken
from shuren.kernel.workflow.queries import history_of

MOVE = Permission("tests.move", "", (), "")
MOVER = Actor("account:1", "李录", "registrar", "0001", frozenset({MOVE.code}))


def never_mine(run: Run, actor: Actor) -> str | None:
    return "不能自己办理。" if run.actor_key == actor.id else None


@pytest.fixture
def life() -> Iterator[Any]:
    """A lifecycle over runs of jobs, which have a state and a path."""
    kept = dict(WORKFLOWS._items)

    class RunLife(Workflow):
        states, initial = RunState, RunState.QUEUED
        begin = Step("开始", (RunState.QUEUED,), RunState.RUNNING, MOVE, unless=never_mine)
        fail = Step("放弃", (RunState.RUNNING,), RunState.FAILED, MOVE, needs_reason=True)

    yield RunLife
    WORKFLOWS._items = kept


def run(**values: Any) -> Run:
    made: Run = Run.objects.create(
        job="x", arguments={}, actor={}, **{"actor_key": "", "org_path": "00010001", **values}
    )
    return made


@pytest.mark.django_db
def test_it_moves_the_row_and_writes_who_did_it_why(life: Any) -> None:
    queued = run()
    take(life.begin, actor=MOVER, obj=queued)
    take(life.fail, actor=MOVER, obj=queued, reason=" 太慢 ")
    assert queued.state == RunState.FAILED
    assert Run.objects.within("").get().state == RunState.FAILED
    taken = list(history_of(queued).values_list("step", "source", "target", "actor_key", "reason"))
    assert taken == [
        ("begin", "queued", "running", "account:1", ""),
        ("fail", "running", "failed", "account:1", "太慢"),
    ]


@pytest.mark.django_db
def test_a_step_is_audited_unless_its_workflow_has_labels_of_its_own(life: Any) -> None:
    queued = run()
    take(life.begin, actor=MOVER, obj=queued)
    entry = Entry.objects.within("").get(label="workflow.step.taken")
    assert (entry.subject_id, entry.org_path, entry.actor_id) == (str(queued.pk), "00010001", "account:1")
    assert "开始" in entry.details
    life.has_own_labels = True
    take(life.fail, actor=MOVER, obj=queued, reason="太慢")
    assert Entry.objects.within("").filter(label="workflow.step.taken").count() == 1


REFUSALS = {
    "from another state": ("fail", MOVER, {"reason": "x"}, {}, NotNow),
    "without the permission": ("begin", Actor("a", "", "", "0001", frozenset()), {}, {}, Forbidden),
    "outside one's node": ("begin", Actor("a", "", "", "0002", frozenset({MOVE.code})), {}, {}, Forbidden),
    "where its guard says no": ("begin", MOVER, {}, {"actor_key": "account:1"}, StepForbidden),
    "without the reason it owes": ("fail", MOVER, {"reason": "  "}, {"state": RunState.RUNNING}, ReasonMissing),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("step", "by", "given", "row", "refusal"), REFUSALS.values(), ids=REFUSALS.keys())
def test_it_refuses_and_leaves_everything_as_it_was(
    life: Any, step: str, by: Actor, given: dict[str, Any], row: dict[str, Any], refusal: type[Exception]
) -> None:
    queued = run(**row)
    before = queued.state
    with pytest.raises(refusal):
        take(getattr(life, step), actor=by, obj=queued, **given)
    assert Run.objects.within("").get().state == before
    assert not StepTaken.objects.exists()


@pytest.mark.django_db
def test_a_stale_copy_does_not_move_the_row_twice(life: Any) -> None:
    mine, yours = run(), Run.objects.within("").get()
    take(life.begin, actor=MOVER, obj=mine)
    with pytest.raises(NotNow, match="进行中"):
        take(life.begin, actor=MOVER, obj=yours)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_step_at_once_one_is_told(life: Any) -> None:
    queued = run()

    def step(number: int) -> bool:
        try:
            take(life.begin, actor=Actor(f"account:{number}", "", "", "", MOVER.permissions), obj=queued)
        except NotNow:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(step, range(2, 6))) == [False, False, False, True]
    assert StepTaken.objects.count() == 1


@pytest.mark.pure
def test_a_state_nothing_leads_to_is_found() -> None:
    kept = dict(WORKFLOWS._items)

    class Colour(models.TextChoices):
        RED = "red", "红"
        BLUE = "blue", "蓝"

    class Lost(Workflow):
        states, initial = Colour, Colour.RED

    WORKFLOWS._items = kept
    assert Lost.unreachable() == {"blue"}
    assert actions.StepForbidden(sentence="不行。").sentence == "不行。"
