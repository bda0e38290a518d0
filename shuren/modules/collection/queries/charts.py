"""What a round adds up to, drawn: by the nodes below, or how the units spread where there are many."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext

from shuren.modules.collection.rules.charts import bins
from shuren.modules.collection.rules.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shuren.modules.collection.queries.rollups import Rollup, Row, Sum

MOST_BARS = 20  # of more nodes the spread is drawn
PERCENT = 100
PER_PAGE = 12


@dataclass(frozen=True)
class Chart:
    """One question, drawn as bars by label, or as bins where there are any."""

    row: Row
    labels: list[str] = field(default_factory=list)
    series: list[dict[str, Any]] = field(default_factory=list)
    bins: list[dict[str, Any]] = field(default_factory=list)
    unit: str = ""


@dataclass(frozen=True)
class Figures:
    """The page of what a round adds up to: some of its charts, or its table, as the query string asks."""

    rollup: Rollup
    charts: list[Chart]
    can_draw: bool
    page: int
    has_next: bool
    query: Mapping[str, str]

    @property
    def as_table(self) -> bool:
        return not self.can_draw or self.query.get("view") == "table"

    def with_(self, **changes: str) -> str:
        """Return the query string of this page with some parameters changed."""
        told = {**self.query, **changes}
        return "?" + urlencode({key: value for key, value in told.items() if value})


def figures_of(rollup: Rollup, query: Mapping[str, str]) -> Figures:
    """Return the page that a query string asks for; a page that there is not is the first."""
    drawn = charts_of(rollup)
    page = int(query["page"]) if query.get("page", "").isdecimal() else 0
    first = page * PER_PAGE if page * PER_PAGE < len(drawn) else 0
    kept = {name: query[name] for name in ("below", "at", "view") if query.get(name)}
    has_next = len(drawn) > first + PER_PAGE
    return Figures(rollup, drawn[first : first + PER_PAGE], bool(drawn), first // PER_PAGE, has_next, kept)


def charts_of(rollup: Rollup) -> list[Chart]:
    """Return what can be drawn of a round, in the order of its questions."""
    told = [row for row in rollup.rows if row.now.units and not row.is_partial]
    return [chart for row in told if (chart := _chart(rollup, row))]


def _chart(rollup: Rollup, row: Row) -> Chart | None:
    match row.question.kind:
        case Kind.CHOICE:
            return _counted(row, {each: row.now.choices.get(each, 0) for each in row.question.options})
        case Kind.YES_NO:
            return _agreed(rollup, row)
        case Kind.NUMBER:
            return _numbers(rollup, row)
    return None


def _counted(row: Row, counts: dict[str, int]) -> Chart:
    return Chart(row, list(counts), [{"name": gettext("单位数"), "values": list(counts.values())}])


def _agreed(rollup: Rollup, row: Row) -> Chart:
    """Draw the share of yes by node; where the nodes are the units themselves, how many say yes and how many no."""
    if all(row.below[path].units <= 1 for path, _name in rollup.places) or len(rollup.places) > MOST_BARS:
        yes = int(row.now.number or 0)
        return _counted(row, {gettext("是"): yes, gettext("否"): row.now.units - yes})
    shares = [_percent(row.below[path]) for path, _name in rollup.places]
    series = [{"name": gettext("“是”的比例"), "values": shares}]
    return Chart(row, [name for _path, name in rollup.places], series, unit="%")


def _percent(sum_: Sum) -> float | None:
    return None if sum_.share is None else round(sum_.share * PERCENT, 1)


def _numbers(rollup: Rollup, row: Row) -> Chart | None:
    figures = [row.below[path].number for path, _name in rollup.places]
    if len(figures) > MOST_BARS:
        told = bins([each for each in figures if each is not None])
        return Chart(row, bins=[{"label": each.label, "count": each.count} for each in told])
    if len(figures) <= 1:
        return None
    series = [{"name": rollup.asked.label, "values": [_float(each) for each in figures]}]
    if rollup.before:
        then = [_float(row.then[path].number) for path, _name in rollup.places]
        series.insert(0, {"name": rollup.before.label, "values": then})
    return Chart(row, [name for _path, name in rollup.places], series, unit=row.question.unit)


def _float(number: Any) -> float | None:
    return None if number is None else float(number)
