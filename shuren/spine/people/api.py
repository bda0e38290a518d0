"""The door for other packages: who is at a school, by numbers; lists of persons stay behind the pages and exports.

Reading models goes through `queries` and `models`, inside kernel.rowsecurity.scope_of. Rows come in through the
workbooks of `tables`; the tree's changes reach them through kernel.holdings.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.sensitive import index_of
from shuren.spine.people import queries, rules
from shuren.spine.people.actions.moves import Seat, transfer
from shuren.spine.people.models import Enrolment
from shuren.spine.people.permissions import view_staff, view_students

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = ["Headcount", "Pupil", "Seat", "class_size", "find_pupil", "headcount", "person_address", "pupil", "transfer"]


@dataclass(frozen=True)
class Headcount:
    """How many there are at and below a node on a day."""

    students: int
    staff: int


def headcount(actor: Actor, path: str, on: date) -> Headcount:
    """Count the enrolled and the employed at and below a node. Raises Forbidden outside the actor's part."""
    require(actor, view_students, path)
    require(actor, view_staff, path)
    return Headcount(queries.enrolled_at(path, on), queries.employed_at(path, on))


def person_address(person_id: int) -> str:
    """Return where a person is shown."""
    from django.urls import reverse

    return reverse("people:person", args=(person_id,))


CASEWORK = system_actor("people.casework", "学籍业务办理", view_students)


@dataclass(frozen=True)
class Pupil:
    """An enrolment that lasts, as casework needs it. `grades` is how many grades the stage has."""

    enrolment_id: int
    person_id: int
    name: str
    school_id: int
    school_name: str
    stage: str
    status: str
    entry_year: int
    grade: int | None
    grades: int


def pupil(enrolment_id: int) -> Pupil:
    """Return an enrolment that lasts, for a case that was opened about it. Raises NotFoundHere once it has ended."""
    with scope_of(CASEWORK):
        found = _open_enrolments().filter(pk=enrolment_id).first()
    if found is None:
        raise NotFoundHere
    return _pupil(found)


def find_pupil(*, national_no: str, name: str) -> Pupil | None:
    """Find who is enrolled anywhere under a registry number and a name; both must be right, or nothing is told."""
    with scope_of(CASEWORK):
        found = _open_enrolments().filter(national_index=index_of(national_no, "people.enrolment.national_no")).first()
    return _pupil(found) if found is not None and found.name == name.strip() else None


def class_size(class_id: int) -> int:
    """Count who is in a class now."""
    with scope_of(CASEWORK):
        return int(Enrolment.objects.within("").filter(school_class_id=class_id, left_on=None).count())


def _open_enrolments() -> "QuerySet[Enrolment]":
    found: QuerySet[Enrolment] = Enrolment.objects.within("").filter(left_on=None).select_related("school")
    return found


def _pupil(row: Enrolment) -> Pupil:
    stage = rules.Stage(row.stage)
    return Pupil(
        row.pk, row.person_id, row.name, row.school_id, row.school.name, row.stage, row.status, row.entry_year,
        rules.grade_of(row.stage, row.entry_year, timezone.localdate()), rules.STAGE_YEARS[stage],
    )  # fmt: skip
