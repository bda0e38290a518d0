"""Same person? What two records say of each other, weighed: Fellegi and Sunter's record linkage.

Fellegi, I. P. and Sunter, A. B. (1969), A Theory for Record Linkage, Journal of the American Statistical Association
64 (328): each comparison has levels; a level weighs log2(m / u) bits, m its share among pairs of records of one
person, u among pairs of two. `m` are this platform's estimates of how registers err; `u` follow the calendar and
公安部《2018年全国姓名报告》: the top hundred surnames are 85.9 %, so of 100 pairs of people two share a surname.
An identity number goes before all evidence.

Chinese names repeat by the thousand: a name alone is never enough. What brothers and sisters share (day of birth,
guardian, school) says nothing where the given names differ, so twins stay two.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from math import log2

from shuren.kernel import pinyin
from shuren.kernel.identifiers.resident import check_character


class Verdict(StrEnum):
    """What the evidence says: the same beyond doubt, to be looked at by somebody, or nothing to look at."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNLIKE = "unlike"


@dataclass(frozen=True, slots=True)
class Level:
    """How far two values agree, and how often that is so for one person (m) and for two (u)."""

    code: str
    label: str
    m: float
    u: float

    @property
    def bits(self) -> float:
        return log2(self.m / self.u)


NUMBER, NAME, SEX, BIRTH, PHONE, GUARDIAN, SCHOOL = "number", "name", "sex", "birth", "phone", "guardian", "school"
COMPARISON_LABELS = {
    NUMBER: "证件号码",
    NAME: "姓名",
    SEX: "性别",
    BIRTH: "出生日期",
    PHONE: "本人电话",
    GUARDIAN: "监护人",
    SCHOOL: "就读（任职）学校",
}
# Levels from the least agreement to the most; what is not told on both sides has no level and weighs nothing.
LEVELS: dict[str, tuple[Level, ...]] = {
    NUMBER: (
        Level("differs", "号码不同", 0.001, 0.999),
        Level("former", "与曾用号码相同", 0.02, 1e-6),
        Level("equal", "号码相同", 0.97, 1e-8),
    ),
    NAME: (
        Level("differs", "姓名不同", 0.01, 0.99),
        Level("one", "名中一字不同", 0.02, 4e-3),
        Level("given", "名相同，姓不同", 0.01, 3e-4),
        Level("sound", "同音", 0.02, 1.5e-4),
        Level("former", "与曾用名相同", 0.02, 3e-5),
        Level("equal", "姓名相同", 0.93, 3e-5),
    ),
    SEX: (Level("differs", "性别不同", 0.005, 0.5), Level("equal", "性别相同", 0.995, 0.5)),
    BIRTH: (
        Level("differs", "出生日期不同", 0.02, 0.996),
        Level("digit", "出生日期一位不同", 0.02, 3e-3),
        Level("swapped", "日月颠倒", 0.01, 7e-5),
        Level("equal", "出生日期相同", 0.95, 2e-4),
    ),
    PHONE: (Level("differs", "电话不同", 0.3, 0.99), Level("equal", "电话相同", 0.7, 1e-6)),
    GUARDIAN: (
        Level("differs", "监护人不同", 0.3, 0.98),
        Level("name", "监护人同名", 0.15, 5e-5),
        Level("equal", "监护人或其电话相同", 0.55, 2e-6),
    ),
    SCHOOL: (
        Level("differs", "没有到过同一区县", 0.35, 0.92),
        Level("county", "到过同一区县", 0.35, 0.08),
        Level("equal", "到过同一学校", 0.3, 2e-3),
    ),
}
BITS = {(kind, level.code): level.bits for kind, levels in LEVELS.items() for level in levels}
SHARED = frozenset({BIRTH, GUARDIAN, SCHOOL})  # by brothers and sisters; twins share all three
NAMED_ALIKE = frozenset({"equal", "former", "sound", "given"})  # names that twins do not have

# Among nine million, one who is looked for is one of 2 ** 23: from 24 bits on it is rather the same than not. 40 bits
# leave one error in a hundred thousand such questions; they count only where name and birth agree and nothing denies.
LIKELY_BITS = 24.0
CERTAIN_BITS = 40.0

# 身份证件类型, JY/T 1001-2012 SFZJLX. A number of these stays for life (GB 11643-1999, one for each citizen);
# passports and travel permits are renewed under another, so two numbers of one kind deny nothing.
LIFELONG = frozenset({"1"})
OLD_LENGTH, LENGTH = 15, 18
PERMIT_LENGTH = 9  # H or M and eight digits stay when a permit is renewed; the two behind count renewals
_PERMIT = re.compile(r"[HM]\d{10}")
_OLD = re.compile(r"\d{15}")
_DOTS = re.compile(r"[·•‧・．.]")
SHORTEST = 3  # characters of a name; of shorter ones one that differs is half a given name
SHARED_BY = 8  # ties; a phone of more is a school's or a village's, and nobody's own


def words() -> list[str]:
    """Return what comparisons and levels are called, for the catalogue of translations."""
    return [*COMPARISON_LABELS.values(), *(level.label for levels in LEVELS.values() for level in levels)]


@dataclass(frozen=True, slots=True)
class Facts:
    """What one record tells of a person. Numbers, phones and guardians are tokens: equal for equal ones, no more."""

    name: str
    sex: str = ""
    born_on: date | None = None
    former_names: frozenset[str] = frozenset()
    id_type: str = ""
    number: str = ""
    former_numbers: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    guardians: frozenset[str] = frozenset()
    guardian_names: frozenset[str] = frozenset()
    schools: frozenset[int] = frozenset()
    counties: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, its bits, and the level of each comparison that both records allow."""

    verdict: Verdict
    bits: float
    levels: dict[str, str] = field(default_factory=dict)


def judge(one: Facts, other: Facts) -> Judgement:
    """Weigh what two records say of each other. The order of the two changes nothing."""
    levels = {kind: level for kind, compare in _COMPARISONS.items() if (level := compare(one, other))}
    bits = weigh(levels)
    return Judgement(verdict_of(levels, bits), round(bits, 2), levels)


def weigh(levels: dict[str, str]) -> float:
    """Sum the bits; what brothers and sisters share speaks only for those who are named alike."""
    alike = levels.get(NAME) in NAMED_ALIKE
    weights = ((kind, BITS[kind, level]) for kind, level in levels.items())
    return sum(bits if alike or kind not in SHARED else min(bits, 0.0) for kind, bits in weights)


def verdict_of(levels: dict[str, str], bits: float) -> Verdict:
    """Return the verdict: an equal number is certain, evidence only where nothing denies it."""
    if levels.get(NUMBER) == "equal":
        return Verdict.CERTAIN
    agrees = levels.get(NAME) in {"equal", "former"} and levels.get(BIRTH) == "equal"
    denied = levels.get(NUMBER) == "differs" or levels.get(SEX) == "differs"
    if bits >= CERTAIN_BITS and agrees and not denied:
        return Verdict.CERTAIN
    return Verdict.LIKELY if bits >= LIKELY_BITS else Verdict.UNLIKE


def comparable_number(id_type: str, number: str) -> str:
    """Return a number as all its forms have in common: 15 digits as 18, a travel permit without its renewals."""
    tidied = "".join(unicodedata.normalize("NFKC", number).split()).upper()
    if _OLD.fullmatch(tidied) and id_type in {"", *LIFELONG}:
        first = f"{tidied[:6]}19{tidied[6:]}"
        return first + check_character(first)
    return tidied[:PERMIT_LENGTH] if _PERMIT.fullmatch(tidied) else tidied


def forms_of(id_type: str, number: str) -> list[str]:
    """Return the forms in which a register may hold a number."""
    whole = comparable_number(id_type, number)
    tidied = "".join(unicodedata.normalize("NFKC", number).split()).upper()
    forms = [tidied, whole] if tidied else []
    if id_type in LIFELONG and len(whole) == LENGTH and whole[6:8] == "19":
        forms.append(whole[:6] + whole[8:17])
    return list(dict.fromkeys(forms))


@cache
def tidy_name(name: str) -> str:
    """Return a name as it is compared: one kind of dot and width; Latin words in one order."""
    plain = _DOTS.sub("·", unicodedata.normalize("NFKC", name)).casefold().strip()
    return " ".join(sorted(plain.split())) if plain.isascii() else "".join(plain.split())


@cache
def _letters(name: str) -> str:
    return pinyin.letters(name)


def name_level(one: str, other: str) -> str:
    """Return how far two present names agree."""
    a, b = tidy_name(one), tidy_name(other)
    if a == b:
        return "equal"
    if _letters(one) == _letters(other) and _letters(one):
        return "sound"
    if len(a) != len(b) or len(a) < SHORTEST or a.isascii() or b.isascii():
        return "differs"
    places = [place for place, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(places) > 1:
        return "differs"
    return "given" if places[0] < min(pinyin.surname_length(a), pinyin.surname_length(b)) else "one"


def _name(one: Facts, other: Facts) -> str:
    if not one.name or not other.name:
        return ""
    level = name_level(one.name, other.name)
    if level == "equal":
        return level
    before = ({tidy_name(name) for name in facts.former_names} for facts in (one, other))
    first, second = before
    met = tidy_name(one.name) in second or tidy_name(other.name) in first or bool(first & second)
    return "former" if met else level


def _number(one: Facts, other: Facts) -> str:
    held, asked = {one.number, *one.former_numbers} - {""}, {other.number, *other.former_numbers} - {""}
    if not held or not asked:
        return ""
    if one.number and one.number == other.number:
        return "equal"
    if held & asked:
        return "former"  # it may have been written down wrongly, and be somebody else's
    both = one.number and other.number and one.id_type in LIFELONG and other.id_type in LIFELONG
    return "differs" if both else ""


def _sex(one: Facts, other: Facts) -> str:
    if not one.sex or not other.sex:
        return ""
    return "equal" if one.sex == other.sex else "differs"


def birth_level(one: date, other: date) -> str:
    """Return how far two days of birth agree."""
    if one == other:
        return "equal"
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return "swapped"
    wrong = sum(x != y for x, y in zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True))
    return "digit" if wrong == 1 else "differs"


def _birth(one: Facts, other: Facts) -> str:
    return birth_level(one.born_on, other.born_on) if one.born_on and other.born_on else ""


def _phone(one: Facts, other: Facts) -> str:
    if not one.phones or not other.phones:
        return ""
    return "equal" if one.phones & other.phones else "differs"


def _guardian(one: Facts, other: Facts) -> str:
    if one.guardians & other.guardians:
        return "equal"
    if {tidy_name(name) for name in one.guardian_names} & {tidy_name(name) for name in other.guardian_names}:
        return "name"
    known = (one.guardians or one.guardian_names) and (other.guardians or other.guardian_names)
    return "differs" if known else ""


def _school(one: Facts, other: Facts) -> str:
    if not one.schools or not other.schools:
        return ""
    if one.schools & other.schools:
        return "equal"
    return "county" if one.counties & other.counties else "differs"


_COMPARISONS = {
    NUMBER: _number,
    NAME: _name,
    SEX: _sex,
    BIRTH: _birth,
    PHONE: _phone,
    GUARDIAN: _guardian,
    SCHOOL: _school,
}
