"""Lines of a plan that no register measures, measured by what units were asked: figures at any node, as measures tells
them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from shuren.kernel.actors import range_of
from shuren.kernel.measures import read
from shuren.kernel.measures.facts import QUANTITIES, TREES
from shuren.kernel.measures.scales import PERCENT
from shuren.kernel.measures.sums import Sums
from shuren.modules.collection import api as collection
from shuren.modules.planning.models import Per, Plan, ReportedSource

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

KEPT = 64  # plans and nodes a web process remembers


@dataclass(frozen=True)
class Unit:
    """What one unit adds to a line in a year."""

    path: str
    area: str
    kind: str
    sums: Sums


Told = dict[tuple[str, int], "list[Unit]"]  # by indicator of the plan and year


def sources_of(plan: Plan) -> dict[str, ReportedSource]:
    """Return what was chosen to measure lines of a plan, by indicator."""
    return {row.indicator: row for row in plan.reported.all()}


def state_of(sources: Mapping[str, ReportedSource]) -> Hashable:
    """Return what differs whenever a choice or an answer does."""
    chosen = tuple((row.indicator, row.source, row.per, row.over) for row in sources.values())
    return chosen, collection.state_of(_asked(sources.values())) if chosen else None


def told(plan: Plan, path: str, sources: Mapping[str, ReportedSource]) -> Told:
    """Return what the units below a node, which the caller has checked, add to each of the lines, year by year."""
    rows = tuple(sources.values())
    return _gathered(plan.first_year, plan.last_year, path, rows, (state_of(sources), timezone.localdate()))


@lru_cache(maxsize=KEPT)
def _gathered(first: int, last: int, path: str, rows: tuple[ReportedSource, ...], _state: Hashable) -> Told:
    found: Told = {}
    years = collection.years_told(_asked(rows))
    for year in range(first, last + 1):
        of_year = [row for row in rows if year in years[row.source]]
        if of_year:
            found |= _in_year(path, year, of_year)
    return found


def _asked(rows: Iterable[ReportedSource]) -> list[str]:
    return sorted({row.source for row in rows})


def _in_year(path: str, year: int, rows: Sequence[ReportedSource]) -> Told:
    """Answers of the year alone count; what they are divided by is taken on the same day."""
    day = min(date(year, 12, 31), timezone.localdate())
    wanted = {source for row in rows for source in (row.source, row.over) if source}
    values = collection.values_of([(source, {}) for source in sorted(wanted)], below=path, on=day)
    places = _places(path, day)
    found: Told = defaultdict(list)
    for row in rows:
        over = values.get(row.over, {})
        for org, answer in values[row.source].items():
            if answer.number is None or answer.as_of.year != year or org not in places:
                continue
            below = over.get(org)
            if row.per == Per.FIGURE and (below is None or below.number is None):
                continue
            den = float(below.number) if below and below.number is not None else 1.0
            found[row.indicator, year].append(Unit(*places[org], Sums(num=float(answer.number), den=den, n=1)))
    return dict(found)


def _places(path: str, day: date) -> dict[int, tuple[str, str, str]]:
    """Return path, class of area and kind of every unit of the tree below a node on a day, as figures have them."""
    query = TREES["tree"].table.query(year=day.year, on=day)
    low, high = range_of(path)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT unit, path, coalesce(area, ''), coalesce(kind, '') FROM ({query}) AS tree "  # noqa: S608  declared
            "WHERE is_unit AND path >= %s AND path < %s",
            [low, high],
        )
        return {unit: (at, area, kind) for unit, at, area, kind in cursor.fetchall()}


def figure(
    row: ReportedSource, year: int, path: str, units: Iterable[Unit], selection: read.Selection, unit: str
) -> read.Figure:
    """Return the figure of some units under a scope, in the unit of measure of the plan's line."""
    sums = sum((one.sums for one in units if any(block.holds(one.area, one.kind) for block in selection)), start=Sums())
    factor = PERCENT.factor if unit == PERCENT.label else 1.0
    value = None
    if sums.n and row.per == Per.SUM:
        value = sums.num
    elif sums.n and sums.den:
        value = sums.num / sums.den * factor
    return read.Figure(row.indicator, year, path, sums, value)


def choices() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the items that can measure a line, and the figures that they can be divided by."""
    asked = [(item.source, f"{item.label}（{item.unit}）" if item.unit else item.label) for item in collection.items()]
    english = (get_language() or "").startswith("en")
    counted = [(f"quantity:{one.code}", one.label_en if english else one.label) for one in QUANTITIES]
    return asked, [*counted, *asked]
