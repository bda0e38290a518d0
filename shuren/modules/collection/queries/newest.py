"""The newest that is known of units: of the year asked about, else what they said instead, else of years before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shuren.kernel.measures.facts import FACT_TABLES, QUANTITIES
from shuren.kernel.measures.freeze import reference_date
from shuren.modules.collection.models import Fact
from shuren.modules.collection.queries.counting import reporting_year
from shuren.modules.collection.queries.values import SCHOOL, Told, Units, key_of, values_of
from shuren.modules.collection.rules.derivations import Derivation, day_of, parts_of
from shuren.modules.collection.rules.gaps import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from shuren.modules.collection.queries.values import Asked

YEARLY = {"column", "indicator"}  # sources that say something of a year, not of a day


@dataclass(frozen=True)
class Newest:
    """What is known of a unit, and how many years before the one asked about it is of. `is_told`: the unit said so."""

    told: Told
    age: int
    is_told: bool = False


def newest_of(
    asked: Sequence[Asked], *, below: str, on: date, back: int, level: str = SCHOOL
) -> dict[str, dict[int, Newest]]:
    """Return the newest that is known of every unit of a level at and below a node, by key and unit.

    What is older than `back` years before the year asked about is not told. Of the same year, what a register says goes
    before what the unit said. The caller has checked that the reader may see the node. Raises NoSuchColumn.
    """
    if not asked:
        return {}
    found: dict[str, dict[int, Newest]] = {key_of(*each): {} for each in asked}
    units = Units.of(below, level, on)
    _add(found, asked, values_of(asked, below=below, on=on, level=level, units=units), on, back)
    instead = _said_instead(asked, below, on, back)
    yearly = [each for each in asked if _is_yearly(*each)]
    _merge(found, instead, 0)
    for age in range(1, back + 1):
        lacking = [each for each in yearly if len(found[key_of(*each)]) < len(units.ids)]
        if lacking:
            day = reference_date(reporting_year(on) - age)
            _add(found, lacking, values_of(lacking, below=below, on=day, level=level, units=units), on, back)
        _merge(found, instead, age)
    return found


def _add(
    found: dict[str, dict[int, Newest]],
    asked: Sequence[Asked],
    values: Mapping[str, Mapping[int, Told]],
    on: date,
    back: int,
) -> None:
    """Add what is known where nothing newer is."""
    for source, said in asked:
        by_unit, year = found[key_of(source, said)], reporting_year(day_of(said, on))
        told_of = values.get(key_of(source, said), {})
        ages = {day: max(0, year - reporting_year(day)) for day in {told.as_of for told in told_of.values()}}
        same = {id(told): told for told in told_of.values()}
        newest = {at: Newest(told, ages[told.as_of]) for at, told in same.items()}
        for unit, told in told_of.items():
            new = newest[id(told)]
            if new.age <= back and (unit not in by_unit or new.age < by_unit[unit].age):
                by_unit[unit] = new


def _merge(found: dict[str, dict[int, Newest]], instead: Mapping[str, Mapping[int, Newest]], age: int) -> None:
    for key, by_unit in instead.items():
        for unit, newest in by_unit.items():
            if newest.age == age:
                found[key].setdefault(unit, newest)


def _said_instead(asked: Sequence[Asked], below: str, on: date, back: int) -> dict[str, dict[int, Newest]]:
    """Return what units said last, by the day, where a source knew nothing of them."""
    keys = {name_of(*each): key_of(*each) for each in asked}
    facts = Fact.objects.within(below).filter(item__stands_for__in=keys, as_of__lte=on, superseded_at=None)
    rows = facts.order_by("item__stands_for", "org", "-as_of").distinct("item__stands_for", "org")
    found: dict[str, dict[int, Newest]] = defaultdict(dict)
    for name, org, value, number, as_of in rows.values_list("item__stands_for", "org", "value", "number", "as_of"):
        age = reporting_year(on) - reporting_year(as_of)
        if age <= back:
            found[keys[name]][org] = Newest(Told(value, number, as_of), age, is_told=True)
    return found


def _is_yearly(source: str, said: Mapping[str, Any]) -> bool:
    """Say whether a source tells something else of another year, where a question names no day of its own."""
    if "on" in said:
        return False
    if parts := parts_of(said):
        return any(_is_yearly(part, {}) for part in parts)
    kind, _, name = source.partition(":")
    if kind == "quantity":
        return ":year" in QUANTITIES[name].table.sql
    if kind == "derived":
        return any(":year" in FACT_TABLES[each.table].sql for each in Derivation.read(said).parts())
    return kind in YEARLY
