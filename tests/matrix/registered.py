"""Examples of what the student registry does by batches."""

from typing import Any

from django.utils import timezone

from shuren.kernel import rowsecurity
from shuren.kernel.actors import system_actor
from shuren.modules.registry.models import YearEnd
from shuren.spine.orgs.models import Level, Org
from tests.matrix.makers import school_below
from tests.matrix.map import Reach, example
from tests.spine.people.factories import enrolment
from tests.world import World


def _school_of(org: Org) -> Org:
    return org if org.level == Level.SCHOOL else school_below(org)


def _act_at(org: Org) -> int:
    """Prepare the end of a school year at an org."""
    act = YearEnd.objects.create(
        org_path=org.path,
        org_name=org.name,
        year=2026,
        prepared_by_key="account:0",
        prepared_by_name="无名",
        prepared_at=timezone.now(),
    )
    return int(act.pk)


@example("registry:year_end", "registry:year_end_progress")
def a_year_end(_world: World, org: Org) -> dict[str, Any]:
    return {"act_id": _act_at(org)}


@example("registry:year_end_export")
def a_file_of_a_year_end(_world: World, org: Org) -> dict[str, Any]:
    return {"act_id": _act_at(org), "form": "csv"}


@example("registry:year_end_step")
def a_step_of_a_year_end(_world: World, org: Org) -> dict[str, Any]:
    return {"act_id": _act_at(org), "name": "discard"}


@example("registry:name_finisher")
def a_pupil_of_the_last_grade(_world: World, org: Org) -> dict[str, Any]:
    with rowsecurity.scope_of(system_actor("tests", "测试")):
        leaver = enrolment(_school_of(org), entry_year=2021)
    return {"year": 2026, "enrolment_id": leaver.pk, "outcome": "complete"}


@example("registry:sign_finishers", reach=Reach.ANYWHERE)
def a_school_year(_world: World, _org: Org) -> dict[str, Any]:
    return {"year": 2026}
