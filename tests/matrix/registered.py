"""Examples of what the student registry does by batches."""

import io
from datetime import date
from typing import Any

from django.utils import timezone

from shuren.kernel import rowsecurity
from shuren.kernel.actors import system_actor
from shuren.kernel.files.actions import store
from shuren.modules.registry.models import (
    CorrectionList,
    ProblemFile,
    RosterReturn,
    Unlisted,
    Verification,
    WatchChild,
    WatchPaper,
    WatchStep,
    YearEnd,
)
from shuren.spine.orgs.models import Level, Org, SchoolClass
from shuren.spine.people.models import PersonAccount
from tests.matrix.makers import school_below
from tests.matrix.map import Reach, example
from tests.spine.people.factories import enrolment, post, school_class
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


def _roster_of(org: Org) -> RosterReturn:
    """Open a verification at an org, with the part of a school there and one pupil of it."""
    school = _school_of(org)
    made = Verification.objects.create(
        org_path=org.path,
        org_name=org.name,
        year=2026,
        season="1",
        due_on=date(2099, 1, 1),
        opened_by_key="account:0",
        opened_by_name="无名",
        opened_at=timezone.now(),
    )
    row: RosterReturn = RosterReturn.objects.create(verification=made, org_path=school.path, school=school, pupils=1)
    return row


@example("registry:verification", "registry:not_there", "registry:not_listed")
def a_verification(_world: World, org: Org) -> dict[str, Any]:
    return {"verification_id": _roster_of(org).verification_id}


@example("registry:verification_export")
def a_file_of_a_verification(_world: World, org: Org) -> dict[str, Any]:
    return {"verification_id": _roster_of(org).verification_id, "what": "schools", "form": "csv"}


@example("registry:send_roster_back")
def a_return_to_send_back(_world: World, org: Org) -> dict[str, Any]:
    row = _roster_of(org)
    return {"verification_id": row.verification_id, "return_id": row.pk}


@example("registry:roster", "registry:sign_roster")
def a_roster(_world: World, org: Org) -> dict[str, Any]:
    return {"return_id": _roster_of(org).pk}


def _headed(world: World, school: Org) -> SchoolClass:
    """Return a class headed by whoever holds the account of the world's teacher."""
    group: SchoolClass = school_class(school, homeroom_teacher="宋教")
    PersonAccount.objects.create(account=world.accounts["teacher"], person=post(school, "宋教").person)
    return group


@example("registry:roster_class", "registry:roster_rest")
def a_class_of_a_roster(world: World, org: Org) -> dict[str, Any]:
    row = _roster_of(org)
    with rowsecurity.scope_of(system_actor("tests", "测试")):
        group = _headed(world, row.school)
        enrolment(row.school, school_class=group)
    return {"return_id": row.pk, "class_id": group.pk}


@example("registry:answer_roster")
def a_pupil_of_a_roster(world: World, org: Org) -> dict[str, Any]:
    row = _roster_of(org)
    with rowsecurity.scope_of(system_actor("tests", "测试")):
        group = _headed(world, row.school)
        pupil = enrolment(row.school, school_class=group)
    return {"return_id": row.pk, "class_id": group.pk, "enrolment_id": pupil.pk}


@example("registry:strike_unlisted")
def a_child_who_is_not_on_the_roster(world: World, org: Org) -> dict[str, Any]:
    row = _roster_of(org)
    with rowsecurity.scope_of(system_actor("tests", "测试")):
        child = Unlisted.objects.create(
            roster=row, org_path=row.org_path, school_class=_headed(world, row.school), name="李小雨", name_key="li",
            seat="nowhere", told_by="无名", told_by_key="account:0", told_at=timezone.now(),
        )  # fmt: skip
    return {"return_id": row.pk, "unlisted_id": child.pk}


@example("registry:correction_list", "registry:correction_progress")
def a_list_of_corrections(_world: World, org: Org) -> dict[str, Any]:
    with rowsecurity.scope_of(system_actor("tests", "测试")):
        made = CorrectionList.objects.create(
            org_path=_school_of(org).path, name="名单.xlsx", rows=1, handed_in_by="无名", handed_in_at=timezone.now()
        )
    return {"list_id": made.pk}


@example("registry:number_diplomas", "registry:void_diplomas")
def a_year_end_to_number(_world: World, org: Org) -> dict[str, Any]:
    return {"act_id": _act_at(org)}


@example("registry:diplomas_export", reach=Reach.ANYWHERE)
def a_file_of_diplomas(_world: World, _org: Org) -> dict[str, Any]:
    return {"form": "csv"}


@example("registry:problems_export", reach=Reach.ANYWHERE)
def a_file_of_problems(_world: World, _org: Org) -> dict[str, Any]:
    return {"form": "csv"}


@example("registry:problem")
def a_problem(_world: World, org: Org) -> dict[str, Any]:
    with rowsecurity.scope_of(system_actor("tests", "测试")):
        pupil = enrolment(_school_of(org))
        made = ProblemFile.objects.create(
            org_path=pupil.org_path, school=pupil.school, county_id=pupil.county_id, city_id=pupil.city_id,
            enrolment=pupil, person_id=pupil.person_id, name=pupil.name, name_key=pupil.name_key, kind="age", facts="1",
            since=date(2026, 9, 1), handler_path=pupil.org_path, found_on=date(2026, 9, 1), due_on=date(2026, 9, 15),
        )  # fmt: skip
    return {"problem_id": made.pk}


@example("registry:watch_export", "registry:watch_months_export", reach=Reach.ANYWHERE)
def a_file_of_the_ledger(_world: World, _org: Org) -> dict[str, Any]:
    return {"form": "csv"}


@example("registry:watch_enter")
def a_pupil_who_is_away(_world: World, org: Org) -> dict[str, Any]:
    with rowsecurity.scope_of(system_actor("tests", "测试")):
        return {"person_id": enrolment(_school_of(org)).person_id}


def _listed(org: Org) -> WatchChild:
    pupil = enrolment(_school_of(org))
    made: WatchChild = WatchChild.objects.create(
        org_path=pupil.org_path, school=pupil.school, county_id=pupil.county_id, city_id=pupil.city_id, enrolment=pupil,
        person_id=pupil.person_id, name=pupil.name, name_key=pupil.name_key, source="told", since=date(2026, 9, 1),
        noted_on=date(2026, 9, 1), ends_on=date(2099, 1, 1), duty="contact", office="school", due_on=date(2026, 9, 2),
    )  # fmt: skip
    return made


@example("registry:watch_child", "registry:watch_step", "registry:watch_plan")
def a_child_of_the_ledger(_world: World, org: Org) -> dict[str, Any]:
    with rowsecurity.scope_of(system_actor("tests", "测试")):
        return {"child_id": _listed(org).pk}


@example("registry:watch_paper")
def a_photo_of_a_visit(world: World, org: Org) -> dict[str, Any]:
    photo = store(actor=world.actor("registrar"), name="家访.png", content=io.BytesIO(b"1"))
    with rowsecurity.scope_of(system_actor("tests", "测试")):
        child = _listed(org)
        step = WatchStep.objects.create(
            org_path=child.org_path, child=child, deed="visit", on=date(2026, 9, 2), entered_by="无名"
        )
        return {"paper_id": WatchPaper.objects.create(org_path=child.org_path, step=step, file=photo).pk}
