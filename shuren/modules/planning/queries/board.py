"""The board of a plan: every line of it, year by year, target beside actual."""

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db.models import Max, Sum

from shuren.kernel.measures import read
from shuren.kernel.measures.indicators import INDICATORS
from shuren.kernel.words import translated
from shuren.modules.planning.models import Measure, Plan, ReportedSource, Target
from shuren.modules.planning.queries import reported
from shuren.modules.planning.rules.conflicts import Conflict, Finding, conflicts, told
from shuren.modules.planning.rules.lights import Light, light
from shuren.modules.planning.rules.scopes import Scope
from shuren.modules.planning.rules.targets import Target as Rule
from shuren.modules.planning.rules.targets import TargetKind, progress
from shuren.spine.orgs.models import Org

KEPT = 64  # boards a web process remembers
UNNAMED, UNNAMED_EN = "规划发布单位", "whoever published the plan"


@dataclass(frozen=True)
class Cell:
    """One target and what it has come to. `figure` is None where nothing measures it or nobody reported."""

    year: int
    target: Rule | None
    figure: read.Figure | None
    light: Light

    @property
    def actual(self) -> float | None:
        return actual_of(self.figure)

    @property
    def bar(self) -> float | None:
        return self.target.bar if self.target else None

    @property
    def target_text(self) -> str:
        """The comparison and the value, such as “≥50%”."""
        if self.target is None:
            return ""
        return told(self.target).partition(" ")[2].replace(self.target.unit, translated(self.target.unit))

    @property
    def progress(self) -> float | None:
        return progress(self.target, self.actual) if self.target else None


@dataclass(frozen=True)
class Line:
    """An indicator in one scope over the plan's years; `code` is empty where no register measures it yet."""

    category: str
    indicator: str
    label: str
    label_en: str
    scope: Scope
    unit: str
    measure: Measure
    cells: tuple[Cell, ...]
    reported: ReportedSource | None = None

    @property
    def code(self) -> str:
        return self.measure.code

    @property
    def is_measured(self) -> bool:
        """Whether a register, or what units were asked, measures the line."""
        return bool(self.code or self.reported)


@dataclass(frozen=True)
class Milestone:
    """A dated task; which fact would show it done, and who would supply that."""

    target: Rule
    measure: Measure


@dataclass(frozen=True)
class Board:
    """A plan seen from one node."""

    plan: Plan
    node: Org
    lines: tuple[Line, ...]
    milestones: tuple[Milestone, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def lights(self) -> dict[Light, int]:
        """Count the lights of the newest year of each line that has a target."""
        found = dict.fromkeys(Light, 0)
        for line in self.lines:
            judged = [cell for cell in line.cells if cell.target]
            if judged:
                found[judged[-1].light] += 1
        return found

    def lights_of(self, year: int) -> dict[Light, int]:
        """Count the lights of one year's targets."""
        found = dict.fromkeys(Light, 0)
        for cell in (cell for line in self.lines for cell in line.cells if cell.year == year and cell.target):
            found[cell.light] += 1
        return found


def board(plan: Plan, node: Org) -> Board:
    """Return a plan's board for a node the actor may see; gathered once for every state of plan, node and figures."""
    state = (_state_of(plan), reported.state_of(reported.sources_of(plan)), read.revisions(plan.years))
    return _gathered(plan, node, (node.path, node.name, state))


def _state_of(plan: Plan) -> Hashable:
    """Return what differs whenever the lines of a plan do: undoing a file brings back what they were stamped with."""
    stamps = {"at": Max("entered_at"), "batch": Max("batch_id"), "rows": Sum("pk")}
    lines, sources = (
        part.order_by().values("plan").annotate(**stamps).values_list(*stamps)
        for part in (plan.targets.all(), plan.measures.all())
    )
    return plan.recorded_at, frozenset(lines.union(sources, all=True))


@lru_cache(maxsize=KEPT)
def _gathered(plan: Plan, node: Org, _state: Hashable) -> Board:
    targets = [target.rule for target in plan.targets.order_by("line")]
    measures = {measure.indicator: measure for measure in plan.measures.all()}
    codes = {measure.code for measure in measures.values() if measure.code in INDICATORS}
    figures = Figures(plan, node, codes)
    counted = [target for target in targets if target.kind not in {TargetKind.MILESTONE, TargetKind.BASELINE}]
    lines = tuple(_line(plan, group, measured_by(group[0], measures), figures) for group in _grouped(counted))
    milestones = tuple(
        Milestone(target, measured_by(target, measures)) for target in targets if target.kind == TargetKind.MILESTONE
    )
    return Board(plan, node, lines, milestones, tuple(found for found in conflicts(counted) if _matters(found)))


def measured_by(target: Rule, measures: Mapping[str, Measure]) -> Measure:
    """Return what measures a target; where the plan names nothing, the fact that is missing is the target's own."""
    return measures.get(target.indicator_id) or Measure(
        indicator=target.indicator_id, fact=target.label, fact_en=target.label_en or target.label,
        supplier=UNNAMED, supplier_en=UNNAMED_EN,
    )  # fmt: skip


def _matters(finding: Finding) -> bool:
    return finding.conflict is not Conflict.REPEATED


def _grouped(targets: Iterable[Rule]) -> Sequence[list[Rule]]:
    """Gather targets of one category, indicator, scope and direction into lines, in the order of the plan."""
    lines: dict[tuple[str, str, str, bool], list[Rule]] = {}
    for target in targets:
        key = (target.category, target.indicator_id, target.scope.text, target.upward)
        lines.setdefault(key, []).append(target)
    return list(lines.values())


Slices = Mapping[tuple[str, int], Sequence[read.Slice]]


class Figures:
    """The figures of a plan at a node: those of registers, and of what units were asked."""

    def __init__(self, plan: Plan, node: Org, codes: Collection[str]) -> None:
        self.path = node.path
        self.slices: Slices = read.slices_at(node.path, codes, list(plan.years))
        self.sources = reported.sources_of(plan)
        self.told = reported.told(plan, node.path, self.sources)

    def at(self, rule: Rule, measure: Measure, year: int) -> read.Figure | None:
        """Return the figure of a line in a year; None where nothing measures it or nobody reported."""
        selection = selection_of(rule.scope)
        if found := self.slices.get((measure.code, year)):
            return read.figure(measure.code, year, self.path, read.chosen(found, selection))
        units = self.told.get((rule.indicator_id, year))
        if measure.code or not units:
            return None
        source = self.sources[rule.indicator_id]
        return reported.figure(source, year, self.path, units, selection, rule.unit)


def _line(plan: Plan, group: list[Rule], measure: Measure, figures: Figures) -> Line:
    first = group[0]
    by_year = {year: target for target in group for year in target.years}
    cells = tuple(_cell(year, by_year.get(year), figures.at(first, measure, year)) for year in plan.years)
    source = None if measure.code else figures.sources.get(first.indicator_id)
    return Line(
        first.category, first.indicator_id, first.label, first.label_en, first.scope, first.unit, measure, cells, source
    )


def _cell(year: int, target: Rule | None, figure: read.Figure | None) -> Cell:
    actual = actual_of(figure)
    return Cell(year, target, figure, light(target, actual) if target else Light.GREY)


def selection_of(scope: Scope) -> read.Selection:
    """Return a scope as the selection of slices that measures reads."""
    return tuple(read.Block(block.areas, block.kinds) for block in scope.blocks)


def actual_of(figure: read.Figure | None) -> float | None:
    """Return a figure's value, None where there is none to speak of."""
    if figure is None or figure.value is None or math.isinf(figure.value):
        return None
    return figure.value


def target_lines(plan: Plan, indicator: str) -> list[Target]:
    """Return the published lines of one indicator."""
    return list(plan.targets.filter(indicator=indicator).order_by("line"))
