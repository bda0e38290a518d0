"""One indicator of a plan: its way over the years, by class of area, and across the nodes below."""

from dataclasses import dataclass, replace

from django.db.models import Max

from shuren.kernel.measures import read
from shuren.kernel.measures.indicators import INDICATORS, Indicator
from shuren.kernel.measures.models import Computation
from shuren.modules.planning.models import Measure, Plan
from shuren.modules.planning.queries.board import Cell, Line, Slices, actual_of, board, selection_of
from shuren.modules.planning.rules.lights import Light, light
from shuren.modules.planning.rules.scopes import SCOPES, Scope
from shuren.modules.planning.rules.targets import Target as Rule
from shuren.spine.orgs.models import Org

AREAS = ("市区", "县(市)", "县城", "乡镇")


@dataclass(frozen=True)
class AreaRow:
    """One class of area over the years: figures, and the targets that speak of that area."""

    scope: Scope
    figures: tuple[read.Figure, ...]


@dataclass(frozen=True)
class Below:
    """A node below with its figure and how that stands to the target of the scope."""

    node_id: int
    path: str
    name: str
    is_unit: bool
    value: float | None
    sums_num: float
    sums_den: float
    schools: int
    missing: int
    light: Light


@dataclass(frozen=True)
class IndicatorPage:
    """All that the page of one indicator shows."""

    plan: Plan
    node: Org
    lines: tuple[Line, ...]
    measure: Measure
    indicator: Indicator | None
    year: int
    areas: tuple[AreaRow, ...]
    below: tuple[Below, ...]


def newest_year(plan: Plan) -> int:
    """Return the newest year of a plan that was computed; its last one where none was."""
    computed = Computation.objects.filter(year__range=(plan.first_year, plan.last_year))
    newest: int | None = computed.aggregate(newest=Max("year"))["newest"]
    return newest or plan.last_year


def indicator_page(plan: Plan, node: Org, code: str, year: int, scope: Scope) -> IndicatorPage | None:
    """Gather the page of a plan's indicator; None where the plan has none of that code."""
    lines = _by_scope([line for line in board(plan, node).lines if line.indicator == code])
    if not lines:
        return None
    measure = lines[0].measure
    indicator = INDICATORS.get(measure.code) if measure.code else None
    if indicator is None:
        return IndicatorPage(plan, node, lines, measure, None, year, (), ())
    target = next((cell.target for line in lines for cell in line.cells if _is_asked(line, cell, scope, year)), None)
    slices = read.slices_at(node.path, [indicator.code], list(plan.years))
    areas = tuple(_area(indicator.code, node, slices, SCOPES[name]) for name in AREAS)
    found = read.children_of(node.path, indicator.code, year, selection_of(scope))
    below = tuple(_below(one, target) for one in found)
    return IndicatorPage(plan, node, lines, measure, indicator, year, areas, below)


def _by_scope(lines: list[Line]) -> tuple[Line, ...]:
    """Join lines that the plan states for one scope under several headings; each year keeps its first target."""
    joined: dict[str, Line] = {}
    for line in lines:
        known = joined.get(line.scope.text)
        if known is None:
            joined[line.scope.text] = line
        else:
            cells = tuple(one if one.target else other for one, other in zip(known.cells, line.cells, strict=True))
            joined[line.scope.text] = replace(known, cells=cells)
    return tuple(joined.values())


def _is_asked(line: Line, cell: Cell, scope: Scope, year: int) -> bool:
    return line.scope == scope and cell.year == year and cell.target is not None


def _area(code: str, node: Org, slices: Slices, scope: Scope) -> AreaRow:
    selection = selection_of(scope)
    figures = (read.figure(code, year, node.path, read.chosen(found, selection)) for (_, year), found in slices.items())
    return AreaRow(scope, tuple(figures))


def _below(one: read.NodeFigure, target: Rule | None) -> Below:
    value, sums = actual_of(one.figure), one.figure.sums
    shown = light(target, value) if target else Light.GREY
    return Below(one.node_id, one.path, one.name, one.is_unit, value, sums.num, sums.den, sums.n, sums.missing, shown)
