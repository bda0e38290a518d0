"""Every wrong cell gets a sentence at its place; what is right gets none."""

import polars as pl
import pytest

from shuren.kernel.tabular.checking import Checked, Keys, check, in_chinese
from shuren.kernel.tabular.declare import Table
from shuren.kernel.tabular.kinds import with_sheet
from tests.kernel.tabular.sample import NOWHERE, Links, Rooms, links, rooms

pytestmark = pytest.mark.pure


def checked(table: type[Table], raw: pl.DataFrame, *, sheet: list[str] | None = None) -> Checked:
    context = table.context(NOWHERE)
    if sheet is not None:
        context = with_sheet(context, table.columns, "test.rooms", pl.Series(sheet, dtype=pl.String))
    return check(table, raw.with_row_index("row", offset=2), context)


def said(found: Checked) -> list[tuple[int, str, str]]:
    return list(in_chinese(found.problems).select("row", "column", "sentence").iter_rows())


def test_right_rows_have_no_problems():
    found = checked(Rooms, rooms({}, {"seats": None, "since": "2015年9月1日", "networked": "有", "sex": "女"}))
    assert found.problems.height == 0
    assert found.values["networked"].to_list() == [True, True]
    assert found.values["sex"].to_list() == ["1", "2"]


@pytest.mark.parametrize(
    ("column", "typed", "words"),
    [
        ("number", None, "“房间编号”是必填项，请补填。"),
        ("number", "A2345678901", "“房间编号”最多 10 个字，“A2345678901”超出了，请缩短。"),
        ("name", "多媒体综合活动室", "“名称”最多 12 个字节（一个汉字两个字节），“多媒体综合活动室”超出了，请缩短。"),
        ("area", "三十", "“面积”应填数字，填的是“三十”。"),
        ("area", "-3", "“面积”不应小于 0 平方米，填的是“-3”。"),
        ("area", "20,000", "“面积”不应大于 10000 平方米，填的是“20,000”。"),
        ("area", "50.125", "“面积”最多保留 2 位小数，填的是“50.125”。"),
        ("seats", "40.5", "“座位数”应为整数，填的是“40.5”。"),
        ("since", "2015-02-30", "“启用日期”应为日期，如 2018-09-01，填的是“2015-02-30”。"),
        ("since", "1949-10-01", "“启用日期”应在 1950-01-01 至 2100-12-31 之间，填的是“1949-10-01”。"),
        ("networked", "也许", "“有网络”应填“是”或“否”，填的是“也许”。"),
        ("sex", "3", "“3”不是“责任人性别”代码表中的值；请从下拉列表中选择，例如“1 男”。"),
    ],
)
def test_a_wrong_value_is_said_at_its_cell(column: str, typed: str | None, words: str):
    found = said(checked(Rooms, rooms({}, {column: typed})))
    assert found[0][:2] == (3, column)
    assert found[0][2].startswith(words)


def test_an_identifier_is_judged_by_its_own_rule():
    right = checked(Rooms, rooms({"keeper": "11010519491231002x"}))
    assert right.problems.height == 0
    assert right.values["keeper"].to_list() == ["11010519491231002X"]
    wrong = said(checked(Rooms, rooms({"keeper": "110105194912310021"})))
    assert [(row, column) for row, column, _ in wrong] == [(2, "keeper")]


def test_a_number_that_a_spreadsheet_shortened_is_noticed():
    found = said(checked(Rooms, rooms({"number": "3.4E+17"})))
    assert "科学计数法" in found[0][2]


def test_a_code_that_no_longer_holds_names_its_successor():
    found = said(checked(Links, links({"medium": "拨号"}), sheet=["A1"]))
    assert found == [(2, "medium", "“30 拨号”在 2018-09-01 不在有效期内；请改用“10 光纤”。")]


def test_a_reference_is_found_in_the_other_sheet():
    found = said(checked(Links, links({}, {"room": "B9"}), sheet=["A1", "A2"]))
    assert found == [(3, "room", "没有找到“B9”：“所在房间”应填已登记的名称或编号。")]


def test_rules_across_columns_warn_or_refuse():
    found = checked(Rooms, rooms({"seats": "60"}, {"since": "1980-01-01"}, {"since": None, "seats": None}))
    assert said(found) == [
        (2, "seats", "“座位数”60多于“面积”50.5，请核实。"),
        (3, "since", "“启用日期”1980-01-01的房间不会有网络。"),
    ]
    assert found.problems["level"].to_list() == ["warning", "error"]
    assert found.errors == 1


def test_the_sentence_repeats_what_was_typed_not_what_was_read():
    found = checked(Rooms, rooms({"area": "２０，０００"}))
    assert "填的是“20,000”" in said(found)[0][2]
    assert found.values["area"].to_list() == [20_000]


def test_braces_and_quotes_in_a_value_do_no_harm():
    found = said(checked(Rooms, rooms({"area": '{value}"{0}'})))
    assert found == [(2, "area", '“面积”应填数字，填的是“{value}"{0}”。')]


def test_a_doubled_key_names_both_rows_even_across_pieces():
    keys = Keys(Rooms)
    keys.add(checked(Rooms, rooms({"number": "A1"}, {"number": "A2"})))
    second = rooms({"number": "A3"}, {"number": " A1"}).with_row_index("row", offset=10)
    keys.add(check(Rooms, second, Rooms.context(NOWHERE)))
    sentences = in_chinese(keys.doubled()).select("row", "sentence").rows()
    assert sentences == [(11, "第 11 行与第 2 行的“房间编号”相同，请删去重复的一行或改正。")]


def test_the_size_of_rare_characters_is_counted_as_gb18030_does():
    assert checked(Rooms, rooms({"name": "𠮷𠮷𠮷"})).problems.height == 0
    assert checked(Rooms, rooms({"name": "𠮷𠮷𠮷a"})).problems.height == 1
