"""Cells of units, and their sums at every node above: the whole computation as Ibis expressions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from shuren.kernel.measures.frame import trace
from shuren.kernel.measures.indicators import Formula, Indicator
from shuren.kernel.measures.parameters import PARAMETERS, Dated
from shuren.kernel.measures.scales import Rollup
from shuren.kernel.paths import STEP

SUMS = ("num", "den", "sq", "ratio", "ratio_sq")
COUNTS = ("n", "n_ratio", "missing")
SLICE = ("year", "indicator", "area", "kind")
COLUMNS = ("year", "indicator", "path", "area", "kind", *SUMS, *COUNTS)
CHUNK = 60  # indicators whose cells are laid out side by side at a time; bounds memory


@dataclass(frozen=True)
class Usage:
    """What a formula reads: codes of quantities and names of parameters."""

    quantities: frozenset[str]
    parameters: tuple[str, ...]

    def in_force(self, year: int) -> dict[str, Dated]:
        """Return the dated value of each parameter in that year."""
        return {name: dated for name in self.parameters if (dated := PARAMETERS[name].in_force(year))}


@cache
def usage(indicator: Indicator, formula: Formula) -> Usage:
    """Find out what an indicator reads under one of its formulas, by building it over an empty frame."""
    _, quantities, parameters = trace(lambda u, p: _declared(indicator.source, formula, u, p), formula.since)
    return Usage(quantities, tuple(sorted(parameters)))


def _declared(indicator: Indicator, formula: Formula, u: Any, p: Any) -> tuple[Any, Any]:
    return indicator.applies(u, p), formula.compute(indicator, u, p)


def eras(
    indicators: Sequence[Indicator], years: Sequence[int]
) -> Iterator[tuple[list[int], list[tuple[Indicator, Formula]]]]:
    """Group the years in which the same formulas run with the same parameters."""
    groups: dict[tuple[Any, ...], tuple[list[int], list[tuple[Indicator, Formula]]]] = {}
    for year in years:
        in_force = [(item, formula) for item in indicators if (formula := item.formula_for(year))]
        values = tuple(
            (item.code, formula.name, *(dated.value for dated in usage(item, formula).in_force(year).values()))
            for item, formula in in_force
        )
        groups.setdefault(values, ([], in_force))[0].append(year)
    yield from groups.values()


def unit_cells(frame: Any, indicators: Sequence[Indicator], years: Sequence[int]) -> list[Any]:
    """Return expressions that together give one row per unit, year and indicator that applies to the unit.

    `frame` is a table already computed, with all quantities. A unit with missing facts has missing = 1 and adds
    nothing else.
    """
    parts: list[Any] = []
    for its_years, in_force in eras(indicators, years):
        rows = frame.filter(frame.year.isin(its_years)) if len(its_years) < len(years) else frame
        chunks = (in_force[start : start + CHUNK] for start in range(0, len(in_force), CHUNK))
        parts.extend(_laid_out(rows, chunk, its_years[0]) for chunk in chunks)
    return parts or [no_cells()]


def no_cells() -> Any:
    """Return cells of nothing: no formula is in force in any of the years."""
    import ibis

    texts = {"indicator": "string", "path": "string", "area": "string", "kind": "string"}
    types = {"year": "int64"} | texts | dict.fromkeys(SUMS, "float64") | dict.fromkeys(COUNTS, "int64")
    return ibis.memtable([], schema=ibis.schema({name: types[name] for name in COLUMNS}))


def _laid_out(rows: Any, in_force: Sequence[tuple[Indicator, Formula]], year: int) -> Any:
    import ibis

    cells = ibis.array([_cell(rows, item, formula, year) for item, formula in in_force])
    long = rows.select("year", "path", "area", "kind", cell=cells.unnest())
    long = long.filter(long.cell.notnull())
    found = long.select(
        "year", "path", "area", "kind", **{name: long.cell[name] for name in ("indicator", "num", "den")}
    )
    known = found.num.notnull() & found.den.notnull()
    num, den = (ibis.ifelse(known, column, 0.0) for column in (found.num, found.den))
    divides = den > 0
    share = ibis.ifelse(divides, num / ibis.ifelse(divides, den, 1.0), 0.0)
    return found.select(
        "year", "indicator", "path", "area", "kind",
        num=num, den=den, sq=share * num, ratio=share, ratio_sq=share * share,
        n=known.cast("int64"), n_ratio=(known & divides).cast("int64"), missing=(~known).cast("int64"),
    )  # fmt: skip


def _cell(rows: Any, indicator: Indicator, formula: Formula, year: int) -> Any:
    """Return the struct (indicator, num, den), null where the indicator does not apply to the unit."""
    import ibis

    (applies, result), _, _ = trace(lambda u, p: _declared(indicator, formula, u, p), year, rows)
    if indicator.rollup is Rollup.SHARE_OF_UNITS:
        num, den = result.cast("float64"), ibis.ifelse(result.isnull(), ibis.null("float64"), 1.0)
    else:
        num, den = (part.cast("float64") for part in result)
    if applies is True:
        return ibis.struct({"indicator": indicator.code, "num": num, "den": den})
    cell = ibis.struct({"indicator": indicator.code, "num": applies.ifelse(num, ibis.null("float64")), "den": den})
    return ibis.ifelse(applies.fill_null(True), cell, ibis.null(cell.type()))


def rolled_up(children: Any, depth: int) -> Any:
    """Return the sums at the nodes of a depth from the cells one step below, units or nodes alike."""
    path = children.path.substr(0, depth * STEP)
    totals = {name: children[name].sum() for name in (*SUMS, *COUNTS)}
    summed = children.group_by(*SLICE, path=path).agg(**totals)
    return summed.select(*COLUMNS)


def at_depth(cells: Any, depth: int) -> Any:
    """Keep the cells of nodes of one depth."""
    return cells.filter(cells.path.length() == depth * STEP)
