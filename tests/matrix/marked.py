"""Examples for the addresses about marks."""

from typing import Any

from shuren.kernel.actors import system_actor
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.marks.models import Mark
from shuren.spine.orgs.models import Level, Org
from tests.matrix.makers import school_below
from tests.matrix.map import Reach, example
from tests.modules.marks.factories import mark
from tests.spine.people.factories import enrolment
from tests.world import World


def _mark(org: Org) -> Mark:
    with scope_of(system_actor("tests", "测试")):
        return mark(enrolment(org if org.level == Level.SCHOOL else school_below(org)))


@example("marks:correct")
def a_mark(_world: World, org: Org) -> dict[str, Any]:
    return {"mark_id": _mark(org).pk}


@example("marks:pupil")
def a_pupil_with_marks(_world: World, org: Org) -> dict[str, Any]:
    return {"person_id": _mark(org).enrolment.person_id}


@example("marks:export", reach=Reach.ANYWHERE)
def the_marks_as_a_file(_world: World, _org: Org) -> dict[str, Any]:
    return {"form": "csv"}
