"""Reading a question as typed: its unit, the day it speaks of, and what is left to be looked up. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from shuren.modules.collection.rules.derivations import How

# Units of one dimension, each with how many of the first it is.
DIMENSIONS: tuple[dict[str, float], ...] = (
    {"人": 1, "名": 1, "位": 1, "人次": 1, "个人": 1},
    {"个": 1, "所": 1, "班": 1, "间": 1, "台": 1, "套": 1, "部": 1, "台套": 1, "处": 1, "条": 1, "项": 1, "口": 1,
     "座": 1, "幢": 1, "栋": 1, "万台": 10000},
    {"平方米": 1, "m2": 1, "㎡": 1, "平米": 1, "万平方米": 10000, "亩": 2000 / 3, "公顷": 10000},
    {"元": 1, "千元": 1000, "万元": 10000, "亿元": 10**8},
    {"mbps": 1, "m": 1, "兆": 1, "gbps": 1000, "g": 1000},
    {"%": 1, "％": 1, "‰": 0.1},
    {"册": 1, "本": 1, "万册": 10000},
    {"课时": 1, "学时": 1, "节": 1},
    {"岁": 1, "周岁": 1},
    {"年": 1},
)  # fmt: skip
_UNITS = {unit: (at, size) for at, units in enumerate(DIMENSIONS) for unit, size in units.items()}

_BRACKETS = re.compile(r"[（(【\[]([^（()）】\[\]]*)[)）】\]]")
_RANGE = re.compile(r"(?<=[0-9])(?:至|到|~|—|–)(?=[0-9])")
_PARTS = re.compile(r"[/、,;|]")
_NOISE = re.compile(r"[^0-9a-z\u3400-\u9fff%./:+-]")
_AT = re.compile(r"(?:截至|截止到?|到|于)?((?:19|20)\d\d)年(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?(底|末|初|度)?")
_SCHOOL_YEAR = re.compile(r"((?:19|20)\d\d)(?:年?[-—–~至/]+((?:19|20)?\d\d))?学年度?(?:初|第一学期)?")
_ORDER = re.compile(r"^(?:[0-9]+[.、:：)）]|[一二三四五六七八九十]+[、.]|[(（][0-9一二三四五六七八九十]+[)）])")
LAST_YEAR = ("上一学年度", "上一学年", "上学年度", "上学年", "上一年度", "上年度", "上一年", "去年", "上年")
AUTUMN = date(2000, 9, 1)

SHARE = ("占比", "比例", "比率", "百分比", "所占比重", "比重", "覆盖率", "达标率")
MEAN = ("平均每", "平均", "人均", "校均")
ANY = ("是否", "有无", "有没有", "是不是", "能否", "是否有", "是否已")


@dataclass(frozen=True)
class Text:
    """A question's text without unit, numbering and day; `years` and `on` say of when it speaks otherwise than now."""

    words: str
    unit: str = ""
    moved: dict[str, Any] = field(default_factory=dict)


def read(label: str, *, unit: str = "", options: Sequence[str] = (), as_of: date | None = None) -> Text:
    """Read a question, with what stands in brackets unless that repeats the unit or the options."""
    text = unicodedata.normalize("NFKC", label).lower().replace(" ", "").replace("\u3000", "")
    text = _RANGE.sub("-", _ORDER.sub("", text.replace("(机构)", "").replace("(章)", "")))
    kept: list[str] = []
    for inside in _BRACKETS.findall(text):
        said = inside.removeprefix("单位:").removeprefix("计量单位:")
        if said in _UNITS:
            unit = unit or said
        elif not options or not set(_PARTS.split(inside)) <= set(options):
            kept.append(inside)
    text = _BRACKETS.sub("", text) + "".join(kept)
    text, moved = _moved(text, as_of)
    return Text(_NOISE.sub("", text), unicodedata.normalize("NFKC", unit).lower(), moved)


def _moved(text: str, as_of: date | None) -> tuple[str, dict[str, Any]]:
    """Take the day out of a text: an explicit one, a school year, or last year's."""
    if found := _SCHOOL_YEAR.search(text):
        text = text.replace(found[0], "", 1)
        day = AUTUMN.replace(year=int(found[1]))
        return text, {} if as_of is None or _same_school_year(day, as_of) else {"on": day.isoformat()}
    if found := _AT.search(text):
        text = text.replace(found[0], "", 1)
        return text, _at(found, as_of)
    for word in LAST_YEAR:
        if word in text:
            return text.replace(word, "", 1), {"years": -1}
    return text, {}


def _at(found: re.Match[str], as_of: date | None) -> dict[str, Any]:
    year, month, day = int(found[1]), found[2], found[3]
    if month is None:
        if as_of is None or year == as_of.year:
            return {}
        return {"on": date(year, 12, 31).isoformat()} if found[4] in {"底", "末"} else {"years": year - as_of.year}
    try:
        named = date(year, int(month), int(day or 1))
    except ValueError:
        return {}
    return {} if named == as_of else {"on": named.isoformat()}


def _same_school_year(day: date, other: date) -> bool:
    return day.year == (other.year if other.month >= AUTUMN.month else other.year - 1)


@cache
def dimension(unit: str) -> int | None:
    """Return a number that units of one dimension share; none for no or an unknown unit. 元/生 is counted in 元."""
    counted = unicodedata.normalize("NFKC", unit).lower().split("/")[0]
    found = _UNITS.get(counted)
    return found[0] if found else None


def factor(have: str, wanted: str) -> float:
    """Return by what a figure in one unit is multiplied to stand in another; 1 where they cannot be converted."""
    mine, theirs = _UNITS.get(have.lower()), _UNITS.get(wanted.lower())
    if mine is None or theirs is None or mine[0] != theirs[0]:
        return 1.0
    return mine[1] / theirs[1]


def how_of(words: str, *, unit: str, kind: str) -> How:
    """Return what a question wants done with rows: counted, a share, a mean, or whether there are any."""
    if kind == "yes_no" or words.startswith(ANY):
        return How.ANY
    if dimension(unit) == dimension("%") or any(word in words for word in SHARE) or words.endswith("率"):
        return How.SHARE
    return How.MEAN if any(word in words for word in MEAN) else How.COUNT
