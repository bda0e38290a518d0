"""What the registry allows, as tables."""

from datetime import date
from typing import Any

import pytest

from shuren.kernel.messages import Message
from shuren.modules.registry.rules import grades, identity, leave, leaving
from shuren.modules.registry.rules.pupils import Class, Pupil
from tests.spine.people.factories import id_number

pytestmark = pytest.mark.pure
AUTUMN, SPRING = date(2026, 11, 23), date(2027, 3, 1)
BORN = date(2017, 3, 1)


def pupil(**facts: Any) -> Pupil:
    held: dict[str, Any] = {"status": "01", "stage": "primary", "entry_year": 2024, "grade": 3, "grades": 6}
    return Pupil(**(held | facts))


def agrees(found: list[Message], word: str) -> None:
    """Without a word nothing may stand in the way, else a sentence with the word."""
    told = "".join(map(str, found))
    assert (word in told) if word else not found, told


@pytest.mark.parametrize(
    ("facts", "on", "until", "word"),
    [
        ({}, AUTUMN, date(2027, 9, 1), ""),
        ({}, AUTUMN, date(2027, 11, 23), ""),
        ({}, AUTUMN, date(2027, 11, 24), "不超过一学年"),
        ({}, AUTUMN, AUTUMN, "晚于"),
        ({"status": "02"}, AUTUMN, date(2027, 9, 1), "延长休学"),
        ({"grade": 6}, AUTUMN, date(2027, 9, 1), ""),
        ({"grade": 6}, SPRING, date(2027, 9, 1), "毕业年级"),
        ({}, date(2028, 2, 29), date(2029, 3, 1), ""),
    ],
)
def test_suspension(facts: dict[str, Any], on: date, until: date, word: str) -> None:
    agrees(leave.suspension(pupil(**facts), on=on, until=until), word)


HELD = leave.Leave(AUTUMN, date(2027, 9, 1), extended=False)


@pytest.mark.parametrize(
    ("status", "held", "until", "word"),
    [
        ("02", HELD, date(2028, 9, 1), ""),
        ("02", HELD, date(2028, 9, 2), "不晚于 2028-09-01"),
        ("02", HELD, date(2027, 9, 1), "晚于原期满日期"),
        ("02", leave.Leave(AUTUMN, date(2027, 9, 1), extended=True), date(2028, 9, 1), "一次"),
        ("01", HELD, date(2028, 9, 1), "没有休学"),
        ("02", None, date(2028, 9, 1), "没有找到"),
    ],
)
def test_extension(status: str, held: leave.Leave | None, until: date, word: str) -> None:
    agrees(leave.extension(pupil(status=status), held, until=until), word)


@pytest.mark.parametrize(
    ("status", "to", "on", "word"),
    [
        ("02", Class("primary", 2024), date(2027, 9, 1), ""),
        ("02", Class("primary", 2025), date(2027, 9, 1), ""),
        ("02", Class("primary", 2023), date(2027, 9, 1), "不能高于"),
        ("02", Class("junior", 2024), date(2027, 9, 1), "学段"),
        ("02", Class("primary", 2024), AUTUMN, "晚于休学开始日期 2026-11-23"),
        ("01", Class("primary", 2024), date(2027, 9, 1), "没有休学"),
    ],
)
def test_resumption(status: str, to: Class, on: date, word: str) -> None:
    agrees(leave.resumption(pupil(status=status), HELD, to, on=on), word)


def test_who_is_away_without_a_known_suspension_comes_back_on_any_day() -> None:
    assert leave.resumption(pupil(status="02"), None, Class("primary", 2024), on=AUTUMN) == []


@pytest.mark.parametrize(
    ("stage", "word"),
    [
        ("primary", "不能退学"),
        ("junior", "不能退学"),
        ("special", "不能退学"),
        ("senior", ""),
        ("vocational", ""),
    ],
)
def test_nobody_withdraws_from_compulsory_education(stage: str, word: str) -> None:
    agrees(leaving.withdrawal(pupil(stage=stage)), word)


@pytest.mark.parametrize(
    ("facts", "on", "word"),
    [
        ({}, AUTUMN, ""),
        ({"status": "02"}, AUTUMN, "复学后"),
        ({"grade": 1, "entry_year": 2026}, AUTUMN, "第一学期"),
        ({"grade": 1, "entry_year": 2026}, SPRING, ""),
        ({"grade": 6}, SPRING, "毕业年级"),
    ],
)
def test_leaving_the_region(facts: dict[str, Any], on: date, word: str) -> None:
    agrees(leaving.departure(pupil(**facts), on=on), word)


def test_nobody_has_died_tomorrow() -> None:
    agrees(leaving.death(died_on=SPRING, today=AUTUMN), "晚于今天")
    agrees(leaving.death(died_on=AUTUMN, today=AUTUMN), "")


@pytest.mark.parametrize(
    ("facts", "to", "word"),
    [
        ({}, Class("primary", 2023), ""),
        ({}, Class("primary", 2022), "一个年级"),
        ({}, Class("primary", 2024), "一个年级"),
        ({}, Class("junior", 2023), "学段"),
        ({"grade": 6, "entry_year": 2021}, Class("primary", 2020), "最高年级"),
        ({"status": "02"}, Class("primary", 2023), "复学"),
    ],
)
def test_skipping(facts: dict[str, Any], to: Class, word: str) -> None:
    agrees(grades.skipping(pupil(**facts), to), word)


@pytest.mark.parametrize(
    ("facts", "to", "asked_by", "word"),
    [
        ({}, Class("primary", 2025), "guardian", ""),
        ({}, Class("primary", 2025), "school", "不得要求学生留级"),
        ({"stage": "senior"}, Class("senior", 2025), "school", ""),
        ({}, Class("primary", 2026), "guardian", "一个年级"),
        ({}, Class("primary", 2023), "guardian", "一个年级"),
        ({}, Class("junior", 2025), "guardian", "学段"),
    ],
)
def test_repeating(facts: dict[str, Any], to: Class, asked_by: str, word: str) -> None:
    agrees(grades.repeating(pupil(**facts), to, asked_by=asked_by), word)


@pytest.mark.parametrize(
    ("id_type", "id_no", "born_on", "sex", "word"),
    [
        ("1", id_number(BORN), BORN, "1", ""),
        ("1", id_number(BORN), BORN, "2", "性别"),
        ("1", id_number(BORN), date(2017, 3, 2), "1", "出生日期"),
        ("1", "34010220170301001", BORN, "1", "有效"),
        ("1", "", BORN, "1", "须填写"),
        ("Z", "", BORN, "1", ""),
        ("A", "E12345678", BORN, "1", ""),
    ],
)
def test_documents(id_type: str, id_no: str, born_on: date, sex: str, word: str) -> None:
    agrees(identity.documents(id_type=id_type, id_no=id_no, born_on=born_on, sex=sex), word)


@pytest.mark.parametrize(
    ("stage", "grade", "born_on", "word"),
    [
        ("primary", 1, date(2020, 8, 31), ""),
        ("primary", 1, date(2020, 9, 1), "年满 6 周岁"),
        ("primary", 2, date(2020, 9, 1), ""),
        ("kindergarten", 1, date(2023, 9, 1), ""),
    ],
)
def test_the_first_grade_is_for_those_who_are_six(stage: str, grade: int, born_on: date, word: str) -> None:
    agrees(identity.age(stage=stage, grade=grade, born_on=born_on, entry_year=2026), word)
