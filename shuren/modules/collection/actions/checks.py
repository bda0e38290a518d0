"""Relations between the answers of one return (审核关系), declared while a request is drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.collection.actions.requests import own_draft
from shuren.modules.collection.models import Check, Question
from shuren.modules.collection.rules.kinds import CheckKind, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shuren.kernel.actors import Actor

FEWEST_PARTS = {CheckKind.NO_MORE: 1, CheckKind.ADDS_UP: 2}


class NoRelation(Refused):
    """审核关系要选前项和至少 {fewest} 个其他数值项，前项不能同时是其他项。请重新选择。"""

    status = 422


@transaction.atomic
def relate(*, actor: Actor, request_id: int, kind: CheckKind, first: int, parts: Sequence[int]) -> Check:
    """Have answers held against each other: the first is no more than the others, or what they add up to.

    Raises NotEditable, NoRelation.
    """
    row = own_draft(actor, request_id)
    numbers = set(Question.objects.filter(request=row, kind=Kind.NUMBER).values_list("pk", flat=True))
    others = [one for one in dict.fromkeys(parts) if one in numbers]
    fewest = FEWEST_PARTS[kind]
    if first not in numbers or first in others or len(others) < fewest:
        raise NoRelation(field="parts", fewest=fewest)
    return Check.objects.create(request=row, kind=kind.value, first_id=first, parts=others)


@transaction.atomic
def unrelate(*, actor: Actor, request_id: int, check_id: int) -> None:
    """Take a relation back. Raises NotEditable, NotFoundHere."""
    row = own_draft(actor, request_id)
    gone, _each = Check.objects.filter(request=row, pk=check_id).delete()
    if not gone:
        raise NotFoundHere
