from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.kernel.codes import BadTable, Code, CodeTable

pytestmark = pytest.mark.pure

SEX = CodeTable("sex", "性别", "Sex", "GB/T 2261.1-2003", (Code("1", "男", "Male"), Code("2", "女", "Female")))
STATES = CodeTable(
    "state",
    "状态",
    "State",
    "Shuren 自定",
    (
        Code("01", "甲(旧)", valid_to=date(2020, 1, 1), replaced_by="02"),
        Code("02", "乙", valid_from=date(2020, 1, 1)),
        Code("11", "其他", parent="02"),
        Code("12", "其他", parent="02", valid_to=date(2021, 1, 1)),
    ),
)


@pytest.mark.parametrize("text", ["1", "男", "1 男", "1男", "１　男", " 1\t"])
def test_a_value_is_found_by_code_name_or_both(text):
    found = SEX.find(text)
    assert found is not None
    assert found.code == "1"


def test_half_and_full_width_brackets_are_one():
    assert STATES.find("甲（旧）") is STATES["01"]


def test_a_lost_leading_zero_is_restored():
    assert STATES.find("2") is STATES["02"]


def test_a_name_that_two_codes_share_finds_neither():
    assert STATES.find("其他") is None
    assert STATES.find("12 其他") is STATES["12"]
    assert str(STATES.problem("其他")) == "“其他”在“状态”代码表中有多个代码：“11 其他”、“12 其他”；请选择带代码的一项。"


def test_names_in_both_languages():
    assert (SEX.name("1"), SEX.name("1", "en"), SEX.name("9")) == ("男", "Male", "9")
    assert (SEX.title(), SEX.title("en")) == ("性别", "Sex")
    assert STATES.name("02", "en") == "乙"


def test_a_table_as_of_a_day():
    assert [value.code for value in STATES.as_of(date(2019, 12, 31))] == ["01", "11", "12"]
    assert STATES.labels(on=date(2022, 1, 1)) == ["02 乙", "11 其他"]


def test_parents_children_and_leaves():
    assert [value.code for value in STATES.children("02")] == ["11", "12"]
    assert [value.code for value in STATES.children()] == ["01", "02"]
    assert STATES.below("02") == {"02", "11", "12"}
    assert STATES.labels(leaves_only=True) == ["01 甲(旧)", "11 其他", "12 其他"]
    assert "02" in STATES
    assert len(STATES) == 4


def test_a_wrong_value_is_told_where_to_look():
    assert str(SEX.problem("男性")) == "“男性”不是“性别”代码表中的值；请从下拉列表中选择，例如“1 男”。"
    assert SEX.problem(" ") is None
    assert SEX.problem("男") is None


def test_an_expired_value_names_its_successor():
    assert str(STATES.problem("01", on=date(2026, 1, 1))) == "“01 甲(旧)”在 2026-01-01 不在有效期内；请改用“02 乙”。"
    assert (
        str(STATES.problem("12", on=date(2026, 1, 1)))
        == "“12 其他”在 2026-01-01 不在有效期内；请从下拉列表中重新选择。"
    )
    assert STATES.problem("01", on=date(2019, 1, 1)) is None


def test_a_table_may_not_contradict_itself():
    with pytest.raises(BadTable, match="twice"):
        CodeTable("t", "表", "Table", "", (Code("1", "甲"), Code("1", "乙")))
    with pytest.raises(BadTable, match="parents: 9"):
        CodeTable("t", "表", "Table", "", (Code("1", "甲", parent="9"),))


@given(st.lists(st.one_of(st.none(), st.text(max_size=3), st.sampled_from(["1", "男", "2 女", "01", "其他"]))))
def test_a_column_is_decoded_as_its_values_are(values):
    column = pl.Series("v", values, dtype=pl.String)
    for table in (SEX, STATES):
        found = [None if value is None else table.find(value) for value in values]
        assert table.decode(column).to_list() == [value.code if value else None for value in found]
        told = [None if value is None else table.problem(value) for value in values]
        assert table.problems(column).to_list() == [problem.kept() if problem else None for problem in told]


def test_codes_of_a_column_become_names():
    assert SEX.names(pl.Series(["1", "2", "9", None])).to_list() == ["男", "女", "9", None]
    assert SEX.decode(pl.Series([1, 2, 3])).to_list() == ["1", "2", None]
