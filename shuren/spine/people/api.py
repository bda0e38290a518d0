"""The door for other packages: who is at a school, by numbers; one pupil for a case; what a decided case does.

Lists of persons stay behind the pages and exports. Reading models goes through `queries` and `models`, inside
kernel.rowsecurity.scope_of. Rows come in through the workbooks of `tables`, one pupil's through casework below; the
tree's changes reach them through kernel.holdings.
"""

from dataclasses import dataclass
from datetime import date

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.spine.people import queries
from shuren.spine.people.actions.corrections import correct
from shuren.spine.people.actions.guardians import Child, look_at_children, look_at_self
from shuren.spine.people.actions.movements import Deed, end, regrade, resume, suspend
from shuren.spine.people.actions.moves import Destination, transfer
from shuren.spine.people.actions.newcomers import Human, Place, Responsible, enrol
from shuren.spine.people.actions.yearend import close_classes, end_studies, keep_grade, reopen_classes, restore
from shuren.spine.people.permissions import view_staff, view_students
from shuren.spine.people.queries.casework import (
    Group,
    KeyData,
    Leave,
    Pupil,
    accounts_close_to,
    accounts_under,
    children_of,
    class_size,
    class_sizes,
    doubles_of,
    enrolled_under,
    find_pupil,
    group,
    groups_at,
    key_data,
    leave_of,
    leaves_ending,
    number_belongs_to_other,
    number_is_taken,
    number_marks,
    pupil,
    pupil_at,
    pupils,
    pupils_at,
    registered_under,
    traces_of,
)
from shuren.spine.people.queries.homeroom import Head, classes_headed_by, heads_below, homeroom_account
from shuren.spine.people.rules import STAGE_YEARS, MovementKind, grade_label, grade_of

__all__ = [
    "STAGE_YEARS",
    "Child",
    "Deed",
    "Destination",
    "Group",
    "Head",
    "Headcount",
    "Human",
    "KeyData",
    "Leave",
    "MovementKind",
    "Place",
    "Pupil",
    "Responsible",
    "accounts_close_to",
    "accounts_under",
    "children_of",
    "class_size",
    "class_sizes",
    "classes_headed_by",
    "close_classes",
    "correct",
    "doubles_of",
    "end",
    "end_studies",
    "enrol",
    "enrolled_under",
    "find_pupil",
    "grade_label",
    "grade_of",
    "group",
    "groups_at",
    "headcount",
    "heads_below",
    "homeroom_account",
    "keep_grade",
    "key_data",
    "leave_of",
    "leaves_ending",
    "look_at_children",
    "look_at_self",
    "number_belongs_to_other",
    "number_is_taken",
    "number_marks",
    "person_address",
    "pupil",
    "pupil_at",
    "pupils",
    "pupils_at",
    "registered_under",
    "regrade",
    "reopen_classes",
    "restore",
    "resume",
    "suspend",
    "traces_of",
    "transfer",
]


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
