"""义务教育优质均衡: each county's seven indicators per stage, their difference coefficients and the limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from shuren.kernel.measures import read
from shuren.kernel.measures.indicators import INDICATORS, DifferenceCoefficient, Indicator
from shuren.kernel.measures.parameters import PARAMETERS
from shuren.kernel.paths import STEP
from shuren.modules.planning.queries.board import actual_of
from shuren.modules.planning.rules.lights import Light
from shuren.spine.orgs.models import Org

TOPIC = "义务教育优质均衡"
COUNTY_DEPTH = 3  # province, city, county
STAGES = {"P": "小学", "J": "初中"}


@dataclass(frozen=True)
class Coefficient:
    """One indicator's spread in one county: weighted (official) and plain, and whether it keeps the limit.

    A single school differs from nothing: its coefficient is 0 by the formula (教督〔2017〕6号) and says nothing of how
    even the county is, so it is shown and not judged.
    """

    indicator: DifferenceCoefficient
    mean: float | None
    weighted: float | None
    plain: float | None
    light: Light
    schools: int
    missing: int

    @property
    def alone(self) -> bool:
        return self.weighted is not None and self.schools == 1


@dataclass(frozen=True)
class County:
    """A county's row: its coefficients in the order of the indicators, and the share of schools that pass."""

    node_id: int
    path: str
    name: str
    coefficients: tuple[Coefficient, ...]
    passing: float | None

    @property
    def alone(self) -> bool:
        """Say whether none of the coefficients can be judged, because each was made of one school."""
        computed = [one for one in self.coefficients if one.weighted is not None]
        return bool(computed) and all(one.alone for one in computed)


def coefficients_of(stage: str) -> list[DifferenceCoefficient]:
    """Return the difference coefficients of a stage (P or J), in the order of the indicators."""
    return [
        item
        for item in INDICATORS
        if isinstance(item, DifferenceCoefficient) and item.topic == TOPIC and item.code.endswith(stage)
    ]


def limit_of(stage: str, year: int) -> float | None:
    """Return the limit of the difference coefficients of a stage."""
    dated = PARAMETERS[coefficients_of(stage)[0].standard].in_force(year)
    return dated.value if dated else None


def counties(node: Org, stage: str, year: int) -> list[County]:
    """Return the counties at or below a node; two queries."""
    items, limit = coefficients_of(stage), limit_of(stage, year)
    schools = f"QB.SCHOOLS_{stage}"
    depth = max(COUNTY_DEPTH, len(node.path) // STEP)
    by_code = read.nodes_by_code(node.path, [schools, *(item.code for item in items)], year, depth=depth)
    passing = {one.path: actual_of(one.figure) for one in by_code.pop(schools)}
    found: dict[str, dict[str, read.NodeFigure]] = {}
    for code, figures in by_code.items():
        for one in figures:
            if not one.is_unit:
                found.setdefault(one.path, {})[code] = one
    return [_county(path, by_code, items, limit, passing.get(path)) for path, by_code in sorted(found.items())]


def _county(
    path: str,
    by_code: dict[str, read.NodeFigure],
    items: Sequence[DifferenceCoefficient],
    limit: float | None,
    passing: float | None,
) -> County:
    first = next(iter(by_code.values()))
    cells = tuple(_coefficient(item, by_code.get(item.code), limit) for item in items)
    return County(first.node_id, path, first.name, cells, passing)


def _coefficient(item: DifferenceCoefficient, found: read.NodeFigure | None, limit: float | None) -> Coefficient:
    if found is None:
        return Coefficient(item, None, None, None, Light.GREY, 0, 0)
    sums, weighted = found.figure.sums, actual_of(found.figure)
    of: Indicator = item.of
    mean = sums.num / sums.den * of.scale.factor if sums.den else None
    shown = Light.GREY
    if weighted is not None and limit is not None and sums.n > 1:
        shown = Light.GREEN if weighted <= limit else Light.RED
    return Coefficient(item, mean, weighted, found.figure.plain, shown, sums.n, sums.missing)
