"""Unified social credit codes of legal persons and other organisations (GB 32100-2015).

Eighteen characters: registering authority, kind, six digits of the registering division, the nine of the
organisation code (GB 11714-1997, with its own check character), and one check character modulo 31.
"""

import re

import numpy as np
import polars as pl

from shuren.kernel.identifiers.divisions import PROVINCES, KnownDivisions, province_known
from shuren.kernel.identifiers.text import (
    Bytes,
    Flags,
    Numbers,
    Problem,
    are_digits,
    explain,
    judge,
    tidy,
    tidy_column,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, power, 31) for power in range(17))
INNER_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_FORM = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_WIDTH = 18
_NATIONAL = "100000"  # registered with a central authority

MALFORMED = Problem(
    "credit_code.form",
    "统一社会信用代码应为 18 位数字或大写字母（不用 I、O、S、V、Z），第 3 至 8 位为数字；请对照证书重新填写。",
)
NO_DIVISION = Problem(
    "credit_code.division", "统一社会信用代码第 3 至 8 位不是行政区划代码；请对照证书核对这六位数字。"
)
BAD_INNER = Problem(
    "credit_code.inner", "统一社会信用代码第 9 至 17 位（组织机构代码）的校验码不符；请对照证书逐位核对。"
)
BAD_CHECK = Problem("credit_code.check", "统一社会信用代码的末位校验码与前 17 位不符；请对照证书逐位核对。")


def check_character(first17: str) -> str:
    """The eighteenth character, GB 32100-2015 section 5."""
    total = sum(weight * ALPHABET.index(char) for weight, char in zip(WEIGHTS, first17, strict=True))
    return ALPHABET[-total % 31]


def inner_check_character(first8: str) -> str:
    """The ninth character of an organisation code, GB 11714-1997."""
    total = sum(weight * INNER_ALPHABET.index(char) for weight, char in zip(INNER_WEIGHTS, first8, strict=True))
    return "0123456789X"[-total % 11]


def check_credit_code(value: str, *, divisions: KnownDivisions | None = None) -> Problem | None:
    """Form, division and both check characters; with `divisions`, the six digits must have existed once."""
    value = tidy(value)
    if not value:
        return None
    if not _FORM.fullmatch(value):
        return MALFORMED
    division = value[2:8]
    if division != _NATIONAL and (
        division[:2] not in PROVINCES or (divisions is not None and division not in divisions)
    ):
        return NO_DIVISION
    if inner_check_character(value[8:16]) != value[16]:
        return BAD_INNER
    return None if check_character(value[:17]) == value[17] else BAD_CHECK


def _places_in(alphabet: str) -> Numbers:
    """For each byte its place in the alphabet, -1 for a stranger."""
    table = np.full(256, -1, dtype=np.int32)
    for place, char in enumerate(alphabet):
        table[ord(char)] = place
    return table


_PLACES = _places_in(ALPHABET)
_INNER_PLACES = _places_in(INNER_ALPHABET)
_CHECK_BYTES = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
_INNER_CHECK_BYTES = np.frombuffer(b"0123456789X", dtype=np.uint8)
_NATIONAL_BYTES = np.frombuffer(_NATIONAL.encode(), dtype=np.uint8)[:, None]


def _formed(places: Bytes) -> Flags:
    formed: Flags = (_PLACES[places] >= 0).all(axis=0) & are_digits(places[2:8])
    return formed


def _checks_agree(places: Bytes) -> Flags:
    total = np.zeros(places.shape[1], dtype=np.int32)
    inner = np.zeros(places.shape[1], dtype=np.int32)
    for place, weight in zip(places, WEIGHTS, strict=False):
        total += _PLACES[place] * weight
    for place, weight in zip(places[8:], INNER_WEIGHTS, strict=False):
        inner += _INNER_PLACES[place] * weight
    agree: Flags = (_INNER_CHECK_BYTES[-inner % 11] == places[16]) & (_CHECK_BYTES[-total % 31] == places[17])
    return agree


def credit_code_problems(column: pl.Series, *, divisions: KnownDivisions | None = None) -> pl.Series:
    """`check_credit_code` for a column."""
    text = tidy_column(column)

    def sound(places: Bytes) -> Flags:
        home = province_known(places[2:4])
        if divisions is not None:
            home &= divisions.among(places[2:8])
        national = (places[2:8] == _NATIONAL_BYTES).all(axis=0)
        good: Flags = (home | national) & _checks_agree(places)
        return good

    holds = judge(text, _WIDTH, formed=_formed, sound=sound)
    return explain(text, holds, lambda value: check_credit_code(value, divisions=divisions))
