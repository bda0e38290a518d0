"""How sensitive values are shown to those who may not see them whole."""

import re
from collections.abc import Callable

import polars as pl

from shuren.kernel.pinyin import surname_length

_STREET = re.compile(r"^(.{2,}?(?:街道|镇|乡|路|街|大道))")
_DAY = re.compile(r"^(\d{4})\D?\d{1,2}\D?\d{1,2}")


def _middle(value: str, *, head: int, tail: int) -> str:
    """The first and the last characters; all stars when that would leave nothing hidden."""
    hidden = len(value) - head - tail
    return value[:head] + "*" * hidden + value[len(value) - tail :] if hidden > 0 else "*" * len(value)


def _name(value: str) -> str:
    """张*, 欧阳**, 买买提·***; of names in Latin letters the first letter of each word."""
    if value.isascii():
        return " ".join(word[:1] + "*" * (len(word) - 1) for word in value.split())
    first, dot, rest = value.partition("·")
    if dot:
        return f"{first}·{'*' * len(rest)}"
    shown = surname_length(value)
    return value[:shown] + "*" * (len(value) - shown) if len(value) > 1 else "*"


def _address(value: str) -> str:
    """Down to the street or town."""
    street = _STREET.match(value)
    return f"{street[1]}****" if street else _middle(value, head=3, tail=0)


def _birth(value: str) -> str:
    """The year."""
    day = _DAY.match(value)
    return f"{day[1]}-**-**" if day else "*" * len(value)


def _email(value: str) -> str:
    user, at, host = value.partition("@")
    return f"{user[:1]}***{at}{host}" if at else "*" * len(value)


MASKS: dict[str, Callable[[str], str]] = {
    "name": _name,
    "id_number": lambda value: _middle(value, head=6, tail=4),
    "id_number_public": lambda value: value[:-4] + "****" if len(value) > 4 else "*" * len(value),  # noqa: PLR2004
    "phone": lambda value: _middle(value, head=3, tail=4),
    "address": _address,
    "bank_account": lambda value: _middle(value, head=6, tail=4),
    "birth": _birth,
    "email": _email,
    "tail": lambda value: _middle(value, head=0, tail=4),
    "hidden": lambda value: "******" if value else "",
}


def mask(kind: str, value: str) -> str:
    """The value as people without the right to see it see it."""
    return MASKS[kind](value)


def mask_column(kind: str, column: pl.Series) -> pl.Series:
    """`mask` for a column; null stays null."""
    masked = MASKS[kind]
    shown = [None if value is None else masked(value) for value in column.cast(pl.String).to_list()]
    return pl.Series(column.name, shown, dtype=pl.String)
