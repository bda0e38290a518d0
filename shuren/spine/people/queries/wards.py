"""Whose guardian an account belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people.models import Guardianship, PersonAccount
from shuren.spine.people.queries.casework import CASEWORK

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor


def wards_of(actor: Actor) -> list[int]:
    """Return the persons whose guardian the actor's account belongs to, at school or not."""
    kind, _colon, number = actor.id.partition(":")
    held = PersonAccount.objects.filter(account=int(number)).first() if kind == "account" else None
    if held is None:
        return []
    with scope_of(CASEWORK):
        rows = Guardianship.objects.within("").filter(guardian=held.person_id)
        return list(rows.values_list("child", flat=True))
