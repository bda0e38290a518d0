"""What is odd about the answers of one return: unlike last time, or unlike each other. Pure.

A doubt stops nobody who is right: whoever answers explains it, and the authority reads the explanation beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuren.modules.collection.rules.kinds import CheckKind
from shuren.modules.collection.rules.values import plain_number

_ = str  # marks sentences for translation

HALF, LEAST = Decimal("0.5"), Decimal(5)  # a change of more than half, and of more than a few, is asked about

UNLIKE_LAST = _("上期为 {last}，本期为 {now}，变化 {share}%，请核对；数据无误的，请说明情况。")
NEW_FROM_NOTHING = _("上期为 0，本期为 {now}，请核对；数据无误的，请说明情况。")
MORE_THAN = _("“{label}”为 {now}，多于“{other}”的 {most}，请核对；数据无误的，请说明情况。")
NOT_ADDED_UP = _("“{label}”为 {now}，各分项之和为 {total}，请核对；数据无误的，请说明情况。")


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
    now: Mapping[int, Decimal], last: Mapping[int, Decimal], checks: Sequence[Checked], labels: Mapping[int, str]
) -> list[Doubt]:
    """Return the doubts about what is answered, by question in the order of `labels`; what is blank is not doubted."""
    found = [_unlike_last(question, now[question], last[question]) for question in now if question in last]
    found += [_unlike_each_other(check, now, labels) for check in checks]
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
