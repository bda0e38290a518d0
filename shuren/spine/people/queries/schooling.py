"""A person's time at schools, as papers certify it: in Chinese and behind the wall; whoever issues checks the right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people import rules
from shuren.spine.people.models import Enrolment, Movement
from shuren.spine.standards import api as standards

if TYPE_CHECKING:
    from shuren.kernel.sensitive import Sealed

CERTIFIER = system_actor("people.certifying", "学籍经历查询")


@dataclass(frozen=True)
class Stay:
    """One enrolment; `left_on` is None while it lasts, `grade` the one on the last day, or today's."""

    enrolment_id: int
    person_id: int
    name: str
    sex: str
    born_on: date
    national_no: Sealed | None
    school_id: int
    school_name: str
    school_path: str
    stage: str
    grade: str
    class_name: str  # empty where the pupil sits in no class
    status_code: str
    status: str
    entered_on: date
    left_on: date | None
    is_handed_over: bool  # ended because the school was merged or split, not by the pupil's leaving
    went_to: str  # the school after a transfer, as the case told it; empty otherwise
    left_by: str  # the number of that case

    @property
    def is_at_school(self) -> bool:
        return self.left_on is None and self.status_code in rules.PRESENT_STATUSES


def stays_of(person_id: int) -> list[Stay]:
    """Return a person's enrolments anywhere, earliest first."""
    with scope_of(CERTIFIER):
        rows = Enrolment.objects.within("").filter(person_id=person_id).select_related("school", "school_class")
        moves = Movement.objects.within("").filter(person_id=person_id, kind=rules.MovementKind.LEFT)
        told = moves.values_list("school_id", "on", "told", "case_number")
        aims = {(school, on): (aim, case) for school, on, aim, case in told}
        return [
            _stay(row, *aims.get((row.school_id, row.left_on), ("", ""))) for row in rows.order_by("entered_on", "id")
        ]


def stays_around(enrolment_id: int) -> tuple[Stay, list[Stay]]:
    """Return one enrolment, and all of its person's. Raises NotFoundHere."""
    with scope_of(CERTIFIER):
        row = Enrolment.objects.within("").filter(pk=enrolment_id).values_list("person_id", flat=True).first()
    if row is None:
        raise NotFoundHere
    found = stays_of(row)
    return next(stay for stay in found if stay.enrolment_id == enrolment_id), found


def school_path_of(enrolment_id: int) -> str:
    """Return the node of the school of an enrolment. Raises NotFoundHere."""
    with scope_of(CERTIFIER):
        found = Enrolment.objects.within("").filter(pk=enrolment_id).values_list("school__path", flat=True).first()
    if found is None:
        raise NotFoundHere
    return str(found)


def movements_of(person_id: int) -> list[tuple[date, str, str]]:
    """Return what happened to a person's registration, earliest first: day, kind, school."""
    with scope_of(CERTIFIER):
        rows = Movement.objects.within("").filter(person_id=person_id).order_by("on", "id")
        told = list(rows.values_list("on", "kind", "school__name"))
    return [(on, rules.MOVEMENT_LABELS[rules.MovementKind(kind)], school) for on, kind, school in told]


def _stay(row: Enrolment, told: str, left_by: str) -> Stay:
    """`told` is what the case that ended it has written: from → to（paper）."""
    last_day = row.left_on - timedelta(days=1) if row.left_on else timezone.localdate()
    stage = rules.STAGE_LABELS[rules.Stage(row.stage)]
    return Stay(
        enrolment_id=row.pk,
        person_id=row.person_id,
        name=row.name,
        sex=standards.code_table("sex").name(row.sex, "zh"),
        born_on=row.born_on,
        national_no=row.national_no,
        school_id=row.school_id,
        school_name=row.school.name,
        school_path=row.school.path,
        stage=stage,
        grade=rules.grade_label(row.stage, rules.grade_of(row.stage, row.entry_year, last_day)),
        class_name=row.school_class.name if row.school_class else "",
        status_code=row.status,
        status=standards.code_table("student_status").name(row.status, "zh"),
        entered_on=row.entered_on,
        left_on=row.left_on,
        is_handed_over=row.closed_by_id is not None,
        went_to=told.partition("→")[2].partition("（")[0].strip(),
        left_by=left_by,
    )
