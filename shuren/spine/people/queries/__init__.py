"""Reading the registers. Everything that takes an actor checks what they may and shows their part of the tree."""

from shuren.spine.people.queries.exports import export_for, exports_for
from shuren.spine.people.queries.guardians import GUARDIANS
from shuren.spine.people.queries.lists import PeopleList, summary_of
from shuren.spine.people.queries.persons import PersonFile, looks_at, person_file
from shuren.spine.people.queries.staff import STAFF, employed_at
from shuren.spine.people.queries.students import STUDENTS, enrolled_at

LISTS: dict[str, PeopleList] = {item.kind: item for item in (STUDENTS, STAFF, GUARDIANS)}

__all__ = [
    "GUARDIANS",
    "LISTS",
    "STAFF",
    "STUDENTS",
    "PeopleList",
    "PersonFile",
    "employed_at",
    "enrolled_at",
    "export_for",
    "exports_for",
    "looks_at",
    "person_file",
    "summary_of",
]
