"""An earlier request as a new draft: its wording is kept, its dates go on by whole years, its questions are matched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shuren.modules.collection.actions.requests import draft
from shuren.modules.collection.models import Check, Question, Request
from shuren.modules.collection.queries import candidates, requests
from shuren.modules.collection.rules.kinds import DROPPED
from shuren.modules.collection.rules.requests import renewed

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

WORDING = ("section", "label", "kind", "unit", "places", "options", "note", "is_required", "seconds")


@dataclass(frozen=True)
class Copied:
    """The new draft, and how many questions were left behind because they were not granted."""

    row: Request
    left: int


@transaction.atomic
def copy(*, actor: Actor, request_id: int) -> Copied:
    """Begin a draft of the actor's own unit with what an earlier request asked. Raises NotFoundHere.

    What the actor may not ask is left open: units outside the own part of the tree. What was not granted stays behind;
    why known things were asked all the same has to be said anew.
    """
    old = requests.request_for(actor, request_id)
    head = renewed(requests.head_of(old), timezone.localdate())
    below = old.below if old.below and actor.covers(old.below) else ""
    row = draft(actor=actor, head=replace(head, below=below, why_over=""))
    asked = requests.questions_of(old)
    kept = [one for one in asked if one.ruling not in DROPPED]
    made = [
        Question(request=row, position=at, **{name: getattr(one, name) for name in WORDING})
        for at, one in enumerate(kept, start=1)
    ]
    for one, found in zip(made, candidates.matches(made, row), strict=True):
        candidates.note(one, found)
    Question.objects.bulk_create(made)
    now = {one.pk: copy_.pk for one, copy_ in zip(kept, made, strict=True)}
    Check.objects.bulk_create(
        Check(request=row, kind=one.kind, first_id=now[one.first_id], parts=[now[part] for part in one.parts])
        for one in Check.objects.filter(request=old).order_by("pk")
        if {one.first_id, *one.parts} <= now.keys()
    )
    return Copied(row, len(asked) - len(kept))
