"""Every write to the registers, and every look that must be recorded."""

from shuren.spine.people.actions.classes import record_classes
from shuren.spine.people.actions.exports import (
    ask_export,
    decide_export,
    expire_exports,
    fetch_export,
    produce_export,
)
from shuren.spine.people.actions.looks import look_at_list, look_at_looks, look_at_person, unmask
from shuren.spine.people.actions.staff import record_staff
from shuren.spine.people.actions.students import record_students

__all__ = [
    "ask_export",
    "decide_export",
    "expire_exports",
    "fetch_export",
    "look_at_list",
    "look_at_looks",
    "look_at_person",
    "produce_export",
    "record_classes",
    "record_staff",
    "record_students",
    "unmask",
]
