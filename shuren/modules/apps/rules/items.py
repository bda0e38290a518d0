"""The dictionary of data items: what an app can be told of somebody, from which register, and on which legal bases.

An item is `sensitive` where leaking it harms by itself (个人信息保护法第二十八条; GB/T 35273-2020 附录 B).
Everything about a child below fourteen is sensitive by that article, too: an app for them needs an impact assessment
and ends after a year whatever its items are (`rules.terms`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Who(StrEnum):
    """For whom an app is."""

    PUPIL = "pupil"
    GUARDIAN = "guardian"
    STAFF = "staff"


class Basis(StrEnum):
    """个人信息保护法第十三条第一款: (一) consent, (二) human resources and contract, (三) duties set by law."""

    CONSENT = "consent"
    CONTRACT = "contract"
    DUTY = "duty"


WHO_LABELS: Final = {Who.PUPIL: "学生", Who.GUARDIAN: "家长", Who.STAFF: "教职工"}
BASIS_LABELS: Final = {
    Basis.DUTY: "履行法定职责或义务所必需（第三项）",
    Basis.CONTRACT: "人力资源管理或履行合同所必需（第二项）",
    Basis.CONSENT: "本人或监护人同意（第一项）",
}
EVERYBODY: Final = frozenset(Who)
PUPILS, STAFF, GUARDIANS = frozenset({Who.PUPIL}), frozenset({Who.STAFF}), frozenset({Who.GUARDIAN})
ADULTS: Final = STAFF | GUARDIANS


@dataclass(frozen=True, slots=True)
class Item:
    """A data item: from which register it comes, of whom there is one, on which bases it may be had."""

    code: str
    label: str
    source: str
    whose: frozenset[Who]
    bases: tuple[Basis, ...]
    sensitive: bool = False
    mask: str = ""

    def is_of(self, audiences: Collection[str]) -> bool:
        """Say whether there is such an item of any of those an app is for."""
        return bool(self.whose & {Who(one) for one in audiences})


_ANY = (Basis.DUTY, Basis.CONTRACT, Basis.CONSENT)
_LAW = (Basis.DUTY, Basis.CONSENT)
_ASK = (Basis.CONSENT,)

ITEMS: Final = {
    item.code: item
    for item in (
        Item("name", "姓名", "人员", EVERYBODY, _ANY, mask="name"),
        Item("role", "身份（学生、家长、教师等）", "账号与授权", EVERYBODY, _ANY),
        Item("school", "学校名称", "机构", EVERYBODY, _ANY),
        Item("school_code", "学校标识码", "机构", EVERYBODY, _ANY),
        Item("stage", "学段", "学籍", PUPILS, _LAW),
        Item("grade", "年级", "学籍", PUPILS, _LAW),
        Item("class", "班级", "学籍", PUPILS, _LAW),
        Item("student_no", "校内学号", "学籍", PUPILS, _LAW, mask="tail"),
        Item("national_no", "学籍号", "学籍", PUPILS, (Basis.DUTY,), sensitive=True, mask="tail"),
        Item("sex", "性别", "人员", PUPILS | STAFF, _LAW),
        Item("birth_year", "出生年份", "人员", PUPILS, _LAW),
        Item("staff_no", "工号", "任职", STAFF, (Basis.CONTRACT, Basis.DUTY), mask="tail"),
        Item("subject", "任教学科", "任职", STAFF, (Basis.CONTRACT, Basis.DUTY)),
        Item("phone", "联系电话", "人员", ADULTS, _ASK, sensitive=True, mask="phone"),
        Item("children", "子女的姓名和班级", "监护关系", GUARDIANS, _LAW, sensitive=True),
    )
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A data item as a vendor asks for it."""

    code: str
    why: str
    basis: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one item that is asked for, and at which of its fields: `why` or `basis`."""

    code: str
    at: str
    sentence: str


SHORTEST_WHY: Final = 8  # characters; 个人信息保护法第六条: a clear and reasonable purpose, the least that serves it


def faults(wanted: Iterable[Wanted], audiences: Collection[str]) -> list[Fault]:
    """Return what is wrong with the items asked for by an app for these people, each with its item."""
    found = []
    for one in wanted:
        item = ITEMS[one.code]
        if audiences and not item.is_of(audiences):
            found.append(Fault(one.code, "why", "应用的使用对象没有这项数据，请去掉，或改选使用对象。"))
        elif len(one.why.strip()) < SHORTEST_WHY:
            found.append(Fault(one.code, "why", "请写明哪个功能要用这项数据、没有它会怎样，至少 8 个字。"))
        elif one.basis not in item.bases:
            found.append(Fault(one.code, "basis", "这项数据不能以所选的依据取得，请另选依据；没有依据的不要申请。"))
    return found


def sensitive(codes: Iterable[str]) -> list[str]:
    """Return the items that need a second signature, in the order of the dictionary."""
    asked = set(codes)
    return [code for code, item in ITEMS.items() if item.sensitive and code in asked]
