"""Reading figures: sums of any union of slices, for nodes that the caller has checked the actor may see."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from shuren.kernel.measures.indicators import INDICATORS, Indicator
from shuren.kernel.measures.models import Cell, Computation, Node
from shuren.kernel.measures.scales import Rollup
from shuren.kernel.measures.sums import Sums, plain_difference, total, value_of
from shuren.kernel.paths import STEP

_FIELDS = Sums._fields


@dataclass(frozen=True)
class Block:
    """A part of a selection: area classes and kinds; None stands for all of them."""

    areas: frozenset[str] | None = None
    kinds: frozenset[str] | None = None

    def holds(self, area: str, kind: str) -> bool:
        return (self.areas is None or area in self.areas) and (self.kinds is None or kind in self.kinds)


Selection = Sequence[Block]
ALL: Selection = (Block(),)


class Slice(NamedTuple):
    """The sums of one area class and kind at a node."""

    area: str
    kind: str
    sums: Sums


class Figure(NamedTuple):
    """A value with what it was made of; `value` is scaled, `plain` the unweighted coefficient where there is one."""

    code: str
    year: int
    path: str
    sums: Sums
    value: float | None
    plain: float | None = None


@dataclass(frozen=True)
class NodeFigure:
    """A node's name and its figure."""

    node_id: int
    path: str
    name: str
    is_unit: bool
    figure: Figure


def revisions(years: Collection[int]) -> tuple[tuple[int, int, datetime], ...]:
    """Return what tells one state of the figures of some years from every other; while it is equal, so are they."""
    return tuple(
        Computation.objects.filter(year__in=years).order_by("year").values_list("year", "revision", "computed_at")
    )


def figure(code: str, year: int, path: str, sums: Sums) -> Figure:
    """Return the scaled value of sums under an indicator's rule; inf where something stands over nothing."""
    indicator = INDICATORS[code]
    value = value_of(sums, indicator.rollup)
    plain = plain_difference(sums) if indicator.rollup is Rollup.DIFFERENCE_COEFFICIENT else None
    factor = indicator.scale.factor
    return Figure(
        code, year, path, sums, None if value is None else value * factor, None if plain is None else plain * factor
    )


def chosen(slices: Iterable[Slice], selection: Selection = ALL) -> Sums:
    """Return the sums of the slices that a selection holds; a slice counts once, however many blocks hold it."""
    return total(item.sums for item in slices if any(block.holds(item.area, item.kind) for block in selection))


def slices_at(path: str, codes: Collection[str], years: Collection[int]) -> Mapping[tuple[str, int], list[Slice]]:
    """Return every slice of some indicators and years at a node, by (code, year); one query."""
    wanted = {INDICATORS[code].cells_of for code in codes}
    rows = (
        Cell.objects.within(path)
        .filter(year__in=years, depth=len(path) // STEP, org_path=path, indicator__in=wanted)
        .order_by("indicator", "year", "area", "kind")
        .values_list("indicator", "year", "area", "kind", *_FIELDS)
    )
    found: dict[tuple[str, int], list[Slice]] = {}
    for indicator, year, area, kind, *numbers in rows:
        found.setdefault((indicator, year), []).append(Slice(area, kind, Sums(*numbers)))
    return {(code, year): found.get((INDICATORS[code].cells_of, year), []) for code in codes for year in years}


def slices_of(paths: Collection[str], codes: Collection[str]) -> dict[tuple[str, str, int], list[Slice]]:
    """Return every slice of some indicators at some nodes, by (path, code, year), for all years; one query."""
    by_cells: dict[str, list[str]] = {}
    for code in codes:
        by_cells.setdefault(INDICATORS[code].cells_of, []).append(code)
    rows = (
        Cell.objects.within("")
        .filter(org_path__in=paths, depth__in={len(path) // STEP for path in paths}, indicator__in=list(by_cells))
        .order_by("org_path", "indicator", "year", "area", "kind")
        .values_list("org_path", "indicator", "year", "area", "kind", *_FIELDS)
    )
    found: dict[tuple[str, str, int], list[Slice]] = {}
    for path, cells, year, area, kind, *numbers in rows:
        for code in by_cells[cells]:
            found.setdefault((path, code, year), []).append(Slice(area, kind, Sums(*numbers)))
    return found


def figures_at(
    path: str, codes: Collection[str], years: Collection[int], selection: Selection = ALL
) -> dict[tuple[str, int], Figure]:
    """Return the figures of some indicators and years at a node, for a selection of slices."""
    return {
        (code, year): figure(code, year, path, chosen(slices, selection))
        for (code, year), slices in slices_at(path, codes, years).items()
    }


def children_of(path: str, code: str, year: int, selection: Selection = ALL) -> list[NodeFigure]:
    """Return the nodes one step below with their figures, in the order of their paths; two queries."""
    return nodes_below(path, code, year, depth=len(path) // STEP + 1, selection=selection)


def nodes_below(path: str, code: str, year: int, *, depth: int, selection: Selection = ALL) -> list[NodeFigure]:
    """Return the nodes of a depth at or below `path` that the indicator has figures for."""
    return nodes_by_code(path, [code], year, depth=depth, selection=selection)[code]


def nodes_by_code(
    path: str, codes: Collection[str], year: int, *, depth: int, selection: Selection = ALL
) -> dict[str, list[NodeFigure]]:
    """Return the nodes of a depth at or below `path`, for several indicators at once; two queries."""
    rows = (
        Cell.objects.within(path)
        .filter(year=year, depth=depth, indicator__in={INDICATORS[code].cells_of for code in codes})
        .order_by("org_path")
        .values_list("indicator", "org_path", "area", "kind", *_FIELDS)
    )
    found: dict[str, dict[str, list[Slice]]] = {}
    for cells, at, area, kind, *numbers in rows:
        found.setdefault(cells, {}).setdefault(at, []).append(Slice(area, kind, Sums(*numbers)))
    paths = {at for by_path in found.values() for at in by_path}
    nodes = Node.objects.within(path).filter(year=year, depth=depth, org_path__in=paths).order_by("org_path")
    names = {node.org_path: node for node in nodes}
    return {code: _figures(code, year, found.get(INDICATORS[code].cells_of, {}), names, selection) for code in codes}


def _figures(
    code: str, year: int, by_path: Mapping[str, list[Slice]], names: Mapping[str, Node], selection: Selection
) -> list[NodeFigure]:
    return [
        NodeFigure(node.node_id, at, node.name, node.is_unit, figure(code, year, at, sums))
        for at, slices in by_path.items()
        if (node := names.get(at)) and (sums := chosen(slices, selection)) and (sums.n or sums.missing)
    ]


def units_below(path: str, codes: Collection[str], year: int) -> dict[str, list[Figure]]:
    """Return the figures of every unit at or below a node, by code; one query, for medians and lists."""
    by_cells: dict[str, list[Indicator]] = {}
    for code in codes:
        by_cells.setdefault(INDICATORS[code].cells_of, []).append(INDICATORS[code])
    units = Node.objects.within(path).filter(year=year, is_unit=True)
    rows = (
        Cell.objects.within(path)
        .filter(year=year, indicator__in=list(by_cells), org_path__in=units.values("org_path"))
        .order_by("indicator", "org_path")
        .values_list("indicator", "org_path", *_FIELDS)
    )
    found: dict[str, list[Figure]] = {code: [] for code in codes}
    for cells, at, *numbers in rows:
        for item in by_cells[cells]:
            found[item.code].append(figure(item.code, year, at, Sums(*numbers)))
    return found
