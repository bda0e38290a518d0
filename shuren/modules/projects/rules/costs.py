"""What a need comes to: lines of a name, a number of pieces and a price."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

CENT = Decimal("0.01")
MOST = Decimal(10_000_000_000)  # yuan, beyond which a line is a slip of the hand
NAME = 80  # characters
PARTS = 3  # name, pieces, price
BETWEEN = re.compile(r"\t|[,，;；]|\s{1,}")


@dataclass(frozen=True)
class Cost:
    """One line of a budget: so many pieces at so many yuan."""

    name: str
    pieces: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        return (self.price * self.pieces).quantize(CENT)


class Unread(ValueError):  # noqa: N818
    """A line cannot be read; it is the line itself."""


def read(text: str) -> list[Cost]:
    """Read lines such as “平板电脑 50 2600”: what, how many, yuan a piece. Raises Unread."""
    return [_read(line.strip()) for line in text.splitlines() if line.strip()]


def _read(line: str) -> Cost:
    parts = [part for part in BETWEEN.split(line) if part]
    if len(parts) < PARTS:
        raise Unread(line)
    *words, pieces, price = parts
    try:
        cost = Cost(" ".join(words), int(pieces), Decimal(price).quantize(CENT))
        is_sound = len(cost.name) <= NAME and cost.pieces > 0 and 0 < cost.amount <= MOST
    except (ValueError, InvalidOperation) as wrong:
        raise Unread(line) from wrong
    if not is_sound:
        raise Unread(line)
    return cost


def total(costs: list[Cost]) -> Decimal:
    """Return what lines come to, in yuan."""
    return sum((cost.amount for cost in costs), Decimal(0))
