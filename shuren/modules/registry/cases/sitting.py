"""Applications begun from a child who sits in class and is not on the roster: what was told is not typed again.

Numbers stay sealed: a form shows them masked, and takes the one that was told where its field is left empty.
"""

from typing import Any

from django.utils.translation import gettext as _

from shuren.kernel.identifiers import read_resident_id
from shuren.modules.registry.models import Unlisted
from shuren.modules.registry.queries.unlisted import begun
from shuren.modules.registry.rules.identity import OTHER, RESIDENT
from shuren.spine.people import api as people

__all__ = ["beginning", "begun", "enrolled", "id_number", "registry_number"]


def id_number(child: Unlisted) -> str:
    """Return the identity number that was told, itself or within a registry number; empty where there was none."""
    told = child.number.reveal() if child.number else ""
    return told.removeprefix("G") if registry_number(child) else told


def number_help(child: Unlisted) -> str:
    """Return what stands under the field of a number that is known already."""
    return _("已登记 %(number)s；留空即用这个号码") % {"number": child.shown_number}


def registry_number(child: Unlisted) -> str:
    """Return the registry number that was told, empty where it was an identity number or none."""
    told = child.number.reveal() if child.number else ""
    return told if told and read_resident_id(told) is None and read_resident_id(told[1:]) is not None else ""


def beginning(child: Unlisted) -> dict[str, Any]:
    """Return what a form about a newcomer begins with; sex and birth are those that a resident's number tells."""
    told: dict[str, Any] = {"name": child.name, "to_class": child.school_class_id}
    if not child.number:
        told["id_type"] = OTHER
    read = read_resident_id(id_number(child))
    if read is not None:
        told |= {"id_type": RESIDENT, "sex": read.sex, "born_on": read.born_on}
    return told


def enrolled(child: Unlisted) -> people.Pupil | None:
    """Return the child's registration elsewhere, as it is now, if number and name are still right."""
    found = people.registered_under(child.number.reveal()) if child.number else None
    return found if found is not None and found.name == child.name else None
