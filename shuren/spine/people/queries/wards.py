"""Whose guardian an account belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people.models import Guardianship
from shuren.spine.people.queries.casework import CASEWORK, person_of

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor


def wards_of(actor: Actor) -> list[int]:
    """Return the persons whose guardian the actor's account belongs to, at school or not."""
    guardian = person_of(actor)
    if guardian is None:
        return []
    with scope_of(CASEWORK):
        rows = Guardianship.objects.within("").filter(guardian=guardian)
        return list(rows.values_list("child", flat=True))
