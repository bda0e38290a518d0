"""What is known of many units at once, for what nobody is asked: live, set-based, each figure by its source."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from shuren.kernel.measures import read as figures
from shuren.kernel.measures.facts import QUANTITIES
from shuren.kernel.measures.facts import How as Counted
from shuren.kernel.measures.indicators import INDICATORS
from shuren.kernel.paths import STEP
from shuren.kernel.tabular.declare import TABLES
from shuren.modules.collection.models import Fact, Item
from shuren.modules.collection.queries.counting import Part, Parts, counted, key, quantities, reporting_year
from shuren.modules.collection.queries.known import ORG_COLUMNS, is_single
from shuren.modules.collection.rules.derivations import Derivation, How, day_of, parts_of
from shuren.modules.collection.rules.dictionary import ITEM
from shuren.modules.collection.rules.values import NO, YES, plain_number
from shuren.spine.orgs.models import Org

Asked = tuple[str, Mapping[str, Any]]
PLACES = Decimal("0.01")
SCHOOL = "school"


@dataclass(frozen=True)
class Told:
    """What is known of a unit: as an answer would be written, and as a number where it is one.

    `unknown` counts the rows of the register in which nobody told what the figure asks for.
    """

    text: str
    number: Decimal | None
    as_of: date
    unknown: int = 0


def key_of(source: str, derivation: Mapping[str, Any]) -> str:
    """Return the key under which `values_of` tells what was asked."""
    return f"{source} {json.dumps(derivation, sort_keys=True)}" if derivation else source


def values_of(
    asked: Sequence[Asked], *, below: str, on: date, level: str = SCHOOL, units: "Units | None" = None
) -> dict[str, dict[int, Told]]:
    """Return what is known of every unit of a level at and below a node, by key and unit.

    A unit of which nothing is known is left out, so that it can be asked. `units` are those of another day where they
    are to be told of instead. The caller has checked that the reader may see the node. Raises NoSuchColumn.
    """
    units = units or Units.of(below, level, on)
    found: dict[str, dict[int, Told]] = {}
    by_kind: dict[str, list[Asked]] = defaultdict(list)
    for source, derivation in asked:
        by_kind["sum" if parts_of(derivation) else source.split(":", 1)[0]].append((source, derivation))
    for kind, tell in READERS.items():
        if by_kind[kind]:
            found |= tell(by_kind[kind], units, on)
    return found


@dataclass(frozen=True)
class Units:
    """The units asked about, and the schools below each, whose figures add up to theirs."""

    below: str
    level: str
    ids: tuple[int, ...]
    schools: Mapping[int, int]  # school -> unit
    paths: Mapping[str, int]  # path of a unit -> unit

    @classmethod
    def of(cls, below: str, level: str, on: date) -> "Units":
        levels = {level, "zone"} if level == "county" else {level}
        rows = Org.objects.within(below).filter(level__in=levels | {SCHOOL}, opened_on__lte=on)
        open_rows = [row for row in rows.values_list("id", "path", "level", "closed_on") if not row[3] or row[3] > on]
        paths = {path: pk for pk, path, at, _ in open_rows if at in levels}
        lengths = sorted({len(path) for path in paths}, reverse=True)
        schools: dict[int, int] = {}
        for pk, path, at, _ in open_rows:
            unit = next((paths[path[:size]] for size in lengths if path[:size] in paths), None)
            if at == SCHOOL and unit is not None:
                schools[pk] = unit
        return cls(below, level, tuple(paths.values()), schools, paths)

    def added_up(self, parts: Parts) -> dict[int, Part]:
        """Return the parts of units from those of schools."""
        found: dict[int, Part] = {}
        for school, part in parts.items():
            unit = self.schools.get(school)
            if unit is not None:
                found[unit] = found[unit] + part if unit in found else part
        return found


# --- counted ----------------------------------------------------------------------------------------------------------


def _derived(asked: Sequence[Asked], units: Units, on: date) -> dict[str, dict[int, Told]]:
    read = [(source, said, Derivation.read(said), day_of(said, on)) for source, said in asked]
    wanted = [(part, day) for _, _, derivation, day in read for part in derivation.parts()]
    parts = counted(wanted, list(units.schools))
    found: dict[str, dict[int, Told]] = {}
    for source, said, derivation, day in read:
        own = units.added_up(parts[key(derivation), day])
        if derivation.per:
            per = units.added_up(parts[key(derivation.per), day])
            own = {
                unit: Part(part.num, per[unit].num, True, part.unknown, part.rows)
                for unit, part in own.items()
                if unit in per
            }
        if derivation.how is How.ANY:
            found[key_of(source, said)] = {
                unit: _yes_no(part.num > 0, day, part) for unit, part in own.items() if not part.is_untold
            }
        else:
            found[key_of(source, said)] = _numbers(own, day, said)
    return found


def _quantities(asked: Sequence[Asked], units: Units, on: date) -> dict[str, dict[int, Told]]:
    read = [(source, said, source.split(":", 1)[1], day_of(said, on)) for source, said in asked]
    parts = quantities({(code, day) for _, _, code, day in read}, list(units.schools))
    found: dict[str, dict[int, Told]] = {}
    for source, said, code, day in read:
        own = units.added_up(parts[code, day])
        if QUANTITIES[code].how is Counted.ANY and units.level == SCHOOL:
            found[key_of(source, said)] = {unit: _yes_no(part.num > 0, day, part) for unit, part in own.items()}
        else:
            found[key_of(source, said)] = _numbers(own, day, said)
    return found


def _indicators(asked: Sequence[Asked], units: Units, on: date) -> dict[str, dict[int, Told]]:
    """Tell indicators as they were computed for the year, with the exact sums of the unit's own node."""
    found: dict[str, dict[int, Told]] = {}
    for source, said in asked:
        code, day = source.split(":", 1)[1], day_of(said, on)
        if INDICATORS.get(code) is None:
            continue
        year = reporting_year(day)
        told: dict[int, Told] = {}
        for size in {len(path) for path in units.paths}:
            for node in figures.nodes_below(units.below, code, year, depth=size // STEP):
                value, unit = node.figure.value, units.paths.get(node.path)
                if unit is not None and value is not None and abs(value) != float("inf"):
                    told[unit] = _number(value * float(said.get("factor", 1)), day)
        found[key_of(source, said)] = told
    return found


def _numbers(parts: Mapping[int, Part], day: date, said: Mapping[str, Any]) -> dict[int, Told]:
    """Return numbers; none where there is nothing to divide by, or nobody told anything of what is asked for."""
    factor = float(said.get("factor", 1))
    return {
        unit: _number(part.num / part.den * factor, day, part.unknown)
        for unit, part in parts.items()
        if part.den and not part.is_untold
    }


@lru_cache(maxsize=10_000)  # of many units most figures are the same few
def _number(value: float, day: date, unknown: int = 0) -> Told:
    number = Decimal(repr(value)).quantize(PLACES)
    return Told(plain_number(number), number, day, unknown)


def _yes_no(value: bool, day: date, part: Part) -> Told:
    return Told(YES if value else NO, Decimal(int(value)), day, part.unknown)


# --- kept -------------------------------------------------------------------------------------------------------------


def _of_orgs(asked: Sequence[Asked], units: Units, on: date) -> dict[str, dict[int, Told]]:
    names = [name for source, _ in asked if (name := source.split(":", 1)[1]) in ORG_COLUMNS]
    rows = {row["id"]: row for row in Org.objects.within(units.below).filter(id__in=units.ids).values("id", *names)}
    return {
        key_of(source, said): {
            unit: Told(_worded(row[name], ORG_COLUMNS[name][1]), None, on) for unit, row in rows.items() if row[name]
        }
        for source, said in asked
        if (name := source.split(":", 1)[1]) in names
    }


def _worded(value: Any, codes: Any) -> str:
    return codes.name(value) if codes else str(value)


def _columns(asked: Sequence[Asked], units: Units, on: date) -> dict[str, dict[int, Told]]:
    """Tell columns of registers that have one row for a school and year; lists of rows are shown where they stand."""
    found: dict[str, dict[int, Told]] = {}
    for source, said in asked:
        code, name = source.split(":", 1)[1].rsplit(".", 1)
        table = TABLES.get(code)
        if table is None or not is_single(table) or table.model is None or units.level != SCHOOL:
            continue
        day, codes = day_of(said, on), getattr(table.column(name), "codes", None)
        rows = table.model._default_manager.within(units.below).filter(year=reporting_year(day))  # type: ignore[attr-defined]
        found[key_of(source, said)] = {
            school: _column(value, codes, day, said)
            for school, value in rows.values_list("school_id", name)
            if school in units.schools and value is not None
        }
    return found


def _column(value: Any, codes: Any, day: date, said: Mapping[str, Any]) -> Told:
    if isinstance(value, bool):
        return _yes_no(value, day, Part(0))
    if isinstance(value, (int, Decimal)):
        return _number(float(value) * float(said.get("factor", 1)), day)
    return Told(_worded(value, codes), None, day)


def _items(asked: Sequence[Asked], units: Units, on: date) -> dict[str, dict[int, Told]]:
    """Tell what units said last of an item by the day; numbers of schools add up to those of authorities."""
    found: dict[str, dict[int, Told]] = {}
    by_day: dict[date, list[tuple[str, Mapping[str, Any], int]]] = defaultdict(list)
    for source, said in asked:
        by_day[day_of(said, on)].append((source, said, int(source.split(":", 1)[1])))
    for day, wanted in by_day.items():
        last: dict[tuple[int, int], Fact] = {
            (fact.item_id, fact.org_id): fact
            for fact in Fact.objects.within(units.below)
            .filter(item_id__in={item for *_, item in wanted}, as_of__lte=day, superseded_at=None)
            .order_by("item_id", "org_id", "-as_of")
            .distinct("item_id", "org_id")
        }
        for source, said, item in wanted:
            own = {org: fact for (of, org), fact in last.items() if of == item}
            found[key_of(source, said)] = _facts(own, units, said)
    return found


def _facts(own: Mapping[int, Fact], units: Units, said: Mapping[str, Any]) -> dict[int, Told]:
    factor = Decimal(repr(float(said.get("factor", 1))))
    told: dict[int, Told] = {}
    for org, fact in own.items():
        if org in units.paths.values():
            number = None if fact.number is None else fact.number * factor
            text = plain_number(number) if number is not None and factor != 1 else fact.value
            told[org] = Told(text, number, fact.as_of)
    return told


def _sums(asked: Sequence[Asked], units: Units, on: date) -> dict[str, dict[int, Told]]:
    """Tell what is added and subtracted of other sources, where all of them are known."""
    names = {part for _, said in asked for part in parts_of(said)}
    computed = _computed(names)
    parts: list[Asked] = [(part, computed.get(part, {})) for part in sorted(names)]
    told_of = values_of(parts, below=units.below, on=on, level=units.level, units=units)
    known = {part: told_of.get(key_of(part, said), {}) for part, said in parts}
    found: dict[str, dict[int, Told]] = {}
    for source, said in asked:
        told = {unit: total for unit in units.ids if (total := _total(said, known, unit, on)) is not None}
        found[key_of(source, said)] = told
    return found


def _computed(sources: set[str]) -> dict[str, Mapping[str, Any]]:
    """Return what those of some sources are computed from that are items; no circle of them can be declared."""
    numbers = {int(source.removeprefix(ITEM)) for source in sources if source.startswith(ITEM)}
    rows = Item.objects.filter(pk__in=numbers).exclude(derivation={}).values_list("id", "derivation")
    return {f"item:{pk}": derivation for pk, derivation in rows}


def _total(said: Mapping[str, Any], known: Mapping[str, Mapping[int, Told]], unit: int, on: date) -> Told | None:
    signed = [(1, part) for part in said.get("plus", ())] + [(-1, part) for part in said.get("minus", ())]
    parts = [(sign, told) for sign, part in signed if (told := known.get(part, {}).get(unit))]
    numbers = [(sign, told.number) for sign, told in parts if told.number is not None]
    if len(numbers) < len(signed):
        return None
    total = sum((sign * number for sign, number in numbers), Decimal(0))
    return Told(plain_number(total), total, min((told.as_of for _, told in parts), default=on))


Reader = Callable[[Sequence[Asked], Units, date], dict[str, dict[int, Told]]]
READERS: dict[str, Reader] = {
    "derived": _derived,
    "quantity": _quantities,
    "indicator": _indicators,
    "org": _of_orgs,
    "column": _columns,
    "item": _items,
    "sum": _sums,
}
__all__ = ["Told", "key_of", "values_of"]
