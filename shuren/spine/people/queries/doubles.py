"""Who may be the same person: found by blocking keys in one statement, then weighed by the rules, pair by pair.

A *block* is what two records of one person most likely share: birth and sound of the name, a phone, a guardian, a
former name or number, the school. Everything is looked up through an index, for one newcomer as for a whole file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from shuren.kernel.sensitive.blind import NORMALISED
from shuren.spine.people.models import Doubt, DoubtState, Enrolment, FormerNumber, Guardianship, Person, Post
from shuren.spine.people.rules.sameness import (
    SHARED_BY,
    Facts,
    Judgement,
    Verdict,
    comparable_number,
    forms_of,
    judge,
)

if TYPE_CHECKING:
    from shuren.kernel.sensitive import Sealed

# Each block pairs those who are examined (a) with others (b); `numbers` are the digests under which a's number may be.
BLOCKS = """
WITH a AS MATERIALIZED (
  SELECT id, name, former_name, initials, born_on, phone_index FROM people_person
  WHERE id = ANY(%(ids)s) AND merged_into_id IS NULL
), numbers AS MATERIALIZED (
  SELECT * FROM unnest(%(owners)s::bigint[], %(digests)s::text[]) AS n(id, digest)
), blocks AS (
  SELECT a.id AS one, b.id AS other FROM a
    JOIN people_person b ON b.born_on = a.born_on AND b.initials = a.initials AND b.born_on IS NOT NULL
  UNION SELECT a.id, b.id FROM a
    JOIN people_person b ON b.initials = a.initials AND b.born_on IS NOT NULL AND b.born_on = CASE
      WHEN extract(day FROM a.born_on) <= 12 AND extract(day FROM a.born_on) <> extract(month FROM a.born_on)
      THEN make_date(extract(year FROM a.born_on)::int, extract(day FROM a.born_on)::int,
                     extract(month FROM a.born_on)::int) END
  UNION SELECT a.id, b.id FROM a
    JOIN people_person b ON b.former_name = a.name AND b.former_name <> '' AND b.born_on = a.born_on
  UNION SELECT a.id, b.id FROM a
    JOIN people_person b ON b.born_on = a.born_on AND b.born_on IS NOT NULL AND b.name = a.former_name
    WHERE a.former_name <> ''
  UNION SELECT a.id, b.id FROM a JOIN people_person b ON b.phone_index = a.phone_index AND b.phone_index IS NOT NULL
  UNION SELECT n.id, b.id FROM numbers n JOIN people_person b ON b.id_index = n.digest
  UNION SELECT n.id, f.person_id FROM numbers n JOIN people_formernumber f ON f.id_index = n.digest
  UNION SELECT a.id, u.child_id FROM a JOIN people_guardianship t ON t.child_id = a.id
    JOIN people_guardianship u ON u.phone_index = t.phone_index
    JOIN people_person b ON b.id = u.child_id AND b.initials = a.initials
  UNION SELECT a.id, u.child_id FROM a JOIN people_guardianship t ON t.child_id = a.id
    JOIN people_guardianship u ON u.guardian_id = t.guardian_id
    JOIN people_person b ON b.id = u.child_id AND (b.initials = a.initials OR right(b.name, 2) = right(a.name, 2))
  UNION SELECT a.id, u.guardian_id FROM a JOIN people_guardianship t ON t.guardian_id = a.id
    JOIN people_guardianship u ON u.phone_index = t.phone_index AND u.initials = t.initials
  UNION SELECT a.id, p.person_id FROM a JOIN people_guardianship t ON t.guardian_id = a.id
    JOIN people_post p ON p.county_id = t.county_id AND p.name_key = t.name_key AND p.to_on IS NULL
  UNION SELECT a.id, t.guardian_id FROM a JOIN people_post p ON p.person_id = a.id AND p.to_on IS NULL
    JOIN people_guardianship t ON t.county_id = p.county_id AND t.name_key = p.name_key
  UNION SELECT a.id, f.person_id FROM a JOIN people_enrolment e ON e.person_id = a.id
    JOIN people_enrolment f ON f.school_id = e.school_id AND f.name_key = e.name_key
)
SELECT DISTINCT least(one, other), greatest(one, other) FROM blocks
JOIN people_person b ON b.id = blocks.other AND b.merged_into_id IS NULL
WHERE one <> other AND NOT EXISTS (
  SELECT FROM people_doubt d WHERE d.first_id = least(one, other) AND d.second_id = greatest(one, other)
    AND d.state = 'different')
"""
HUBS = """
SELECT phone_index FROM people_guardianship WHERE phone_index = ANY(%s) GROUP BY phone_index HAVING count(*) > %s
"""


@dataclass(frozen=True)
class Found:
    """Two records, the one with the lower number first, and what the rules say of them."""

    first: int
    second: int
    judgement: Judgement


def doubles_of_persons(persons: Collection[int]) -> list[Found]:
    """Return who may be the same as one of some persons, the strongest evidence first; the caller opens the wall."""
    if not persons:
        return []
    pairs = _pairs(persons)
    facts = facts_of({person for pair in pairs for person in pair})
    weighed = (Found(one, other, judge(facts[one], facts[other])) for one, other in pairs)
    found = [each for each in weighed if each.judgement.verdict != Verdict.UNLIKE]
    return sorted(found, key=lambda each: (-each.judgement.bits, each.first, each.second))


def _pairs(persons: Collection[int]) -> list[tuple[int, int]]:
    owners: list[int] = []
    digests: list[str] = []
    field: Any = Person._meta.get_field("id_index")
    held = Person.objects.within("").filter(pk__in=list(persons), id_no__isnull=False)
    for pk, id_type, number in held.values_list("pk", "id_type", "id_no"):
        known = field.candidates(forms_of(id_type, number.reveal()))
        owners += [pk] * len(known)
        digests += known
    values: dict[str, Any] = {"ids": list(persons), "owners": owners, "digests": digests}
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS, values)
        return [(int(one), int(other)) for one, other in cursor.fetchall()]


def facts_of(persons: Iterable[int]) -> dict[int, Facts]:
    """Return what the register tells of some persons; six queries, however many there are."""
    ids = sorted(persons)
    told: dict[int, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    _ties(ids, told)
    for model in (Enrolment, Post):
        for person, school, county in _of(model, ids).values_list("person_id", "school_id", "county_id"):
            told[person]["schools"].add(school)
            told[person]["counties"].add(county)
    for person, id_type, number in _of(FormerNumber, ids).values_list("person_id", "id_type", "id_no"):
        told[person]["former_numbers"].add(_number(id_type, number))
    return {person.pk: _facts(person, told[person.pk]) for person in Person.objects.within("").filter(pk__in=ids)}


def _of(model: Any, ids: list[int]) -> Any:
    return model.objects.within("").filter(person__in=ids).order_by()


def _facts(person: Person, told: dict[str, set[Any]]) -> Facts:
    if person.phone:
        told["phones"].add(_phone(person.phone))
    return Facts(
        name=person.name,
        sex=person.sex,
        born_on=person.born_on,
        former_names=frozenset({person.former_name} - {""}),
        id_type=person.id_type,
        number=_number(person.id_type, person.id_no),
        **{kind: frozenset(values) for kind, values in told.items()},
    )


def _ties(ids: list[int], told: dict[int, dict[str, set[Any]]]) -> None:
    """Add guardians to children, phones and the wards' schools to guardians; a phone of many is nobody's."""
    rows = Guardianship.objects.within("").order_by()
    columns = ("child_id", "guardian_id", "name", "phone", "phone_index", "school_id", "county_id")
    ties = list(rows.filter(child__in=ids).union(rows.filter(guardian__in=ids)).values_list("pk", *columns))
    hubs = _hubs({tie[5] for tie in ties if tie[5]})
    wanted = set(ids)
    for _pk, child, guardian, name, phone, index, school, county in ties:
        own = _phone(phone) if phone and index not in hubs else ""
        if child in wanted:
            told[child]["guardians"] |= {f"person:{guardian}", *([f"phone:{own}"] if own else [])}
            told[child]["guardian_names"].add(name)
        if guardian in wanted:
            told[guardian]["phones"] |= {own} - {""}
            told[guardian]["schools"].add(school)
            told[guardian]["counties"].add(county)


def _hubs(indexes: set[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(HUBS, [list(indexes), SHARED_BY])
        return {index for (index,) in cursor.fetchall()}


def _number(id_type: str, number: Sealed | None) -> str:
    return comparable_number(id_type, number.reveal()) if number else ""


def _phone(phone: Sealed) -> str:
    return NORMALISED["phone"](phone.reveal())


def known_under(id_type: str, number: str, name: str) -> Person | None:
    """Return whose number this is, or was under this name, in whichever form it was written; the caller opens the wall.

    A former number alone tells nothing: it may have been somebody else's all along.
    """
    forms = forms_of(id_type, number)
    if not forms:
        return None
    known: Person | None = Person.objects.within("").select_for_update().filter(id_index__matches=forms).first()
    if known is not None:
        return known
    before = FormerNumber.objects.within("").filter(id_index__matches=forms, person__name=name)
    found = before.order_by("-since").values_list("person", flat=True).first()
    return Person.objects.within("").select_for_update().get(pk=found) if found else None


def decided_different(persons: Collection[int]) -> list[tuple[int, int]]:
    """Return which pairs with one of some persons were decided to be two."""
    rows = Doubt.objects.within("").filter(state=DoubtState.DIFFERENT)
    ids = list(persons)
    return [*rows.filter(first__in=ids).values_list("first_id", "second_id"),
            *rows.filter(second__in=ids).values_list("first_id", "second_id")]  # fmt: skip
