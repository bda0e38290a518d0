"""One school beside its standards, its targets and the middle of its county; never a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from django.db.models import Count

from shuren.kernel.measures import read
from shuren.kernel.measures.cells import STEP
from shuren.kernel.measures.facts import FACT_TABLES, QUANTITIES, FactTable
from shuren.kernel.measures.indicators import INDICATORS, Indicator
from shuren.kernel.measures.models import Cell, Computation, Node
from shuren.kernel.measures.parameters import PARAMETERS
from shuren.kernel.measures.scales import Rollup
from shuren.modules.planning.models import Plan, Target
from shuren.modules.planning.queries.board import actual_of
from shuren.modules.planning.rules.lights import Light, light
from shuren.modules.planning.rules.targets import Target as Rule
from shuren.spine.orgs.models import Org

MIDDLE = 5  # schools below which a county's spread would show single schools


@dataclass(frozen=True)
class Spread:
    """Lowest, quarters, middle and highest of the schools of one authority."""

    low: float
    q1: float
    median: float
    q3: float
    high: float


@dataclass(frozen=True)
class Standing:
    """One indicator at one school: its value, what is asked, and the spread around it."""

    indicator: Indicator
    value: float | None
    is_missing: bool
    asked: float | None
    asked_text: str
    source: str
    light: Light
    spread: Spread | None

    @property
    def is_yes_or_no(self) -> bool:
        return self.indicator.rollup is Rollup.SHARE_OF_UNITS


def years_computed() -> list[int]:
    """Return the years for which figures exist, newest first."""
    return list(Computation.objects.order_by("-year").values_list("year", flat=True))


def fullest_year(org: Org, topic: str = "") -> int:
    """Return the newest of the years in which most indicators of a topic have figures at an org; 0 where none has."""
    codes = [item.cells_of for item in INDICATORS if not topic or item.topic == topic]
    cells = Cell.objects.within(org.path).filter(org_path=org.path, depth=len(org.path) // STEP, n__gt=0)
    by_year = (
        cells.filter(indicator__in=codes).order_by().values("year").annotate(kinds=Count("indicator", distinct=True))
    )
    return max(((row["kinds"], row["year"]) for row in by_year), default=(0, 0))[1]


def standings(school: Org, year: int, plans: Sequence[Plan]) -> list[Standing]:
    """Return every indicator that applies to a school in a year; five queries."""
    codes = [item.code for item in INDICATORS if item.rollup is not Rollup.DIFFERENCE_COEFFICIENT]
    around = school.county.path if school.county else school.path
    by_code = read.units_below(around, codes, year)
    asked = _asked(plans, year, school)
    found = []
    for code in codes:
        own = next((figure for figure in by_code[code] if figure.path == school.path), None)
        if own is not None:
            found.append(_standing(INDICATORS[code], own, by_code[code], asked.get(code), year))
    return found


def _standing(
    indicator: Indicator, own: read.Figure, all_figures: Sequence[read.Figure], target: Rule | None, year: int
) -> Standing:
    value = actual_of(own)
    standard = _standard(indicator, year)
    shown, asked, text, source = Light.GREY, None, "", ""
    if standard is not None:
        asked, source = standard
        text = f"≥ {asked:g}"
        shown = Light.GREY if value is None else Light.GREEN if value >= asked else Light.RED
    elif target is not None and indicator.rollup is not Rollup.SHARE_OF_UNITS:
        asked, source = target.bar, target.category
        text = f"{'≥' if target.upward else '≤'} {target.bar:g}"
        shown = light(target, value)
    elif indicator.rollup is Rollup.SHARE_OF_UNITS and value is not None:
        shown = Light.GREEN if value >= indicator.scale.factor else Light.RED
    values = [number for figure in all_figures if (number := actual_of(figure)) is not None]
    return Standing(indicator, value, bool(own.sums.missing), asked, text, source, shown, spread_of(values))


def spread_of(values: Sequence[float]) -> Spread | None:
    """Return the spread of at least MIDDLE values; fewer would tell single schools."""
    if len(values) < MIDDLE:
        return None
    q1, median, q3 = quantiles(values, n=4, method="inclusive")
    return Spread(min(values), q1, median, q3, max(values))


def _standard(indicator: Indicator, year: int) -> tuple[float, str] | None:
    """Return the standard a school is held to, where a parameter states one."""
    name = getattr(indicator, "standard", "")
    dated = PARAMETERS[name].in_force(year) if name else None
    return (dated.value, dated.source) if dated else None


def _asked(plans: Sequence[Plan], year: int, school: Org) -> dict[str, Rule]:
    """Return the target of each measured indicator that speaks of a school's area in a year."""
    rows = Target.objects.filter(plan__in=plans).select_related("plan").order_by("line")
    codes = {
        (measure.plan_id, measure.indicator): measure.code
        for plan in plans
        for measure in plan.measures.all()
        if measure.code
    }
    found: dict[str, Rule] = {}
    for row in rows:
        rule, code = row.rule, codes.get((row.plan_id, row.indicator), "")
        in_area = any(block.areas is None or school.area in block.areas for block in rule.scope.blocks)
        if code and in_area and year in rule.years:
            found[code] = rule
    return found


def missing_facts(school: Org, year: int) -> list[FactTable]:
    """Return the fact tables that a school has not reported for a year."""
    node = Node.objects.within(school.path).filter(year=year, org_path=school.path).first()
    facts = (node.facts or {}) if node else {}
    missing = {QUANTITIES[code].table.name for code, value in facts.items() if value is None and code in QUANTITIES}
    return [table for table in FACT_TABLES if table.name in missing]
