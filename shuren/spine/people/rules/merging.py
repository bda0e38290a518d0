"""Merging two records of one person: which is kept, which registration lasts, when a second person must agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shuren.spine.people.rules import FORMAL


class Far(StrEnum):
    """Why a merge reaches so far that one person does not decide alone (design rule 4)."""

    REGISTRATIONS = "registrations"
    POSTS = "posts"
    ACCOUNTS = "accounts"
    NUMBERS = "numbers"


FAR_LABELS = {
    Far.REGISTRATIONS: "两条登记都有在籍学籍，合并会结束其中一处",
    Far.POSTS: "两条登记都有在职任职",
    Far.ACCOUNTS: "两条登记都有登录账号",
    Far.NUMBERS: "两条登记的证件号码不同",
}


@dataclass(frozen=True)
class Record:
    """What the rules must know of one of two records."""

    person_id: int
    number: str = ""
    registered: bool = False
    employed: bool = False
    accounts: int = 0


@dataclass(frozen=True)
class Registration:
    """A registration that lasts."""

    pk: int
    national_no: str
    entered_on: date


def reaches_far(one: Record, other: Record) -> list[Far]:
    """Return why a second person must agree; nothing where one decides alone."""
    found = []
    if one.registered and other.registered:
        found.append(Far.REGISTRATIONS)
    if one.employed and other.employed:
        found.append(Far.POSTS)
    if one.accounts and other.accounts:
        found.append(Far.ACCOUNTS)
    if one.number and other.number and one.number != other.number:
        found.append(Far.NUMBERS)
    return found


def usual_keeper(one: Record, other: Record) -> int:
    """Return the record that is usually kept: with a number, registered or employed, with accounts, the older."""
    both = sorted((one, other), key=lambda record: record.person_id)
    return min(both, key=lambda r: (not r.number, not (r.registered or r.employed), not r.accounts)).person_id


def lasting(one: Registration, other: Registration) -> tuple[Registration, Registration]:
    """Return which registration lasts and which ends: the formal number before the temporary, then the later entry.

    《全国中小学生学籍信息管理系统问题学籍处理流程帮助》(2017): where L and G meet, G is kept.
    """
    first, second = sorted(
        (one, other), key=lambda each: (each.national_no.startswith(FORMAL), each.entered_on, each.pk), reverse=True
    )
    return first, second
