"""Questions as they are typed or pasted from a sheet: one a line, and how each is answered where nobody says. Pure."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shuren.modules.collection.rules.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# What a heading may be called, for each column, in the order in which columns without headings are read.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "label": ("填报项", "指标", "指标名称", "项目", "名称", "问题"),
    "unit": ("单位", "计量单位"),
    "kind": ("填写方式", "类型", "数据类型"),
    "options": ("选项", "可选值"),
    "section": ("部分", "栏目", "分类"),
    "note": ("填报说明", "说明", "备注", "指标解释"),
}
KIND_WORDS: Mapping[str, Kind] = {
    "数值": Kind.NUMBER,
    "数字": Kind.NUMBER,
    "是否": Kind.YES_NO,
    "是/否": Kind.YES_NO,
    "单选": Kind.CHOICE,
    "选择": Kind.CHOICE,
    "日期": Kind.DAY,
    "文字": Kind.TEXT,
    "文本": Kind.TEXT,
}
MOST = {"label": 120, "unit": 20, "section": 40, "note": 300}  # characters
MOST_OPTIONS = 60
FEWEST_OPTIONS = 2
IN_BRACKETS = re.compile(r"[（(]\s*([^（）()]{1,8})\s*[）)]$")
UNITS = {
    "人", "名", "个", "间", "所", "台", "套", "册", "万册", "元", "万元", "平方米", "㎡", "亩", "公顷", "节", "课时",
    "学时", "小时", "天", "次", "班", "处", "条", "Mbps", "兆", "%", "辆", "张", "件", "项", "岁", "年", "米",
    "起", "人次", "户", "周", "月", "学期", "吨", "千瓦时", "千克", "升", "扇", "支", "架", "盏",
}  # fmt: skip
NUMBERED = re.compile(r"^\s*(?:[（(]?\d{1,3}[）)]|\d{1,3}[.、．]|[一二三四五六七八九十]{1,3}、)\s*")
YES_NO = re.compile(r"^有无(?!障碍)|是否|能否|有没有|[吗？?]$")
DAY = re.compile(r"(?:日期|年月日|何时)$")
COUNTED = re.compile(
    r"(?:数|数量|人数|人次|面积|金额|经费|总额|比例|占比|率|值|时数|课时|学时|带宽|价格|费用|规模|里程|年限|合计|总计|比)$"
)
APART = re.compile(r"[;；/、|\n]")


@dataclass(frozen=True)
class Line:
    """A question as somebody words it."""

    label: str
    kind: Kind = Kind.NUMBER
    unit: str = ""
    places: int = 0
    options: tuple[str, ...] = ()
    section: str = ""
    note: str = ""
    is_required: bool = True


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell: `code` names the sentence, `value` is what stands there."""

    row: int
    column: str
    code: str
    value: str = ""


@dataclass
class Read:
    """What lines say: questions, and what is wrong."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def cells_of(text: str) -> list[list[str]]:
    """Return what was pasted as rows of cells; a tab parts cells, quotes hold lines together as sheets write them."""
    return [
        [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t")
    ]


def read(rows: Sequence[Sequence[str]], known: Sequence[str] = ()) -> Read:
    """Read rows of cells; a first row of headings is recognised. `known` are labels that are asked already."""
    found = Read()
    names, first = _columns(rows)
    seen = {plain(label): 0 for label in known}
    for number, row in enumerate(rows[first:], first + 1):
        told = {name: " ".join(row[at].split()) if name != "options" else row[at]
                for name, at in names.items() if at < len(row)}  # fmt: skip
        if any(told.values()):
            _read_row(found, number, told, seen)
    return found


def _columns(rows: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    """Return where each column stands, and the first row that is no heading."""
    heads = [cell.strip().lstrip("*") for cell in rows[0]] if rows else []
    names = {name: at for name, words in HEADINGS.items() for at, head in enumerate(heads) if head in words}
    if "label" in names:
        return names, 1
    return {name: at for at, name in enumerate(HEADINGS)}, 0


def _read_row(found: Read, number: int, told: Mapping[str, str], seen: dict[str, int]) -> None:
    wrong = list(_wrong(number, told, seen))
    found.faults += wrong
    if not wrong:
        label, unit = NUMBERED.sub("", told["label"]), told.get("unit", "")
        seen[plain(label)] = number
        bracketed = IN_BRACKETS.search(label)
        if not unit and bracketed and bracketed.group(1) in UNITS:
            unit, label = bracketed.group(1), label[: bracketed.start()].strip()
        options = tuple(one.strip() for one in APART.split(told.get("options", "")) if one.strip())
        kind = KIND_WORDS.get(told.get("kind", "")) or guess(label, unit, options)
        if kind is not Kind.CHOICE:
            options = ()
        if kind is not Kind.NUMBER:
            unit = ""
        found.lines.append(
            Line(label, kind, unit, places_of(label, unit), options, told.get("section", ""), told.get("note", ""))
        )


def _wrong(number: int, told: Mapping[str, str], seen: Mapping[str, int]) -> Iterator[Fault]:
    label = told.get("label", "")
    if not label:
        yield Fault(number, "label", "no_label")
    elif plain(NUMBERED.sub("", label)) in seen:
        yield Fault(number, "label", "twice", label)
    for name, most in MOST.items():
        if len(told.get(name, "")) > most:
            yield Fault(number, name, "too_long", told[name])
    kind = told.get("kind", "")
    if kind and kind not in KIND_WORDS:
        yield Fault(number, "kind", "no_kind", kind)
    options = [one for one in APART.split(told.get("options", "")) if one.strip()]
    if KIND_WORDS.get(kind) is Kind.CHOICE and len(options) < FEWEST_OPTIONS:
        yield Fault(number, "options", "no_options")
    if len(options) > MOST_OPTIONS:
        yield Fault(number, "options", "too_many_options")


def guess(label: str, unit: str, options: Sequence[str]) -> Kind:
    """Return how a question is answered by its wording: options are chosen from, what has a unit is a figure."""
    if len(options) >= FEWEST_OPTIONS:
        return Kind.CHOICE
    if unit:
        return Kind.NUMBER
    if YES_NO.search(label) and not COUNTED.search(label):
        return Kind.YES_NO
    if DAY.search(label):
        return Kind.DAY
    return Kind.NUMBER if COUNTED.search(label) else Kind.TEXT


def places_of(label: str, unit: str) -> int:
    """Return the decimals of a figure: of shares, ratios, means, areas and money two, of what is counted none."""
    measured = unit in {"平方米", "㎡", "亩", "公顷", "万元", "元", "万册", "米"}
    return 2 if measured or is_ratio(label, unit) else 0


def is_ratio(label: str, unit: str) -> bool:
    """Say whether a figure is a share, a ratio or a mean by its wording: those of several units do not add up."""
    return (
        unit == "%"
        or label.endswith(("率", "比例", "占比", "比"))
        or label.startswith(("平均", "人均", "生均", "师均", "班均"))
    )


def plain(label: str) -> str:
    """Return a label without signs and spaces, as labels are compared."""
    return re.sub(r"[\W_]+", "", label).casefold()
