"""Filters, paging and names, without a database."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.modules.rostering.rules import openapi, sandbox
from shuren.modules.rostering.rules.asking import MOST, Asked, NotUnderstood, asked, fields_of
from shuren.modules.rostering.rules.binding import BASE, COLLECTIONS, OPERATIONS, ORG, SINGLES, USER
from shuren.modules.rostering.rules.filtering import NotAFilter, holds, read
from shuren.modules.rostering.rules.memory import Unknown
from shuren.modules.rostering.rules.names import parted
from shuren.modules.rostering.rules.objects import Writer

pytestmark = pytest.mark.pure
PERSON: dict[str, Any] = {
    "familyName": "郑", "status": "active", "dateLastModified": "2026-09-02T08:00:00.000Z",
    "roles": [{"role": "teacher", "org": {"sourcedId": "1"}}, {"role": "guardian", "org": {"sourcedId": "2"}}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("familyName='郑'", True),
        ("familyName!='郑'", False),
        ("familyName~'郑'", True),
        ("roles.role='guardian'", True),
        ("roles.role!='guardian'", False),
        ("roles.org.sourcedId='2' AND status='active'", True),
        ("roles.org.sourcedId='3' OR status='active'", True),
        ("status='tobedeleted' OR status='active' AND familyName='王'", False),
        ("status='active' or familyName='王' and status='x'", True),
        ("dateLastModified>'2026-09-02'", True),
        ("dateLastModified>'2026-09-02T16:00:00+08:00'", False),
        ("dateLastModified>='2026-09-02T16:00:00+08:00'", True),
        ("dateLastModified<'2026-09-03'", True),
        ("givenName='郑'", False),
        ("givenName!='郑'", False),
    ],
)
def test_a_filter_means_what_it_says(text: str, expected: bool) -> None:
    assert holds(read(text), PERSON) is expected


@pytest.mark.parametrize(
    "text",
    ["", "x", "x=1", "x='1", "x=='1'", "x='1' AND", "x='1' y='2'", "x='1' XOR y='2'", "='1'", "x='1'ANDy='2'",
     "(x='1')", " AND ".join(["x='1'"] * 21), "x='" + "1" * 2000 + "'"],
)  # fmt: skip
def test_what_is_no_filter_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NotAFilter):
        read(text)


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    try:
        read(text)
    except NotAFilter:
        return
    assert "'" in text


@given(st.text(max_size=30).filter(lambda text: "\0" not in text))
def test_any_value_can_be_asked_for(value: str) -> None:
    written = value.replace("'", "''")
    assert holds(read(f"familyName='{written}'"), {"familyName": value})


def test_paging_and_order_are_read() -> None:
    assert asked({}, USER) == Asked(100, 0)
    found = asked({"limit": ["7"], "offset": ["3"], "sort": ["familyName"], "orderBy": ["desc"]}, USER)
    assert (found.limit, found.offset, found.sort, found.descending) == (7, 3, "familyName", True)
    assert asked({"limit": ["99999"]}, USER).limit == MOST, "who asks for more gets the address of the next page"
    assert asked({"fields": ["name, type"]}, ORG).fields == ("name", "type")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("limit", "0", "invaliddata"),
        ("limit", "-1", "invaliddata"),
        ("limit", "ten", "invaliddata"),
        ("limit", "１０", "invaliddata"),
        ("offset", "-1", "invaliddata"),
        ("offset", "1" * 40, "invaliddata"),
        ("orderBy", "up", "invaliddata"),
        ("filter", "name", "invalid_filter_field"),
        ("fields", "name,shoeSize", "invalid_selection_field"),
        ("fields", "", "invalid_selection_field"),
        ("sort", "a\0b", "invaliddata"),
    ],
)
def test_what_is_not_understood_is_refused_by_the_code_of_the_standard(name: str, value: str, code: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        asked({name: [value]}, ORG)
    assert refusal.value.code == code


def test_a_parameter_given_twice_is_refused() -> None:
    with pytest.raises(NotUnderstood):
        asked({"filter": ["name='a'", "name='b'"]}, ORG)
    assert fields_of({"fields": ["name", "type"]}, ORG) == ("name", "type"), "a list may be"


@pytest.mark.parametrize("name", ["郑小树", "欧阳娜娜", "欧阳", "单", "阿依古丽·买买提", "John Smith", "司马相如相如"])
def test_a_name_taken_apart_is_the_same_name(name: str) -> None:
    assert "".join(parted(name)) == name


def test_every_operation_of_the_binding_is_described_once() -> None:
    paths = openapi.described(f"https://a.edu.cn{BASE}")["paths"]
    assert len({operation.name for operation in OPERATIONS}) == len(OPERATIONS) == len(paths)
    assert "/schools/{schoolSourcedId}/classes/{classSourcedId}/students" in paths


def synthetic() -> sandbox.Objects:
    people = [
        ("a", {"name": "赵试一", "role": "student", "school": "测试小学", "school_code": "T1", "grade": "三年级",
               "class": "1班", "sex": "1", "birth_year": "2017"}),
        ("b", {"name": "钱试二", "role": "teacher", "school": "测试小学", "school_code": "T1"}),
    ]  # fmt: skip
    return sandbox.roster(people, Writer("https://a.edu.cn"), date(2026, 11, 1))


@pytest.mark.parametrize("operation", COLLECTIONS.values(), ids=lambda operation: operation.name)
def test_the_sandbox_answers_every_collection(operation: Any) -> None:
    found = synthetic()
    holder = found.by_step[operation.steps[0]][:1] if len(operation.steps) > 1 else []
    held = [one["sourcedId"] for one in holder]
    if len(operation.steps) > 2:
        held.append(found.by_step["classes"][0]["sourcedId"])
    if len(held) == len(operation.steps) - 1:
        page = found.collection(operation, held, Asked())
        assert page.total == (0 if operation.only == "gradingPeriods" else max(page.total, 1))
    with pytest.raises(Unknown):
        found.single(SINGLES[operation.steps[:1]], "nobody")
