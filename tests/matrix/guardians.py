"""Examples for what concerns pupils, one by one, and their guardians."""

from typing import Any

from shuren.kernel.actors import system_actor
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.orgs.models import Level, Org
from tests.matrix.makers import a_child_of, school_below
from tests.matrix.map import example
from tests.spine.people.factories import enrolment, guardianship
from tests.world import World


@example("people:guardian_account")
def a_guardian_without_an_account(_world: World, org: Org) -> dict[str, Any]:
    school = org if org.level == Level.SCHOOL else school_below(org)
    with scope_of(system_actor("tests", "测试")):
        return {"tie_id": guardianship(enrolment(school)).pk}


@example("registry:events")
def a_pupil_of_a_school(_world: World, org: Org) -> dict[str, Any]:
    return {"person_id": a_child_of(org if org.level == Level.SCHOOL else school_below(org))}
