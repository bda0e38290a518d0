"""Whose guardian an account belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people.models import Guardianship
from shuren.spine.people.queries.casework import CASEWORK, person_of

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor


def self_and_wards(actor: Actor) -> list[int]:
    """Return the person to whom the actor's account belongs, and those whose guardian they are."""
    person = person_of(actor)
    return [person, *wards_of(actor)] if person else []


def wards_of(actor: Actor) -> list[int]:
    """Return the persons whose guardian the actor's account belongs to, at school or not."""
    guardian = person_of(actor)
    if guardian is None:
        return []
    with scope_of(CASEWORK):
        rows = Guardianship.objects.within("").filter(guardian=guardian)
        return list(rows.values_list("child", flat=True))
