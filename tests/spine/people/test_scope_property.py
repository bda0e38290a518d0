"""One declaration, two answers: which rows an actor sees, and whether they may do this to that row, agree."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.refusals import Forbidden
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people import permissions as can
from shuren.spine.people.models import Enrolment, Guardianship, Person, Post
from tests.spine.people import factories

LISTED = (
    (Person, can.view_person),
    (Enrolment, can.view_students),
    (Post, can.view_staff),
    (Guardianship, can.view_guardians),
)
PATHS = st.sampled_from(
    ["", "!", "0001", "00010001", "000100010001", "0001000100010001", "000100010002", "0001000100020001", "0002"]
)
HELD = st.frozensets(st.sampled_from([needed.code for _, needed in LISTED]))


def may(actor, needed, path):
    try:
        require(actor, needed, path)
    except Forbidden:
        return False
    return True


@pytest.fixture
def filled(wall_open):
    for school in (wall_open.school, wall_open.sibling, wall_open.far_school):
        factories.guardianship(factories.enrolment(school))
        factories.post(school)
    return {model: list(model.objects.within("")) for model, _ in LISTED}


@given(path=PATHS, held=HELD)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_visible_is_what_is_allowed_and_what_the_wall_lets_through(filled, path, held):
    actor = Actor("account:1", "x", "any", path, held)
    for model, needed in LISTED:
        allowed = {row.pk for row in filled[model] if may(actor, needed, row.org_path)}
        try:
            visible = {row.pk for row in model.objects.visible_to(actor, needed)}
        except Forbidden:
            visible = set()
        assert visible == allowed
        with scope_of(actor):
            behind_the_wall = {row.pk for row in model.objects.within("")}
        assert visible <= behind_the_wall
        assert behind_the_wall == {row.pk for row in filled[model] if actor.covers(row.org_path)}
