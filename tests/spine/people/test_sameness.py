"""Same person? Cases as the registers have them, and what must hold for any two records."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.spine.people.rules import sameness
from shuren.spine.people.rules.sameness import (
    BITS,
    LEVELS,
    NAME,
    Facts,
    Verdict,
    comparable_number,
    forms_of,
    judge,
    name_level,
    verdict_of,
    weigh,
)

pytestmark = pytest.mark.pure

BORN = date(2017, 3, 1)
HOME = {"schools": frozenset({1}), "counties": frozenset({10})}
FAMILY = {"guardians": frozenset({"phone:1"}), "guardian_names": frozenset({"张国强"})}
CHILD = Facts("张梓涵", "2", BORN, **HOME, **FAMILY)
BARE = Facts("张梓涵", "2", BORN)
MOVED = {"schools": frozenset({2}), "counties": frozenset({10})}


def resident(facts: Facts, number: str) -> Facts:
    return replace(facts, id_type="1", number=number)


CASES = [
    ("the number alone, whatever else is written", resident(CHILD, "A"), resident(Facts("章子函"), "A"), "certain"),
    ("a number held before", resident(CHILD, "A"), replace(CHILD, former_numbers=frozenset({"A"})), "certain"),
    ("without a number, all else equal", CHILD, CHILD, "certain"),
    ("another guardian's name, one phone", CHILD, replace(CHILD, guardian_names=frozenset({"李梅"})), "certain"),
    ("name alone", Facts("张梓涵"), Facts("张梓涵"), "unlike"),
    ("name and sex", Facts("张梓涵", "2"), Facts("张梓涵", "2"), "unlike"),
    ("name and sex at one school", Facts("张梓涵", "2", **HOME), Facts("张梓涵", "2", **HOME), "unlike"),
    ("name, sex and birth: 问题学籍", BARE, BARE, "likely"),
    ("name, sex and birth under two resident numbers", resident(BARE, "A"), resident(BARE, "B"), "unlike"),
    ("the same guardian under two resident numbers", resident(CHILD, "A"), resident(CHILD, "B"), "likely"),
    ("two passports, one renewed", replace(CHILD, id_type="A", number="P1"),
     replace(CHILD, id_type="A", number="P2"), "certain"),
    ("a passport and, later, a permit", replace(BARE, id_type="A", number="P1"),
     replace(BARE, id_type="8", number="T1"), "likely"),
    ("twins", CHILD, replace(CHILD, name="张梓萱"), "unlike"),
    ("twins of two characters", replace(CHILD, name="张涵"), replace(CHILD, name="张萱"), "unlike"),
    ("twins of which one has a number", resident(CHILD, "A"), replace(CHILD, name="张雨桐"), "unlike"),
    ("a brother of the same school", CHILD, replace(CHILD, name="张梓轩", born_on=date(2015, 6, 6)), "unlike"),
    ("the same sound, moved within the county", CHILD, replace(CHILD, name="张子涵", **MOVED), "likely"),
    ("the same sound and birth, no more", BARE, replace(BARE, name="张子涵"), "unlike"),
    ("a former name", CHILD, replace(CHILD, name="李梓晴", former_names=frozenset({"张梓涵"})), "certain"),
    ("the surname changed, nobody said so", CHILD, replace(CHILD, name="李梓涵"), "likely"),
    ("day and month swapped", replace(CHILD, born_on=date(2017, 3, 5)), replace(CHILD, born_on=date(2017, 5, 3)),
     "likely"),
    ("one digit of the birth", CHILD, replace(CHILD, born_on=date(2017, 3, 2)), "likely"),
    ("one digit of the birth, no guardian told", replace(BARE, **HOME),
     replace(BARE, born_on=date(2017, 3, 2), **HOME), "likely"),
    ("a namesake born otherwise elsewhere", BARE, replace(BARE, born_on=date(2014, 11, 9)), "unlike"),
    ("another sex", CHILD, replace(CHILD, sex="1"), "likely"),
    ("a teacher who is a guardian, by phone", Facts("王芳", "2", date(1985, 5, 5), phones=frozenset({"1"})),
     Facts("王芳", phones=frozenset({"1"})), "likely"),
    ("a teacher and a guardian of one name", Facts("王芳", "2", date(1985, 5, 5), phones=frozenset({"1"})),
     Facts("王芳", phones=frozenset({"2"})), "unlike"),
    ("Latin words in another order", Facts("Smith Anna", "2", BORN, **HOME), Facts("ANNA SMITH", "2", BORN, **HOME),
     "likely"),
    ("another dot", Facts("买买提·艾力", "1", BORN), Facts("买买提•艾力", "1", BORN), "likely"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "verdict"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_case_as_registers_have_it(one: Facts, other: Facts, verdict: str) -> None:
    found = judge(one, other)
    assert found.verdict == verdict, f"{found.bits} bits of {found.levels}"


def test_every_level_weighs_more_than_the_one_below() -> None:
    for levels in LEVELS.values():
        assert all(low.bits < high.bits for low, high in pairwise(levels))
        assert all(0 < level.m < 1 and 0 < level.u < 1 for level in levels)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("单雄信", "善雄心", "sound"),
        ("张三丰", "Zhang Sanfeng", "sound"),
        ("张梓涵", "张梓萱", "one"),
        ("李梓涵", "张梓涵", "given"),
        ("欧阳梓涵", "欧杨梓涵", "sound"),
        ("张伟", "张敏", "differs"),
        ("张伟", "李娜", "differs"),
        ("张 伟", "张伟", "equal"),
    ],
)
def test_names_agree_by_degrees(one: str, other: str, level: str) -> None:
    assert name_level(one, other) == level == name_level(other, one)


@pytest.mark.parametrize(
    ("kind", "number", "told"),
    [
        ("1", "340102850505123", "340102198505051231"),
        ("1", "34010219850505123x", "34010219850505123X"),
        ("6", "H1234567801", "H12345678"),
        ("6", "H1234567802", "H12345678"),
        ("7", "Ｍ12345678", "M12345678"),
        ("A", "E12345678", "E12345678"),
        ("8", "0123456789012345", "0123456789012345"),
        ("", "", ""),
    ],
)
def test_a_number_is_told_in_one_form(kind: str, number: str, told: str) -> None:
    assert comparable_number(kind, number)[:17] == told[:17]
    assert len(comparable_number(kind, number)) == len(told)


def test_an_old_number_is_looked_for_in_both_forms() -> None:
    whole = comparable_number("1", "340102850505123")
    assert set(forms_of("1", "340102850505123")) == {"340102850505123", whole} == set(forms_of("1", whole))
    assert forms_of("1", "340102201703011234") == ["340102201703011234"]


NAMES = st.text(alphabet="张李王梓涵萱子伟欧阳·", min_size=1, max_size=4)
TOKENS = st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=2)
FACTS = st.builds(
    Facts, name=NAMES, sex=st.sampled_from(["", "1", "2"]),
    born_on=st.none() | st.dates(date(2016, 1, 1), date(2017, 12, 31)),
    former_names=st.frozensets(NAMES, max_size=1), id_type=st.sampled_from(["", "1", "A"]),
    number=st.sampled_from(["", "x", "y", "z"]), former_numbers=st.frozensets(st.sampled_from(["x", "w"]), max_size=1),
    phones=TOKENS, guardians=TOKENS, guardian_names=st.frozensets(NAMES, max_size=1),
    schools=st.frozensets(st.integers(1, 3), max_size=2), counties=st.frozensets(st.integers(1, 2), max_size=2),
)  # fmt: skip
AGREEMENTS = st.fixed_dictionaries(
    {}, optional={kind: st.integers(0, len(levels) - 1) for kind, levels in LEVELS.items()}
)
RANK = {Verdict.UNLIKE: 0, Verdict.LIKELY: 1, Verdict.CERTAIN: 2}


@given(FACTS, FACTS)
def test_the_order_of_two_records_changes_nothing(one: Facts, other: Facts) -> None:
    assert judge(one, other) == judge(other, one)


@given(FACTS)
def test_nobody_is_denied_to_be_oneself(one: Facts) -> None:
    found = judge(one, one)
    assert "differs" not in {level for kind, level in found.levels.items() if kind != sameness.SCHOOL}


@given(AGREEMENTS, st.sampled_from(sorted(LEVELS)))
def test_more_agreement_never_speaks_against_it(places: dict[str, int], kind: str) -> None:
    if kind not in places or places[kind] + 1 == len(LEVELS[kind]):
        return
    low = {name: LEVELS[name][place].code for name, place in places.items()}
    high = {**low, kind: LEVELS[kind][places[kind] + 1].code}
    assert weigh(high) >= weigh(low)
    assert RANK[verdict_of(high, weigh(high))] >= RANK[verdict_of(low, weigh(low))]


@given(FACTS, NAMES)
def test_twins_never_become_one(child: Facts, given_name: str) -> None:
    """Same birth, sex, guardian, school and surname; a given name that neither sounds nor reads the same."""
    twin = replace(child, name="张" + given_name, former_names=frozenset(), number="", former_numbers=frozenset())
    child = replace(child, name="张梓涵", former_names=frozenset())
    if name_level(child.name, twin.name) in {"equal", "sound", "given"}:
        return
    assert judge(child, twin).verdict == Verdict.UNLIKE


def test_a_name_alone_is_never_enough() -> None:
    assert BITS[NAME, "equal"] + BITS[sameness.SEX, "equal"] < sameness.LIKELY_BITS
