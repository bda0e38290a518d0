"""Which line bears how much of a project: read as it is written, and given back in order. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from shuren.modules.projects.rules.costs import BETWEEN, CENT

YEAR = re.compile(r"20\d\d")
PARTS = 2  # code and yuan, once the year is off


@dataclass(frozen=True)
class Share:
    """So many yuan from a line, named by its code and, where it is of another year, that year."""

    code: str
    yuan: Decimal
    year: int | None = None


class Unread(ValueError):  # noqa: N818
    """A line cannot be read; it is the line itself."""


def read(text: str) -> list[Share]:
    """Read lines such as “XX-02 50000” or “2027 XX-02 50000”. Raises Unread."""
    return [_read(line.strip()) for line in text.splitlines() if line.strip()]


def _read(line: str) -> Share:
    parts = [part for part in BETWEEN.split(line) if part]
    year = int(parts.pop(0)) if len(parts) > PARTS and YEAR.fullmatch(parts[0]) else None
    if len(parts) != PARTS:
        raise Unread(line)
    try:
        yuan = Decimal(parts[1]).quantize(CENT)
    except InvalidOperation as wrong:
        raise Unread(line) from wrong
    if yuan <= 0:
        raise Unread(line)
    return Share(parts[0], yuan, year)


def given_back(borne: Sequence[tuple[int, Decimal]], yuan: Decimal) -> list[tuple[int, Decimal]]:
    """Return how much goes back to which line, the one drawn on last first; `borne` is what each bears, in order."""
    left, found = yuan, []
    for line_id, bears in reversed(borne):
        back = min(left, bears)
        if back > 0:
            found.append((line_id, back))
            left -= back
    return found
