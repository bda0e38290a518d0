"""The page of a line that is measured by what units were asked."""

from dataclasses import dataclass

from shuren.kernel.measures import read
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
    """`line` is the one whose scope was asked for, `lines` all of the indicator; `years` those of which units told."""

    plan: Plan
    node: Org
    line: Line
    lines: tuple[Line, ...]
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
    return ReportedPage(
        board.plan, board.node, line, lines, line.reported, year, tuple(_below(board, line, year, target))
    )


def _below(board: Board, line: Line, year: int, target: Rule | None) -> list[Below]:
    if line.reported is None:
        return []
    units = reported.told(board.plan, board.node.path, {line.indicator: line.reported}).get((line.indicator, year), [])
    places = reported.below(line.reported, year, board.node.path, units, selection_of(line.scope), line.unit)
    return [Below(one.node, one.figure, _light(target, one.figure)) for one in places if one.figure.sums.n]


def _light(target: Rule | None, figure: read.Figure) -> Light:
    return light(target, figure.value) if target else Light.GREY
