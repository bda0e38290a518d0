"""Codes of administrative divisions (GB/T 2260): the first 2 digits province, 4 prefecture, 6 third level, 9 street."""

import re
from collections.abc import Iterable

import polars as pl

from shuren.kernel.identifiers.text import (
    Bytes,
    Flags,
    Problem,
    are_digits,
    digits_flags,
    explain,
    judge,
    number_of,
    tidy,
    tidy_column,
)

# GB/T 2260-2007, first two digits.
PROVINCES = {
    "11": "北京市",
    "12": "天津市",
    "13": "河北省",
    "14": "山西省",
    "15": "内蒙古自治区",
    "21": "辽宁省",
    "22": "吉林省",
    "23": "黑龙江省",
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "37": "山东省",
    "41": "河南省",
    "42": "湖北省",
    "43": "湖南省",
    "44": "广东省",
    "45": "广西壮族自治区",
    "46": "海南省",
    "50": "重庆市",
    "51": "四川省",
    "52": "贵州省",
    "53": "云南省",
    "54": "西藏自治区",
    "61": "陕西省",
    "62": "甘肃省",
    "63": "青海省",
    "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
    "71": "台湾省",
    "81": "香港特别行政区",
    "82": "澳门特别行政区",
}

_FORM = re.compile(r"[1-8][0-9]{5}([0-9]{3}){0,2}")

MALFORMED = Problem("division.form", "行政区划代码应为 6 位、9 位或 12 位数字，此处不是；请按民政部公布的代码填写。")
NO_PROVINCE = Problem(
    "division.province",
    "行政区划代码的前两位不是任何省级行政区的代码；请核对是否少写、多写或写颠倒了数字。",
)
UNKNOWN = Problem(
    "division.unknown",
    "行政区划代码的前六位从未被任何一版 GB/T 2260 使用；请核对号码，确认无误的请联系管理员补充代码表。",
)


_PROVINCE_FLAGS = digits_flags(100, (int(code) for code in PROVINCES))


class KnownDivisions:
    """The six-digit codes of all revisions, retired ones included: numbers keep the code of first registration."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._flags = digits_flags(1_000_000, (int(code) for code in codes))

    def __contains__(self, code: str) -> bool:
        return len(code) == 6 and code.isascii() and code.isdigit() and bool(self._flags[int(code)])  # noqa: PLR2004

    def __len__(self) -> int:
        return int(self._flags.sum())

    def among(self, places: Bytes) -> Flags:
        """Which values, given as six places of digits, are known."""
        found: Flags = self._flags[number_of(places)]
        return found


def province_known(places: Bytes) -> Flags:
    """Which values, given as two places of digits, are the code of a province."""
    known: Flags = _PROVINCE_FLAGS[number_of(places)]
    return known


def province_of(code: str) -> str | None:
    """Name of the province in which a division, or a number that begins with a division, lies."""
    return PROVINCES.get(code[:2])


def check_division(value: str, *, known: KnownDivisions | None = None) -> Problem | None:
    """Form and province of a division code; with `known`, also whether its six digits ever existed."""
    value = tidy(value)
    if not value:
        return None
    if not _FORM.fullmatch(value):
        return MALFORMED
    if value[:2] not in PROVINCES:
        return NO_PROVINCE
    if known is not None and value[:6] not in known:
        return UNKNOWN
    return None


def division_problems(column: pl.Series, *, known: KnownDivisions | None = None) -> pl.Series:
    """`check_division` for a column."""
    text = tidy_column(column)

    def sound(places: Bytes) -> Flags:
        good = province_known(places[:2])
        if known is not None:
            good &= known.among(places[:6])
        return good

    def formed(places: Bytes) -> Flags:
        digits: Flags = are_digits(places) & (places[0] != ord("0")) & (places[0] != ord("9"))
        return digits

    holds = judge(text, 6, formed=formed, sound=sound)
    for width in (9, 12):
        holds |= judge(text, width, formed=formed, sound=sound)
    return explain(text, holds, lambda value: check_division(value, known=known))
