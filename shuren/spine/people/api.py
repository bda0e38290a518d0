"""The door for other packages: who is at a school, by numbers; lists of persons stay behind the pages and exports.

Reading models goes through `queries` and `models`, inside kernel.rowsecurity.scope_of. Rows come in through the
workbooks of `tables`; the tree's changes reach them through kernel.holdings.
"""

from dataclasses import dataclass
from datetime import date

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.spine.people import queries
from shuren.spine.people.permissions import view_staff, view_students


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
