"""One school beside its standards, its targets and the middle of its county; never a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from statistics import quantiles

from django.db.models import Count, OuterRef, Subquery

from shuren.kernel.measures import read
from shuren.kernel.measures.facts import FACT_TABLES, QUANTITIES, FactTable
from shuren.kernel.measures.indicators import INDICATORS, Indicator
from shuren.kernel.measures.models import Cell, Computation, Node
from shuren.kernel.measures.parameters import PARAMETERS
from shuren.kernel.measures.scales import Rollup
from shuren.kernel.paths import STEP
from shuren.modules.planning.models import Measure, Plan, Target
from shuren.modules.planning.queries.board import actual_of
from shuren.modules.planning.rules.lights import Light, light
from shuren.modules.planning.rules.targets import Target as Rule
from shuren.spine.orgs.models import Org

KEPT = 512  # nodes and years whose spreads a web process remembers
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


@dataclass(frozen=True)
class Years:
    """The years for which figures exist, newest first, and the newest of those in which an org has most of them."""

    computed: dict[int, datetime]  # when
    fullest: int


def years_at(org: Org, topic: str = "") -> Years:
    """Return the years of an org's figures; `topic` says of which indicators. `fullest` is 0 where it has none."""
    codes = [item.cells_of for item in INDICATORS if not topic or item.topic == topic]
    cells = Cell.objects.within(org.path).filter(org_path=org.path, depth=len(org.path) // STEP, n__gt=0)
    known = cells.filter(year=OuterRef("year"), indicator__in=codes).order_by().values("year")
    kinds = Subquery(known.annotate(kinds=Count("indicator", distinct=True)).values("kinds"))
    found = list(
        Computation.objects.annotate(kinds=kinds).order_by("-year").values_list("kinds", "year", "computed_at")
    )
    most, fullest = max(((kinds or 0, year) for kinds, year, _ in found), default=(0, 0))
    return Years({year: at for _, year, at in found}, fullest if most else 0)


def standings(school: Org, year: int, plans: Sequence[Plan], computed_at: datetime) -> list[Standing]:
    """Return every indicator that applies to a school in a year, which was last computed at a moment."""
    codes = _codes()
    own = read.figures_at(school.path, codes, [year])
    spreads = _spreads(school.county.path if school.county else school.path, year, computed_at)
    asked = _asked(plans, year, school)
    return [
        _standing(INDICATORS[code], figure, spreads[code], asked.get(code), year)
        for code in codes
        if (figure := own[code, year]).sums.n or figure.sums.missing
    ]


def _codes() -> list[str]:
    return [item.code for item in INDICATORS if item.rollup is not Rollup.DIFFERENCE_COEFFICIENT]


@lru_cache(maxsize=KEPT)
def _spreads(path: str, year: int, _computed_at: datetime) -> dict[str, Spread | None]:
    """Return the spread of each indicator over the schools below a node; once for every computation of the year."""
    found = read.units_below(path, _codes(), year)
    values = {
        code: [value for one in figures if (value := actual_of(one)) is not None] for code, figures in found.items()
    }
    return {code: spread_of(numbers) for code, numbers in values.items()}


def _standing(
    indicator: Indicator, own: read.Figure, spread: Spread | None, target: Rule | None, year: int
) -> Standing:
    value = actual_of(own)
    standard = _standard(indicator, year)
    shown, asked, text, source = Light.GREY, None, "", ""
    if standard is not None:
        asked, source = standard
        text = f"≥ {asked:,g}"
        shown = Light.GREY if value is None else Light.GREEN if value >= asked else Light.RED
    elif target is not None and indicator.rollup is not Rollup.SHARE_OF_UNITS:
        asked, source = target.bar, target.category
        text = f"{'≥' if target.upward else '≤'} {target.bar:,g}"
        shown = light(target, value)
    elif indicator.rollup is Rollup.SHARE_OF_UNITS and value is not None:
        shown = Light.GREEN if value >= indicator.scale.factor else Light.RED
    return Standing(indicator, value, bool(own.sums.missing), asked, text, source, shown, spread)


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
    measured = Measure.objects.filter(plan=OuterRef("plan"), indicator=OuterRef("indicator")).values("code")[:1]
    rows = Target.objects.filter(plan__in=plans).annotate(code=Subquery(measured)).order_by("line")
    found: dict[str, Rule] = {}
    for row in rows.filter(code__gt=""):
        rule = row.rule
        in_area = any(block.areas is None or school.area in block.areas for block in rule.scope.blocks)
        if in_area and year in rule.years:
            found[row.code] = rule
    return found


def missing_facts(school: Org, year: int) -> list[FactTable]:
    """Return the fact tables that a school has not reported for a year."""
    node = Node.objects.within(school.path).filter(year=year, org_path=school.path).first()
    facts = (node.facts or {}) if node else {}
    missing = {QUANTITIES[code].table.name for code, value in facts.items() if value is None and code in QUANTITIES}
    return [table for table in FACT_TABLES if table.name in missing]
