"""Every declared lifecycle, state by state and step by step."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from shuren.kernel.access import PERMISSIONS, Permission
from shuren.kernel.actors import Actor
from shuren.kernel.workflow.declare import WORKFLOWS, Step, Workflow
from shuren.kernel.workflow.queries import steps_open_to

pytestmark = pytest.mark.pure

NODE = "00010001"
ALL = frozenset(permission.code for permission in PERMISSIONS)
LICENCE = Permission("tests.step", "", (), "")


def cells() -> Iterator[Any]:
    for workflow in WORKFLOWS:
        for state in workflow.states.values:
            for step in workflow.steps():
                yield pytest.param(workflow, state, step, id=f"{workflow.__name__}-{state}-{step.name}")


def thing(workflow: type[Workflow], state: str) -> Any:
    return SimpleNamespace(**{workflow.state_field: state}, org_path=NODE)


def actor(path: str = NODE, permissions: frozenset[str] = frozenset({LICENCE.code})) -> Actor:
    return Actor("account:1", "", "role", path, permissions)


def open_names(workflow: type[Workflow], state: str, by: Actor) -> list[str]:
    """Return the names of the open steps, with permissions and guards of the workflow replaced by LICENCE alone."""
    bare = tuple(replace(step, by=LICENCE, unless=None, name=step.name) for step in workflow.steps())
    with patch.object(workflow, "steps", return_value=bare):
        return [step.name for step in steps_open_to(workflow, by, thing(workflow, state))]


@pytest.mark.parametrize(("workflow", "state", "step"), list(cells()))
def test_a_step_is_open_exactly_in_its_source_states(workflow: type[Workflow], state: str, step: Step) -> None:
    assert (step.name in open_names(workflow, state, actor())) is (state in step.source)


@pytest.mark.parametrize("workflow", list(WORKFLOWS), ids=lambda item: item.__name__)
def test_no_step_is_open_without_its_permission_or_elsewhere(workflow: type[Workflow]) -> None:
    for state in workflow.states.values:
        assert open_names(workflow, state, actor(permissions=frozenset())) == []
        assert open_names(workflow, state, actor(path="00010002")) == []


@pytest.mark.parametrize("workflow", list(WORKFLOWS), ids=lambda item: item.__name__)
def test_every_state_is_reached(workflow: type[Workflow]) -> None:
    assert workflow.unreachable() == set()


@pytest.mark.parametrize("workflow", list(WORKFLOWS), ids=lambda item: item.__name__)
def test_steps_move_between_declared_states(workflow: type[Workflow]) -> None:
    states = set(workflow.states.values)
    for step in workflow.steps():
        assert {*step.source, step.target} <= states
        assert step.name
        assert step.workflow == workflow.__name__


@pytest.mark.parametrize("workflow", list(WORKFLOWS), ids=lambda item: item.__name__)
def test_its_diagram_shows_every_step(workflow: type[Workflow]) -> None:
    drawn = workflow.diagram()
    assert drawn.startswith("stateDiagram-v2")
    assert all(f"--> {step.target}: {step.label}" in drawn for step in workflow.steps())
