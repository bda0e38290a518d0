"""Another region's plan beside one's own newest figures."""

from dataclasses import dataclass

from shuren.kernel.measures import read
from shuren.kernel.measures.indicators import INDICATORS
from shuren.kernel.measures.models import Computation
from shuren.kernel.words import with_unit
from shuren.modules.planning.models import Measure, Plan, Target
from shuren.modules.planning.queries.board import Slices, actual_of, selection_of
from shuren.modules.planning.rules.conflicts import bar
from shuren.modules.planning.rules.lights import Light, light
from shuren.modules.planning.rules.targets import Target as Rule
from shuren.modules.planning.rules.targets import TargetKind
from shuren.spine.orgs.models import Org


@dataclass(frozen=True)
class Compared:
    """A line of the other plan; `figure` is the newest of one's own, None where no register holds it."""

    target: Rule
    measure: Measure | None
    figure: read.Figure | None
    light: Light

    @property
    def actual(self) -> float | None:
        return actual_of(self.figure)

    @property
    def asked(self) -> str:
        """The comparison and the value, such as “≥50%”."""
        return with_unit(bar(self.target), self.target.unit)


@dataclass(frozen=True)
class Comparison:
    """What another plan asks for, by when, and where it started from."""

    plan: Plan
    node: Org
    targets: tuple[Compared, ...]
    baselines: tuple[Rule, ...]

    @property
    def measured(self) -> int:
        return sum(line.figure is not None for line in self.targets)

    def count(self, light: str) -> int:
        return sum(line.light == light for line in self.targets)


def comparison(plan: Plan, node: Org) -> Comparison:
    """Lay the lines of a plan beside the newest figures of a node that the actor may see; five queries."""
    rules = [row.rule for row in Target.objects.filter(plan=plan).order_by("line")]
    measures = {measure.indicator: measure for measure in Measure.objects.filter(plan=plan)}
    codes = {measure.code for measure in measures.values() if measure.code in INDICATORS}
    years = list(Computation.objects.order_by("-year").values_list("year", flat=True))
    slices = read.slices_at(node.path, codes, years)
    targets = tuple(
        _compared(rule, measures.get(rule.indicator_id), slices, years, node)
        for rule in rules
        if rule.kind != TargetKind.BASELINE
    )
    return Comparison(plan, node, targets, tuple(rule for rule in rules if rule.kind == TargetKind.BASELINE))


def newest(code: str, rule: Rule, slices: Slices, years: list[int], node: Org) -> read.Figure | None:
    """Return the newest figure of an indicator for the schools a target speaks of; `years` are newest first."""
    for year in years:
        sums = read.chosen(slices.get((code, year), []), selection_of(rule.scope))
        figure = read.figure(code, year, node.path, sums)
        if sums.n and actual_of(figure) is not None:
            return figure
    return None


def _compared(rule: Rule, measure: Measure | None, slices: Slices, years: list[int], node: Org) -> Compared:
    figure = None
    if measure is not None and measure.code in INDICATORS:
        figure = newest(measure.code, rule, slices, years, node)
    return Compared(rule, measure, figure, light(rule, actual_of(figure)))
