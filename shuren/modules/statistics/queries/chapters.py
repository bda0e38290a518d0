"""The chapters of a yearly development report: each section drafts its text by rule and lays out its exhibits.

A new indicator joins the section of its topic by itself. 教育部《教育信息化2.0行动计划》（教技〔2018〕6号）asks
authorities to tell yearly how it went; what a report must hold is not laid down nationally.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from shuren.kernel.documents.content import Chart, Column, Drawn, Series, Source, Table, Value
from shuren.kernel.measures.indicators import INDICATORS, DifferenceCoefficient, Indicator
from shuren.modules.planning import api as planning
from shuren.modules.statistics.queries.gathering import KINDS, SCHOOLS, Gathered, label_of, unit_of
from shuren.modules.statistics.rules import sentences
from shuren.modules.statistics.rules.disclosure import published

BALANCE = "义务教育优质均衡"
STAGES = {"P": "小学", "J": "初中"}
SCALE = (SCHOOLS, "classes", "pupils", "teachers")
PERSONS = "人"
NOT_REPORTED = "注：“—”为没有学校报送。"
WITHHOLDING = f"{NOT_REPORTED}不足 10 人的不公布人数；“*”为避免由合计推算而不公布。"
WIDEST = 4  # figures beside each other in a table
WORDS = {"green": "达到", "amber": "接近", "red": "未达到", "grey": "暂缺"}  # lights of targets
TARGET = (Column("目标", width=3), Column("范围", width=1.3), Column("要求"), Column("实际", is_number=True))
SPREAD = (
    Column("指标", width=3),
    Column("全域水平", is_number=True),
    Column("差异系数", is_number=True, decimals=3),
    Column("限值", is_number=True, decimals=3),
    Column("状态"),
)


@dataclass(frozen=True)
class Drafted:
    """What a section says by rule."""

    text: str
    exhibits: tuple[Table | Chart, ...] = ()


@dataclass(frozen=True)
class Section:
    """A section of a chapter; where `draft` returns None there is nothing to say, and it is left out."""

    code: str
    chapter: str
    heading: str
    draft: Callable[[Gathered], Drafted | None]


def sections() -> list[Section]:
    """Return every section in the order of the report."""
    return [
        Section("scale", "基本情况", "办学规模", _scale),
        Section("kinds", "基本情况", "学校构成", _kinds),
        Section("plans", "规划实施", "年度目标完成情况", _plans),
        *(Section(f"topic:{topic}", "信息化发展", topic, _topic(items)) for topic, items in _topics()),
        *(Section(f"balance:{stage}", BALANCE, name, _balance(stage)) for stage, name in STAGES.items()),
        Section("gaps", "问题与打算", "主要差距", _gaps),
        Section("next", "问题与打算", "下一步工作", lambda _gathered: Drafted("")),
    ]


def _topics() -> Iterator[tuple[str, list[Indicator]]]:
    found = sorted((item for item in INDICATORS if item.topic != BALANCE), key=lambda item: item.topic)
    for topic, items in groupby(found, key=lambda item: item.topic):
        yield topic, list(items)


def _cited(*keys: str) -> tuple[Source, ...]:
    return tuple(Source(key, "") for key in dict.fromkeys(keys))


# -- 基本情况 ----------------------------------------------------------------------------------------------------------


def _scale(gathered: Gathered) -> Drafted:
    clauses = []
    for code in SCALE:
        change = gathered.tell_count(code)
        if label_of(code) in gathered.figures:
            clauses.append(sentences.stated(label_of(code), unit_of(code), change))
    heads = (Column("地区", width=2), *(_counted(code) for code in SCALE))
    columns = [_summed(gathered, code) for code in SCALE]
    names = (*(part.name for part in gathered.parts), "合计")
    rows = tuple((name, *values) for name, *values in zip(names, *columns, strict=True))
    table = Table("办学规模", heads, rows, _cited(*SCALE), WITHHOLDING)
    return Drafted(f"{gathered.year} 年，{sentences.joined(clauses)}", (table, _over_years(gathered, "pupils")))


def _over_years(gathered: Gathered, code: str) -> Chart:
    values = tuple(gathered.count(code, year) for year in gathered.years)
    name = label_of(code)
    labels = tuple(str(year) for year in gathered.years)
    return Chart(f"历年{name}", Drawn.BARS, labels, (Series(name, values),), unit_of(code), 0, _cited(code))


def _counted(code: str) -> Column:
    return Column(f"{label_of(code)}（{unit_of(code)}）", is_number=True, decimals=0)


def _summed(gathered: Gathered, code: str) -> Sequence[Value]:
    """Return the counts of the parts and then the whole, as they may be published."""
    counts = [
        *(gathered.count(code, gathered.year, part) for part in gathered.parts),
        gathered.count(code, gathered.year),
    ]
    return published(counts) if unit_of(code) == PERSONS else counts


def _kinds(gathered: Gathered) -> Drafted:
    units = gathered.units[gathered.year]
    counted = {kind: [unit for unit in units if unit.kind == kind] for kind in KINDS}
    found = {kind: members for kind, members in counted.items() if members}
    pupils = published([_pupils(members) for members in found.values()])
    rows = [(KINDS[kind], float(len(found[kind])), told) for kind, told in zip(found, pupils, strict=True)]
    heads = (Column("办学类型", width=2), _counted(SCHOOLS), _counted("pupils"))
    gathered.tell_count(SCHOOLS)
    gathered.tell_count("pupils")
    text = f"【{label_of(SCHOOLS)}】所学校按办学类型分布如下。"
    return Drafted(text, (Table("学校构成", heads, tuple(rows), _cited(SCHOOLS, "pupils"), WITHHOLDING),))


def _pupils(units: Iterable[Any]) -> float | None:
    told = [unit.facts["pupils"] for unit in units if unit.facts.get("pupils") is not None]
    return sum(told) if told else None


# -- 规划实施 ----------------------------------------------------------------------------------------------------------


def _plans(gathered: Gathered) -> Drafted | None:
    found = planning.standings(gathered.node, gathered.year)
    if not found:
        return None
    text, tables = [], []
    for standing in found:
        key = f"plan:{standing.code}"
        told = f"《{standing.name}》{standing.year} 年度目标与登记数据逐项对照，范围为{gathered.node.name}。"
        counts = {"年度目标": len(standing.lines), **_lights(standing)}
        for label, count in counts.items():
            gathered.tell_number(f"{standing.code} {label}", float(count), key, told=told)
        text.append(
            f"对照《{standing.name}》，{standing.year} 年共有年度目标【{standing.code} 年度目标】项，"
            f"达到【{standing.code} 达到】项，接近【{standing.code} 接近】项，未达到【{standing.code} 未达到】项，"
            f"【{standing.code} 暂缺】项暂缺数据。"
        )
        rows = [(line.label, line.scope, line.asked, line.actual, WORDS[line.light]) for line in standing.lines]
        note = "注：实际一栏的“—”为没有登记这项数据的来源或没有学校报送。"
        caption = f"《{standing.name}》{standing.year} 年目标完成情况"
        tables.append(Table(caption, (*TARGET, Column("状态")), tuple(rows), _cited(key), note))
    return Drafted("\n".join(text), tuple(tables))


def _lights(standing: planning.Standing) -> dict[str, int]:
    return {word: sum(line.light == light for line in standing.lines) for light, word in WORDS.items()}


# -- 信息化发展 --------------------------------------------------------------------------------------------------------


def _topic(items: list[Indicator]) -> Callable[[Gathered], Drafted | None]:
    def draft(gathered: Gathered) -> Drafted | None:
        known = [item for item in items if gathered.value(item.code, gathered.year) is not None]
        if not known:
            return None
        clauses, spreads = [], []
        values = gathered.by_part([item.code for item in known])
        for item in known:
            unit = item.scale.label
            clauses.append(sentences.stated(item.label, unit, gathered.tell_indicator(item.code)))
            if gathered.tell_spread(item.code, values[item.code]):
                spreads.append(sentences.spread(item.label, unit))
        text = f"{gathered.year} 年，{sentences.joined(clauses)}{sentences.joined(spreads)}"
        return Drafted(text, (_lines(gathered, known), *_by_part(gathered, known, values)))

    return draft


def _lines(gathered: Gathered, items: list[Indicator]) -> Chart:
    """Draw the indicators that share the first one's unit over the years."""
    drawn = [item for item in items if item.scale.label == items[0].scale.label]
    series = tuple(
        Series(item.label, tuple(gathered.value(item.code, year) for year in gathered.years)) for item in drawn[:WIDEST]
    )
    caption = f"历年{items[0].topic}" if len(drawn) > 1 else f"历年{items[0].label}"
    labels = tuple(str(year) for year in gathered.years)
    codes = _cited(*(item.code for item in drawn))
    return Chart(caption, Drawn.LINES, labels, series, items[0].scale.label, items[0].scale.decimals, codes)


def _by_part(gathered: Gathered, items: list[Indicator], values: dict[str, list[float | None]]) -> Iterator[Table]:
    """Lay the parts of the node beside each other, in the order of the tree and not of the figures."""
    for first in range(0, len(items), WIDEST):
        shown = items[first : first + WIDEST]
        heads = (Column("地区", width=1.4), *(_measured(item) for item in shown))
        rows = [(part.name, *(values[item.code][at] for item in shown)) for at, part in enumerate(gathered.parts)]
        whole = ("合计", *(gathered.value(item.code, gathered.year) for item in shown))
        caption = f"{shown[0].topic}分地区情况"
        yield Table(caption, heads, (*rows, whole), _cited(*(item.code for item in shown)), NOT_REPORTED)


def _measured(item: Indicator) -> Column:
    unit = f"（{item.scale.label}）" if item.scale.label else ""
    return Column(item.label + unit, is_number=True, decimals=item.scale.decimals)


# -- 义务教育优质均衡 --------------------------------------------------------------------------------------------------


def _balance(stage: str) -> Callable[[Gathered], Drafted | None]:
    """Draft the seven indicators of resources with their difference coefficients (教督〔2017〕6号)."""

    def draft(gathered: Gathered) -> Drafted | None:
        spreads = [
            item for item in INDICATORS
            if isinstance(item, DifferenceCoefficient) and item.topic == BALANCE and item.code.endswith(stage)
        ]  # fmt: skip
        known = [item for item in spreads if gathered.value(item.of.code, gathered.year) is not None]
        if not known:
            return None
        rows: list[tuple[Value, ...]] = []
        within = 0
        for item in known:
            value, limit = gathered.value(item.code, gathered.year), item.standard_in(gathered.year)
            kept = value is not None and limit is not None and value <= limit.value
            within += kept
            gathered.tell_indicator(item.of.code)
            gathered.tell_indicator(item.code)
            rows.append((item.of.label.partition("：")[2] or item.of.label, gathered.value(item.of.code, gathered.year),
                         value, limit.value if limit else None, "达到" if kept else "未达到"))  # fmt: skip
        name, passing = STAGES[stage], f"QB.SCHOOLS_{stage}"
        change = gathered.tell_indicator(passing)
        key = f"balance:{stage}"
        told = f"{name}资源配置各项指标的校际差异系数与限值逐项对照，依据{known[0].basis}。"
        gathered.tell_number(f"{name}差异系数达标项数", float(within), key, told=told)
        gathered.tell_number(f"{name}差异系数项数", float(len(known)), key, told=told)
        clauses = [f"资源配置【{name}差异系数项数】项指标中，校际差异系数达到规定的有【{name}差异系数达标项数】项"]
        if (label := INDICATORS[passing].label) in gathered.figures:
            clauses.append(sentences.stated(label, sentences.PERCENT, change))
        sources = _cited(*(item.code for item in known))
        table = Table(f"{name}资源配置与校际差异系数", SPREAD, tuple(rows), sources, NOT_REPORTED)
        return Drafted(sentences.joined(clauses), (table,))

    return draft


# -- 问题与打算 --------------------------------------------------------------------------------------------------------


def _gaps(gathered: Gathered) -> Drafted:
    """List what missed its target, and which facts nobody keeps yet."""
    rows: list[tuple[Value, ...]] = []
    missing: dict[str, str] = {}
    for standing in planning.standings(gathered.node, gathered.year):
        rows += [(line.label, line.scope, line.asked, line.actual) for line in standing.lines if line.light == "red"]
        missing |= {line.fact: line.supplier for line in standing.lines if line.fact}
    text = []
    if rows:
        text.append("与规划要求相比，下列目标尚未达到，应当列为下一年度的工作重点。")
    if missing:
        told = "、".join(f"{fact}（{supplier}）" for fact, supplier in missing.items())
        text.append(f"下列数据尚无登记来源，相应目标无法核实：{told}。")
    tables = (Table("尚未达到的目标", TARGET, tuple(rows), _cited(*_bound(gathered))),) if rows else ()
    return Drafted("\n".join(text), tables)


def _bound(gathered: Gathered) -> list[str]:
    return [key for key in gathered.sources if key.startswith("plan:")]
