"""Citizen identification numbers (GB 11643-1999) and the permits that share their form.

Eighteen characters: six of the division of first registration, eight of the day of birth, three of sequence
(odd for men, even for women), one check character by ISO 7064 MOD 11-2.

The permits: 港澳台居民居住证 begins 810000, 820000 or 830000; 外国人永久居留身份证 (2023 form) begins with 9,
then two digits of the province that received it and three of the country.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import polars as pl

from shuren.kernel.identifiers.divisions import PROVINCES, KnownDivisions, province_known
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

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"

Kind = Literal["citizen", "hong_kong", "macao", "taiwan", "foreign"]
RESIDENCE_PERMITS: dict[str, Kind] = {"810000": "hong_kong", "820000": "macao", "830000": "taiwan"}

EARLIEST_YEAR = 1900

_FORM = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OLD_FORM = re.compile(r"[1-9][0-9]{14}")
_WIDTH = 18

OLD = Problem(
    "resident_id.old", "这是 15 位旧身份证号，2013 年起已停止使用；请填写现行身份证或户口簿上的 18 位公民身份号码。"
)
MALFORMED = Problem("resident_id.form", "身份证号应为 18 位：前 17 位是数字，末位是数字或 X；请对照证件原件重新填写。")
NO_PROVINCE = Problem(
    "resident_id.province", "身份证号的前两位不是任何省级行政区的代码；请对照证件原件核对开头的数字。"
)
NO_DIVISION = Problem(
    "resident_id.division",
    "身份证号的前六位从未被用作行政区划代码；请对照证件原件核对，确认无误的请联系管理员补充代码表。",
)
NO_DAY = Problem("resident_id.born_on", "身份证号第 7 至 14 位不是一个真实的出生日期；请对照证件原件核对这八位数字。")
FUTURE = Problem("resident_id.future", "身份证号中的出生日期晚于今天；请对照证件原件核对第 7 至 14 位数字。")
BAD_CHECK = Problem(
    "resident_id.check",
    "身份证号的末位校验码与前 17 位不符，说明有数字写错或写颠倒了；请对照证件原件逐位核对，不要只改末位。",
)


@dataclass(frozen=True, slots=True)
class ResidentId:
    """What a sound number tells. `sex` is a code of GB/T 2261.1: "1" male, "2" female."""

    number: str
    kind: Kind
    division: str
    born_on: date
    sex: str


def check_character(first17: str) -> str:
    """The eighteenth character for seventeen digits, GB 11643-1999."""
    return CHECKS[sum(w * int(d) for w, d in zip(WEIGHTS, first17, strict=True)) % 11]


def _born_on(value: str) -> date | None:
    try:
        born = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return None
    return born if born.year >= EARLIEST_YEAR else None


def _check_origin(value: str, divisions: KnownDivisions | None) -> Problem | None:
    if value[:6] in RESIDENCE_PERMITS:
        return None
    if value[0] == "9":
        return None if value[1:3] in PROVINCES else NO_PROVINCE
    if value[:2] not in PROVINCES:
        return NO_PROVINCE
    if divisions is not None and value[:6] not in divisions:
        return NO_DIVISION
    return None


def check_resident_id(value: str, *, divisions: KnownDivisions | None = None, on: date | None = None) -> Problem | None:
    """Form, origin, day of birth and check character; `on` is the day after which nobody can have been born yet."""
    value = tidy(value)
    if not value:
        return None
    if not _FORM.fullmatch(value):
        return OLD if _OLD_FORM.fullmatch(value) else MALFORMED
    return _check_origin(value, divisions) or _check_born_on(value, on) or _check_last(value)


def _check_born_on(value: str, on: date | None) -> Problem | None:
    born = _born_on(value)
    if born is None:
        return NO_DAY
    return FUTURE if on is not None and born > on else None


def _check_last(value: str) -> Problem | None:
    return None if check_character(value[:17]) == value[17] else BAD_CHECK


def read_resident_id(value: str) -> ResidentId | None:
    """What the number tells, or nothing when it is empty or unsound."""
    value = tidy(value)
    born = None if not value or check_resident_id(value) else _born_on(value)
    if born is None:
        return None
    kind: Kind = "foreign" if value[0] == "9" else RESIDENCE_PERMITS.get(value[:6], "citizen")
    return ResidentId(value, kind, value[:6], born, "1" if int(value[16]) % 2 else "2")


# --- the same over columns -------------------------------------------------------------------------------------------

_MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)
_CHECK_BYTES = np.frombuffer(CHECKS.encode(), dtype=np.uint8)
_PERMIT_FLAGS = digits_flags(1_000_000, (int(prefix) for prefix in RESIDENCE_PERMITS))


def _formed(places: Bytes) -> Flags:
    last = places[17:18]
    formed: Flags = are_digits(places[:17]) & (places[0] != ord("0")) & (are_digits(last) | (last[0] == ord("X")))
    return formed


def _days_exist(places: Bytes, on: date | None) -> Flags:
    year, month, day = number_of(places[6:10]), number_of(places[10:12]), number_of(places[12:14])
    real_month = (month >= 1) & (month <= 12)  # noqa: PLR2004
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    length = _MONTH_DAYS[np.where(real_month, month, 0)] - ((month == 2) & ~leap)  # noqa: PLR2004
    exists: Flags = real_month & (day >= 1) & (day <= length) & (year >= EARLIEST_YEAR)
    if on is not None:
        exists &= year * 10000 + month * 100 + day <= on.year * 10000 + on.month * 100 + on.day
    return exists


def _checks_agree(places: Bytes) -> Flags:
    total = np.zeros(places.shape[1], dtype=np.uint16)
    for place, weight in zip(places, WEIGHTS, strict=False):
        total += (place - np.uint8(48)) * np.uint8(weight)
    agree: Flags = _CHECK_BYTES[total % 11] == places[17]
    return agree


def resident_id_problems(
    column: pl.Series, *, divisions: KnownDivisions | None = None, on: date | None = None
) -> pl.Series:
    """`check_resident_id` for a column."""
    text = tidy_column(column)

    def sound(places: Bytes) -> Flags:
        foreign = places[0] == ord("9")
        home = province_known(places[:2])
        if divisions is not None:
            home &= divisions.among(places[:6])
        permit = _PERMIT_FLAGS[number_of(places[:6])]
        origin = (home & ~foreign) | permit | (foreign & province_known(places[1:3]))
        good: Flags = origin & _days_exist(places, on) & _checks_agree(places)
        return good

    holds = judge(text, _WIDTH, formed=_formed, sound=sound)
    return explain(text, holds, lambda value: check_resident_id(value, divisions=divisions, on=on))


def resident_id_facts(column: pl.Series) -> pl.DataFrame:
    """`division`, `born_on` and `sex` that sound numbers tell; null in all three for the rest."""
    text = tidy_column(column)
    text = text.set(text == "", None)
    told = resident_id_problems(text).is_null() & text.is_not_null()
    return pl.select(
        pl.when(told).then(text.str.slice(0, 6)).alias("division"),
        pl.when(told).then(text.str.slice(6, 8)).str.to_date("%Y%m%d", strict=False).alias("born_on"),
        pl.when(told)
        .then(pl.when(text.str.slice(16, 1).is_in(["1", "3", "5", "7", "9"])).then(pl.lit("1")).otherwise(pl.lit("2")))
        .alias("sex"),
    )
