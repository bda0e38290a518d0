"""Lights and months of tasks, and their lifecycle against a short model; no database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.modules.planning.rules.lights import Light
from shuren.modules.planning.rules.tasks import (
    Asked,
    Facts,
    Reason,
    Stage,
    asked,
    deadline_of,
    missing,
    month_of,
    next_month,
    open_month,
    verdict,
)
from shuren.modules.planning.workflows import TaskState, TaskWorkflow

pytestmark = pytest.mark.pure
TODAY = date(2026, 11, 22)
ISSUED = date(2026, 9, 3)
REPORTED = (date(2026, 9, 1), date(2026, 10, 1))
FAR, SOON, PAST = date(2027, 6, 30), date(2026, 12, 10), date(2026, 10, 31)
BUILT = Stage("建成", date(2026, 11, 10))


def facts(**more) -> Facts:
    return Facts(**{"state": "issued", "due_on": FAR, "begun_on": ISSUED, "reported": REPORTED, **more})


@pytest.mark.parametrize(
    ("told", "light", "reason"),
    [
        ({"state": "draft", "due_on": PAST}, Light.GREY, Reason.WAITING),
        ({"state": "dropped", "due_on": PAST}, Light.GREY, Reason.DROPPED),
        ({"state": "done", "due_on": PAST}, Light.GREEN, Reason.DONE),
        ({"state": "unmet", "due_on": PAST}, Light.RED, Reason.UNMET),
        ({"met": True, "due_on": PAST}, Light.GREEN, Reason.MET),
        ({"due_on": PAST}, Light.RED, Reason.LATE),
        ({"due_on": PAST, "state": "claimed"}, Light.RED, Reason.LATE),
        ({"due_on": TODAY}, Light.GREEN, Reason.ON_TIME),
        ({"stages": (BUILT,)}, Light.AMBER, Reason.STAGE_LATE),
        ({"stages": (Stage("建成", BUILT.due_on, TODAY),)}, Light.GREEN, Reason.ON_TIME),
        ({"reported": ()}, Light.RED, Reason.SILENT),
        ({"reported": REPORTED[:1]}, Light.AMBER, Reason.UNREPORTED),
        ({"met": False, "due_on": SOON}, Light.AMBER, Reason.SHORT),
        ({"met": False}, Light.GREEN, Reason.ON_TIME),
        ({"met": None, "due_on": SOON}, Light.GREEN, Reason.ON_TIME),
    ],
)
def test_the_first_reason_that_holds_decides(told, light, reason):
    found = verdict(facts(**told), TODAY)
    assert (found.light, found.reason) == (light, reason)


def test_the_days_past_and_the_stage_are_told():
    assert verdict(facts(due_on=PAST), TODAY).days == 22
    found = verdict(facts(stages=(BUILT,)), TODAY)
    assert (found.stage, found.days) == ("建成", 12)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 11, 5), date(2026, 10, 1)),
        (date(2026, 11, 6), date(2026, 11, 1)),
        (date(2027, 1, 5), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2026, 12, 1)),
    ],
)
def test_a_month_is_reported_until_the_fifth_of_the_next(day, month):
    assert open_month(day) == month


def test_a_task_issued_this_month_owes_no_report_yet():
    assert missing(facts(begun_on=date(2026, 11, 2), reported=()), TODAY) == 0


@given(day=st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_the_open_month_may_still_be_reported_and_is_the_only_one(day):
    month = open_month(day)
    assert month_of(month) == month
    assert month <= day <= deadline_of(month)
    assert deadline_of(month) - next_month(month) == timedelta(days=4)


def test_what_registers_know_is_not_asked():
    assert [asked(met) for met in (True, False, None)] == [Asked.NOTHING, Asked.SENTENCE, Asked.EVIDENCE]


@given(st.lists(st.sampled_from([step.name for step in TaskWorkflow.steps()]), max_size=12))
def test_the_lifecycle_agrees_with_a_short_model(names):
    """The model: set aside by dropping for good; done only by being issued, claimed, accepted, one after another."""
    steps = {step.name: step for step in TaskWorkflow.steps()}
    state, way = TaskWorkflow.initial, []
    for name in names:
        if state in steps[name].source:
            state = steps[name].target
            way.append(name)
    assert "drop" not in way[:-1]
    assert (state == TaskState.DROPPED) == (way[-1:] == ["drop"])
    assert (state == TaskState.UNMET) == (way[-1:] == ["lapse"])
    if state == TaskState.DONE:
        assert way[-2:] == ["claim", "accept"]
        assert way[0] == "issue"
    assert way.count("issue") <= 1
