"""What an item of the dictionary is also called, and out of what it is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from shuren.kernel.access import require
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.modules.collection import events
from shuren.modules.collection import permissions as can
from shuren.modules.collection.queries import items as queries
from shuren.modules.collection.rules.derivations import circle, parts_of
from shuren.modules.collection.rules.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shuren.kernel.actors import Actor
    from shuren.modules.collection.models import Item


class Circular(Refused):
    """“{first}”要由“{path}”算出，最后又回到它自己，算不出来：请从这一圈中去掉一项，改为填报。"""

    status = 422


class NoSuchSource(Refused):
    """数据字典中没有名为“{name}”的数值：请写数据项的名称或编号，或者已经登记的统计量，如“在校学生数”。"""

    status = 422


class NotANumber(Refused):
    """“{label}”不是数值，不能由其他数据相加得出。"""

    status = 422


class NothingToAdd(Refused):
    """只写了要减去的，没有写由哪些数据相加：请至少写一项。"""

    status = 422


@transaction.atomic
def explain_item(
    *, actor: Actor, item_id: int, synonyms: Sequence[str], plus: Sequence[str], minus: Sequence[str]
) -> Item:
    """Say what an item is also called, and by which names it is computed: the sum of some less the sum of others.

    From then on no unit is asked a computed item. Raises NoSuchSource, NotANumber, NothingToAdd, Circular.
    """
    row = queries.item_for(item_id)
    require(actor, can.clear_requests, row.owner.path)
    with connection.cursor() as cursor:  # two that are explained at once could close a circle together
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('collection.items'))")
    derivation = _derivation(plus, minus)
    if derivation and row.kind != Kind.NUMBER:
        raise NotANumber(field="plus", label=row.label)
    source = f"item:{row.pk}"
    way = circle(source, derivation, queries.computed())
    if way:
        labels = queries.labels_of(way)
        names = [labels.get(each, each) for each in way]
        raise Circular(field="plus", first=names[0], path=" → ".join(names[1:]))
    row.synonyms, row.derivation = list(dict.fromkeys(synonyms)), derivation
    row.save(update_fields=["synonyms", "derivation", "changed_at"])
    details = {"label": row.label, "synonyms": "、".join(row.synonyms), "parts": "、".join(_labels(derivation))}
    subject = ("collection.item", row.pk)
    record(actor=actor, label=events.ITEM_EXPLAINED, org_path=row.owner.path, subject=subject, details=details)
    return row


def _derivation(plus: Sequence[str], minus: Sequence[str]) -> dict[str, Any]:
    if minus and not plus:
        raise NothingToAdd(field="plus")
    found = {"plus": [_source(name, "plus") for name in plus], "minus": [_source(name, "minus") for name in minus]}
    return {side: sources for side, sources in found.items() if sources}


def _source(name: str, field: str) -> str:
    source = queries.source_named(name)
    if not source:
        raise NoSuchSource(field=field, name=name)
    return source


def _labels(derivation: dict[str, Any]) -> list[str]:
    labels = queries.labels_of(parts_of(derivation))
    return [labels.get(source, source) for source in parts_of(derivation)]
