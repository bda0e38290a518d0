"""The packet of papers that goes with a pupil who changes school (《中小学生学籍管理办法》 on the content of files).

What the platform holds goes with the registration; of the rest the sending school says whether it is enclosed, and the
receiving school whether it has come.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shuren.kernel.messages import Message

ENCLOSED, NONE, OWED = "enclosed", "none", "owed"
RECEIVED, MISSING = "received", "missing"
WORDS = {
    ENCLOSED: Message("随转"),
    NONE: Message("没有"),
    OWED: Message("有未归还"),
    RECEIVED: Message("已收"),
    MISSING: Message("缺"),
}


@dataclass(frozen=True)
class Item:
    """One line of the checklist; the answers that the sending school may give."""

    code: str
    label: Message
    answers: tuple[str, ...] = (ENCLOSED, NONE)

    @property
    def field(self) -> str:
        return f"packet_{self.code}"

    @property
    def receipt(self) -> str:
        return f"receipt_{self.code}"


MARKS = Item("marks", Message("学业成绩"))  # asked where the platform holds none
ITEMS = (
    MARKS,
    Item("attendance", Message("考勤记录")),
    Item("evaluation", Message("综合素质评价材料")),
    Item("fitness", Message("体质健康测试结果")),
    Item("health", Message("健康档案和预防接种证")),
    Item("awards", Message("奖惩材料")),
    Item("aid", Message("资助材料")),
    Item("devices", Message("借用的图书和设备"), (NONE, OWED)),
)
# These go with the registration itself.
HELD = (Message("学籍基本信息"), Message("监护人信息"), Message("学籍异动记录"), Message("资助和健康状况登记"))


@dataclass(frozen=True)
class Line:
    """What is said of one item: by the sending school, and by the receiving one once it has looked."""

    item: Item
    given: str
    received: str


def lines(form: Mapping[str, Any]) -> Iterator[Line]:
    """Yield what a case's form says of the packet, as far as it has come."""
    for item in ITEMS:
        if item.field in form:
            yield Line(item, form[item.field], form.get(item.receipt, ""))


def missing(form: Mapping[str, Any]) -> list[Message]:
    """Return what was enclosed and has not come."""
    return [line.item.label for line in lines(form) if line.received == MISSING]
