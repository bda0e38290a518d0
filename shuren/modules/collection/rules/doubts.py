"""What is odd about the answers of one return: unlike last time, each other, or those of comparable units. Pure.

A doubt stops nobody who is right: whoever answers explains it, and the authority reads the explanation beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from shuren.modules.collection.rules.kinds import CheckKind
from shuren.modules.collection.rules.values import plain_number

_ = str  # marks sentences for translation

HALF, LEAST = Decimal("0.5"), Decimal(5)  # a change of more than half, and of more than a few, is asked about
FEWEST_UNITS = 8  # of fewer comparable units nobody's answer is held against theirs, nor can theirs be guessed
WIDEST, REACH = 3.0, 1.5  # what is asked about lies outside the middle half by its breadth, at least threefold, ^ 1.5

UNLIKE_LAST = _("上期为 {last}，本期为 {now}，变化 {share}%，请核对；数据无误的，请说明情况。")
NEW_FROM_NOTHING = _("上期为 0，本期为 {now}，请核对；数据无误的，请说明情况。")
MORE_THAN = _("“{label}”为 {now}，多于“{other}”的 {most}，请核对；数据无误的，请说明情况。")
NOT_ADDED_UP = _("“{label}”为 {now}，各分项之和为 {total}，请核对；数据无误的，请说明情况。")
UNLIKE_NEAR = _(
    "本地同类 {units} 个单位半数在 {low} 至 {high} 之间，本单位为 {now}，请核对数值和计量单位；数据无误的，请说明情况。"
)
UNLIKE_FAR = _(
    "全市同类 {units} 个单位半数在 {low} 至 {high} 之间，本单位为 {now}，请核对数值和计量单位；数据无误的，请说明情况。"
)


@dataclass(frozen=True)
class Spread:
    """Where the answers of comparable units lie: how many units, and between which values the middle half of them."""

    units: int
    low: float
    high: float
    is_near: bool  # units of the same authority, not of the whole city

    def is_apart(self, value: Decimal) -> bool:
        """Say whether a value lies apart, as one in another unit of measure does; of nothing nothing is said."""
        if self.units < FEWEST_UNITS or self.low <= 0 or value <= 0:
            return False
        beyond, told = max(self.high / self.low, WIDEST) ** REACH, float(value)
        if told > self.high:
            return told > self.high * beyond and told - self.high > LEAST
        return told < self.low / beyond and self.low - told > LEAST


@dataclass(frozen=True)
class Doubt:
    """A doubt about the answer to one question: a msgid and what fills it."""

    question: int
    sentence: str
    params: Mapping[str, str]


@dataclass(frozen=True)
class Checked:
    """A rule between answers: the kind, and the ids of the questions it speaks of."""

    kind: str
    first: int
    parts: tuple[int, ...]


def doubts(
    now: Mapping[int, Decimal],
    last: Mapping[int, Decimal],
    checks: Sequence[Checked],
    labels: Mapping[int, str],
    others: Mapping[int, Spread] = MappingProxyType({}),
) -> list[Doubt]:
    """Return the doubts about what is answered, by question in the order of `labels`; what is blank is not doubted.

    A value that is as it was last time is not held against those of others: it has been explained, or it is so.
    """
    found = [_unlike_last(question, now[question], last[question]) for question in now if question in last]
    found += [_unlike_each_other(check, now, labels) for check in checks]
    found += [
        _unlike_others(question, now[question], others[question])
        for question in now
        if question in others and now[question] != last.get(question)
    ]
    order = {question: place for place, question in enumerate(labels)}
    return sorted(filter(None, found), key=lambda each: order.get(each.question, len(order)))


def _unlike_last(question: int, now: Decimal, last: Decimal) -> Doubt | None:
    change = abs(now - last)
    if change <= LEAST:
        return None
    if last == 0:
        return Doubt(question, NEW_FROM_NOTHING, {"now": plain_number(now)})
    if change <= HALF * abs(last):
        return None
    share = f"{(now - last) * 100 / abs(last):+.0f}"
    return Doubt(question, UNLIKE_LAST, {"last": plain_number(last), "now": plain_number(now), "share": share})


def _unlike_others(question: int, now: Decimal, others: Spread) -> Doubt | None:
    if not others.is_apart(now):
        return None
    low, high = (plain_number(Decimal(repr(round(each, 2)))) for each in (others.low, others.high))
    told = {"units": str(others.units), "low": low, "high": high, "now": plain_number(now)}
    return Doubt(question, UNLIKE_NEAR if others.is_near else UNLIKE_FAR, told)


def _unlike_each_other(check: Checked, now: Mapping[int, Decimal], labels: Mapping[int, str]) -> Doubt | None:
    if check.first not in now or not all(part in now for part in check.parts):
        return None
    value, told = now[check.first], {"label": labels[check.first], "now": plain_number(now[check.first])}
    if check.kind == CheckKind.NO_MORE:
        more = next((part for part in check.parts if value > now[part]), None)
        if more is None:
            return None
        return Doubt(check.first, MORE_THAN, told | {"other": labels[more], "most": plain_number(now[more])})
    total = sum((now[part] for part in check.parts), Decimal(0))
    if total == value:
        return None
    return Doubt(check.first, NOT_ADDED_UP, told | {"total": plain_number(total)})
