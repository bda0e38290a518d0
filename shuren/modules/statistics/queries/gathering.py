"""The figures of a year at a node, each with its name and its source."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from shuren.kernel.documents.content import written
from shuren.kernel.measures import read
from shuren.kernel.measures.facts import QUANTITIES
from shuren.kernel.measures.indicators import INDICATORS, Indicator
from shuren.kernel.measures.models import Computation, Node
from shuren.kernel.measures.sums import total
from shuren.kernel.paths import STEP
from shuren.kernel.periods import reference_date
from shuren.modules.statistics.rules.sentences import BEFORE, CARRIED, CHANGE, HIGHEST, LOWEST
from shuren.spine.orgs.models import Org

YEARS_BACK = 4  # years before the report's own that charts show
KINDS = {
    "kindergarten": "幼儿园", "primary": "小学", "point": "教学点", "junior": "初级中学", "nine_year": "九年一贯制学校",
    "complete": "完全中学", "senior": "高级中学", "twelve_year": "十二年一贯制学校", "vocational": "中等职业学校",
    "special": "特殊教育学校", "other": "其他学校",
}  # fmt: skip
AREAS = {"urban": "市区", "county_town": "县城", "township": "乡镇"}
SCHOOLS = "schools"  # the one count that is of units and not of facts
SCHOOLS_LABEL, SCHOOLS_UNIT = "学校数", "所"
DIRECT = "直属学校"


@dataclass(frozen=True)
class Told:
    """A figure as texts use it; `source` is the key of where it comes from."""

    name: str
    text: str
    source: str


@dataclass(frozen=True)
class Unit:
    """A unit of the tree in a year: where it is, of what kind, and its quantities; None where it did not report."""

    path: str
    kind: str
    area: str
    facts: dict[str, float | None]


@dataclass(frozen=True)
class Part:
    """A part of the node: an authority below, its own schools, or, where it has no authorities, a class of area."""

    name: str
    path: str
    area: str = ""
    is_direct: bool = False

    def holds(self, unit: Unit) -> bool:
        if self.is_direct:
            return unit.path.startswith(self.path) and len(unit.path) == len(self.path) + STEP
        return unit.path.startswith(self.path) and (not self.area or unit.area == self.area)


def years_up_to(year: int) -> list[int]:
    """Return the years computed of those that charts of a year show."""
    wanted = range(year - YEARS_BACK, year + 1)
    return list(Computation.objects.filter(year__in=wanted).order_by("year").values_list("year", flat=True))


@dataclass
class Gathered:
    """What is known of a node and a year; figures and sources are collected as sections ask for them."""

    node: Org
    year: int
    years: list[int]  # those that charts show, the report's own last
    figures: dict[str, Told] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    @cached_property
    def revision(self) -> int:
        return int(Computation.objects.get(year=self.year).revision)

    @cached_property
    def units(self) -> dict[int, list[Unit]]:
        """The units at and below the node, by year."""
        rows = Node.objects.within(self.node.path).filter(year__in=self.years, is_unit=True)
        found: dict[int, list[Unit]] = {year: [] for year in self.years}
        for year, path, kind, area, facts in rows.values_list("year", "org_path", "kind", "area", "facts"):
            found[year].append(Unit(path, kind, area, facts or {}))
        return found

    @cached_property
    def parts(self) -> list[Part]:
        """The authorities one step below that have schools, in the order of the tree; else classes of area."""
        depth = len(self.node.path) // STEP + 1
        below = Node.objects.within(self.node.path).filter(year=self.year, depth=depth, is_unit=False)
        named = [Part(name, path) for path, name in below.order_by("org_path").values_list("org_path", "name")]
        if named:
            named.append(Part(DIRECT, self.node.path, is_direct=True))
        else:
            named = [Part(label, self.node.path, area) for area, label in AREAS.items()]
        return [part for part in named if any(part.holds(unit) for unit in self.units.get(self.year, ()))]

    @cached_property
    def slices(self) -> dict[tuple[str, int], list[read.Slice]]:
        """The cells of every indicator at the node, by code and year; one query."""
        codes = [item.code for item in INDICATORS]
        return dict(read.slices_at(self.node.path, codes, self.years))

    def value(self, code: str, year: int) -> float | None:
        """Return an indicator's value at the node."""
        return self._valued(code, year, self.node.path, self.slices.get((code, year), []))

    def by_part(self, codes: Sequence[str]) -> dict[str, list[float | None]]:
        """Return the values of some indicators in the report's year for each part, in the order of the parts."""
        if self.parts and self.parts[0].area:
            return {
                code: [
                    self._valued(
                        code, self.year, part.path,
                        [one for one in self.slices[code, self.year] if one.area == part.area],
                    )
                    for part in self.parts
                ]
                for code in codes
            }  # fmt: skip
        depth = len(self.node.path) // STEP + 1
        found = read.nodes_by_code(self.node.path, codes, self.year, depth=depth)
        return {code: [self._of_part(code, part, figures) for part in self.parts] for code, figures in found.items()}

    def _of_part(self, code: str, part: Part, figures: Sequence[read.NodeFigure]) -> float | None:
        """Return a part's value out of those one step below: its own, or what schools of the node itself come to."""
        if not part.is_direct:
            return next((_finite(one.figure.value) for one in figures if one.path == part.path), None)
        sums = total(one.figure.sums for one in figures if one.is_unit)
        return _finite(read.figure(code, self.year, part.path, sums).value)

    def _valued(self, code: str, year: int, path: str, slices: Iterable[read.Slice]) -> float | None:
        return _finite(read.figure(code, year, path, read.chosen(slices)).value)

    def count(self, code: str, year: int, part: Part | None = None) -> float | None:
        """Return the sum of a quantity over the units of the node or of a part; None where none reported it."""
        units = [unit for unit in self.units.get(year, ()) if part is None or part.holds(unit)]
        if code == SCHOOLS:
            return float(len(units))
        reported = [value for unit in units if (value := unit.facts.get(code)) is not None]
        return math.fsum(reported) if reported else None

    # -- figures with their sources ------------------------------------------------------------------------------------

    def tell_indicator(self, code: str) -> float | None:
        """Make an indicator's figures known to texts; return its change since the year before."""
        item = INDICATORS[code]
        now, before = self.value(code, self.year), self.value(code, self.year - 1)
        self.sources.setdefault(code, self._of_indicator(item))
        return self._tell(item.label, code, now, before, item.scale.decimals, sign_of(item))

    def tell_spread(self, code: str, values: Sequence[float | None]) -> bool:
        """Make the least and the greatest of the parts known; say whether there is a spread to speak of."""
        item = INDICATORS[code]
        known = [value for value in values if value is not None]
        sign = sign_of(item)
        if len(known) < 2 or round(min(known), 1) == round(max(known), 1):  # noqa: PLR2004  a spread needs two
            return False
        for suffix, value in ((LOWEST, min(known)), (HIGHEST, max(known))):
            name = item.label + suffix
            self.figures[name] = Told(name, written(value, item.scale.decimals) + sign, code)
        return True

    def tell_count(self, code: str) -> float | None:
        """Make a quantity's figures known to texts; return its change since the year before."""
        self.sources.setdefault(code, self._of_count(code))
        decimals = 0 if code == SCHOOLS else QUANTITIES[code].scale.decimals
        now, before = self.count(code, self.year), self.count(code, self.year - 1)
        return self._tell(label_of(code), code, now, before if self.year - 1 in self.years else None, decimals, "")

    def tell_number(self, name: str, value: float, source: str, *, told: str) -> None:
        """Make a number that a section itself has counted known, with what it was counted from."""
        self.sources.setdefault(source, told)
        self.figures[name] = Told(name, written(value, 0), source)

    def _tell(
        self, name: str, source: str, now: float | None, before: float | None, decimals: int, sign: str
    ) -> float | None:
        change = None if now is None or before is None else now - before
        told = ((name, now, sign), (name + BEFORE, before, sign), (name + CHANGE, change and abs(change), ""))
        for key, value, after in told:
            if value is not None:
                self.figures[key] = Told(key, written(value, decimals) + after, source)
        return change

    def _of_indicator(self, item: Indicator) -> str:
        sums = read.chosen(self.slices.get((item.code, self.year), []))
        formula = item.formula_for(self.year)
        return (
            f"{item.label}（{item.code}）＝{formula.readable(self.year) if formula else '—'}；"
            f"分子 {written(sums.num, 2)}，分母 {written(sums.den, 2)}；计入 {sums.n} 所学校，{sums.missing} 所未报；"
            f"{self._as_of} 依据{item.basis}。"
        )

    def _of_count(self, code: str) -> str:
        units = self.units.get(self.year, [])
        if code == SCHOOLS:
            return f"{SCHOOLS_LABEL}：机构库中统计时点在办的各级各类学校，不含教学校区；{self._as_of}"
        item = QUANTITIES[code]
        reported = sum(unit.facts.get(code) is not None for unit in units)
        return (
            f"{item.label}（{code}）：{item.source}，由{item.table.supplier}提供；{reported} 所学校已报，"
            f"{len(units) - reported} 所未报；{self._as_of}"
        )

    @property
    def _as_of(self) -> str:
        return f"统计时点 {reference_date(self.year):%Y-%m-%d}，第 {self.revision} 次计算。"


def label_of(code: str) -> str:
    return SCHOOLS_LABEL if code == SCHOOLS else QUANTITIES[code].label


def unit_of(code: str) -> str:
    return SCHOOLS_UNIT if code == SCHOOLS else QUANTITIES[code].scale.label


def sign_of(item: Indicator) -> str:
    """Return the unit that a figure carries with it, as a share carries its sign."""
    return item.scale.label if item.scale.label in CARRIED else ""


def _finite(value: float | None) -> float | None:
    return None if value is None or math.isinf(value) else value
