"""Counting of which units what was found says nothing, and what a drafter makes of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from shuren.kernel.refusals import Refused
from shuren.modules.collection.actions.requests import own_draft
from shuren.modules.collection.models import Gap, Question, Request
from shuren.modules.collection.queries import gaps, requests
from shuren.modules.collection.queries.audience import units_of
from shuren.modules.collection.queries.newest import newest_of
from shuren.modules.collection.queries.values import key_of
from shuren.modules.collection.rules.gaps import MOST_BACK, Held
from shuren.modules.collection.rules.kinds import Ruling

if TYPE_CHECKING:
    from datetime import date

    from shuren.kernel.actors import Actor

LACKING = """
INSERT INTO collection_gap (question_id, org_id, value) SELECT %s, unit, '' FROM unnest(%s::bigint[]) AS unit
"""
OLDER = "COPY collection_gap (question_id, org_id, age, value, as_of) FROM STDIN"
LONGEST = 500  # characters of a value


class YearsBeyond(Refused):
    """往年数据最多用到前 {most} 年。请重新选择。"""

    status = 422


@transaction.atomic
def count(row: Request, on: date | None) -> None:
    """Count, for a day, of which units each found question is known, where that was not done today.

    What another request asks a unit just now counts as known: nobody is asked it twice. The
    caller has checked that the request may be read.
    """
    if not gaps.to_count(row, requests.questions_of(row), on):
        return
    Request.objects.within("").select_for_update().get(pk=row.pk)
    stale = gaps.to_count(row, requests.questions_of(row), on)
    if on is None or not stale:
        return
    units = set(units_of(row).exclude(pk=row.org_id).values_list("pk", flat=True))
    asked = list({key_of(one.source, one.derivation): (one.source, one.derivation) for one in stale}.values())
    found = newest_of(asked, below=row.below, on=on, level=row.level, back=MOST_BACK)
    coming = gaps.awaited(row, stale, on)
    Gap.objects.filter(question__in=stale).delete()
    older: list[tuple[Any, ...]] = []
    lacking: list[tuple[int, list[int]]] = []
    for one in stale:
        known = {pk: new for pk, new in found[key_of(one.source, one.derivation)].items() if pk in units}
        awaited = (coming[one.pk] & units) - {pk for pk, new in known.items() if not new.age}
        kept = {pk: new for pk, new in known.items() if pk not in awaited}
        ages = [new.age for new in kept.values()] + [0] * len(awaited)
        one.held = Held.of(len(units), ages).kept(gaps.mark_of(one, row, on))
        lacking.append((one.pk, sorted(units - awaited - kept.keys())))
        older += [(one.pk, pk, new.age, new.told.text[:LONGEST], new.told.as_of) for pk, new in kept.items() if new.age]
    with connection.cursor() as cursor:
        for question, lacks in lacking:
            cursor.execute(LACKING, [question, lacks])
        with cursor.copy(OLDER) as copy:
            for each in older:
                copy.write_row(each)
    Question.objects.bulk_update(stale, ["held"])


@transaction.atomic
def leave_to_others(row: Request, on: date | None) -> None:
    """Strike the gaps that another request has been sent to fill since they were counted."""
    found = [one for one in requests.questions_of(row) if gaps.held_of(one)]
    coming = gaps.awaited(row, found, on) if on and found else {}
    for one in found:
        rows, held = Gap.objects.filter(question=one, org__in=coming.get(one.pk, ())), gaps.held_of(one)
        ages = list(rows.values_list("age", flat=True))
        if ages and held:
            rows.delete()
            one.held = held.shared(ages).kept(one.held["mark"])
            one.save(update_fields=["held"])


@transaction.atomic
def accept_years(*, actor: Actor, request_id: int, years: int) -> Request:
    """Let values do that are up to so many years older than the year asked about. Raises NotEditable, YearsBeyond."""
    row = own_draft(actor, request_id)
    if not 0 <= years <= MOST_BACK:
        raise YearsBeyond(field="years", most=MOST_BACK)
    row.years_back = years
    row.save(update_fields=["years_back", "changed_at"])
    return row


@transaction.atomic
def fill(*, actor: Actor, request_id: int, question_id: int, asks: bool) -> Request:
    """Say whether units of which nothing is known are asked a question that is known of others. Raises NotEditable."""
    row = own_draft(actor, request_id)
    one = requests.question_of(row, question_id)
    one.fills_gaps, one.ruling, one.why_ruled = asks, Ruling.OPEN.value, ""
    one.save(update_fields=["fills_gaps", "ruling", "why_ruled"])
    return row
