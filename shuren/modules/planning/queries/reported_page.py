"""The page of a line that is measured by what units were asked."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from shuren.kernel.measures import read
from shuren.kernel.paths import STEP
from shuren.modules.planning.models import Plan, ReportedSource
from shuren.modules.planning.queries import reported
from shuren.modules.planning.queries.board import Board, Line, selection_of
from shuren.modules.planning.rules.lights import Light, light
from shuren.modules.planning.rules.targets import Target as Rule
from shuren.spine.orgs.models import Org


@dataclass(frozen=True)
class Below:
    """A node directly below, its figure, and how that stands to the target."""

    node: Org
    figure: read.Figure
    light: Light


@dataclass(frozen=True)
class ReportedPage:
    """`line` is the one whose scope was asked for, `below` the nodes directly below in the order of the tree."""

    plan: Plan
    node: Org
    line: Line
    source: ReportedSource | None
    year: int
    below: tuple[Below, ...]


def page(board: Board, indicator: str, year: int, scope: str) -> ReportedPage | None:
    """Gather the page at the board's node; None where the plan has no such line or a register measures it."""
    lines = tuple(line for line in board.lines if line.indicator == indicator and not line.code)
    if not lines:
        return None
    line = next((line for line in lines if line.scope.text == scope), lines[0])
    target = next((cell.target for cell in line.cells if cell.year == year), None)
    return ReportedPage(board.plan, board.node, line, line.reported, year, tuple(_below(board, line, year, target)))


def _below(board: Board, line: Line, year: int, target: Rule | None) -> Iterator[Below]:
    if line.reported is None:
        return
    path, parts = board.node.path, defaultdict[str, list[reported.Unit]](list)
    told = reported.told(board.plan, path, {line.indicator: line.reported})
    for unit in told.get((line.indicator, year), []):
        parts[unit.path[: len(path) + STEP]].append(unit)
    for node in Org.objects.within(path).filter(path__in=list(parts)).order_by("path"):
        figure = reported.figure(line.reported, year, node.path, parts[node.path], selection_of(line.scope), line.unit)
        if figure.sums.n:
            yield Below(node, figure, light(target, figure.value) if target else Light.GREY)
