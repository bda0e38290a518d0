"""The one function that looks for doubles, whichever way somebody came in or changed.

It runs behind the writing, in the same transaction: who is certainly there already is refused and nothing is kept; who
may be is let in and put on the review list (疑似重复人员).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext

from shuren.kernel.paths import common_path
from shuren.kernel.refusals import Refused
from shuren.kernel.sensitive import mask
from shuren.spine.orgs.models import Org
from shuren.spine.people.models import Doubt, DoubtState, Person, Way
from shuren.spine.people.queries.doubles import Found, doubles_of_persons
from shuren.spine.people.rules.sameness import Verdict

if TYPE_CHECKING:
    from shuren.kernel.tabular.writing import Load

TOLD = 3  # of more that are known already, the first are named
OF_BATCH = """
SELECT id FROM people_person WHERE batch_id = %(batch)s
UNION SELECT child_id FROM people_guardianship WHERE batch_id = %(batch)s
UNION SELECT guardian_id FROM people_guardianship WHERE batch_id = %(batch)s
"""
COLUMNS = ("paths", "firsts", "seconds", "verdicts", "bits", "levels", "ways")
NOTE = """
INSERT INTO people_doubt AS held (org_path, first_id, second_id, verdict, bits, levels, way, state, found_at,
  decided_by, reason)
SELECT path, first, second, verdict, bits, levels::jsonb, way, 'open', %(now)s, '', ''
FROM unnest(%(paths)s::text[], %(firsts)s::bigint[], %(seconds)s::bigint[], %(verdicts)s::text[], %(bits)s::float8[],
  %(levels)s::text[], %(ways)s::text[]) AS n(path, first, second, verdict, bits, levels, way)
ON CONFLICT (first_id, second_id) DO UPDATE SET org_path = EXCLUDED.org_path, verdict = EXCLUDED.verdict,
  bits = EXCLUDED.bits, levels = EXCLUDED.levels, state = 'open'
WHERE held.state IN ('open', 'gone')
"""
NEW = "SELECT person_id, row FROM {table} WHERE person_is_new"


class AlreadyKnown(Refused):
    """{who}已经登记过：{known}。不要重复登记：在校的请办理转学，已离校的在“我要申请”中单独建籍，沿用原登记；确属两人的，请填写各自的证件号码。"""

    others: tuple[int, ...] = ()  # who is there already


def examine(persons: Collection[int], way: Way, *, made: Mapping[int, str] | None = None) -> list[Found]:
    """Look for doubles of some persons; return what goes on the review list. The caller has opened the wall.

    `made` are those written a moment ago, each with what the user knows them by. Raises AlreadyKnown where one of them
    is certainly somebody else in the register.
    """
    made = made or {}
    found = doubles_of_persons(persons)
    known = [each for each in found if each.judgement.verdict == Verdict.CERTAIN and made.keys() & _ids(each)]
    if known:
        raise _already(known, made)
    _forget(persons, found)
    _note(found, way)
    return found


def examine_batch(load: Load, pairing: str) -> list[Found]:
    """Look for doubles of everybody whom a file has brought or changed; `pairing` tells who is new in which row."""
    with connection.cursor() as cursor:
        cursor.execute(OF_BATCH, {"batch": load.batch_id})
        persons = [person for (person,) in cursor.fetchall()]
        cursor.execute(NEW.format(table=pairing))
        rows = {person: gettext("第 {row} 行").format(row=row) for person, row in cursor.fetchall()}
    return examine(persons, Way.WORKBOOK, made=rows)


def _ids(found: Found) -> set[int]:
    return {found.first, found.second}


def _already(known: list[Found], made: Mapping[int, str]) -> AlreadyKnown:
    told, others = [], []
    for each in known[:TOLD]:
        new = each.first if each.first in made else each.second
        told.append(made[new])
        others.append(masked((_ids(each) - {new}).pop()))
    who = gettext("、").join(told) + (gettext("等 {count} 人").format(count=len(known)) if len(known) > TOLD else "")
    refusal = AlreadyKnown(field="name", who=who, known=gettext("；").join(others))
    refusal.others = tuple((_ids(each) - made.keys() or {each.first}).pop() for each in known)
    return refusal


def masked(person_id: int) -> str:
    """Return who is there already, as somebody elsewhere may know it: school, surname, year of birth."""
    person = Person.objects.within("").get(pk=person_id)
    school = Org.objects.within("").filter(path=person.org_path).values_list("name", flat=True).first() or ""
    year = gettext("{year} 年出生").format(year=person.born_on.year) if person.born_on else ""
    return " ".join(filter(None, [school, mask("name", person.name), year]))


def _forget(persons: Collection[int], found: list[Found]) -> None:
    """Let open doubts about these persons go that the facts no longer bear out."""
    standing = {(each.first, each.second) for each in found}
    ids = list(persons)
    rows = Doubt.objects.within("").filter(state=DoubtState.OPEN)
    opened = [*rows.filter(first__in=ids), *rows.filter(second__in=ids)]
    gone = {row.pk for row in opened if (row.first_id, row.second_id) not in standing}
    if gone:
        Doubt.objects.within("").filter(pk__in=gone).update(state=DoubtState.GONE)


def _note(found: list[Found], way: Way) -> None:
    """Put pairs on the review list, at the lowest node above both; what is decided stays decided."""
    if not found:
        return
    ids = {person for each in found for person in _ids(each)}
    paths = dict(Person.objects.within("").filter(pk__in=ids).values_list("pk", "org_path"))
    rows = [
        (
            common_path([paths[each.first], paths[each.second]]), each.first, each.second, each.judgement.verdict.value,
            each.judgement.bits, json.dumps(each.judgement.levels), way.value,
        )
        for each in found
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            NOTE, {"now": timezone.now(), **dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))}
        )
