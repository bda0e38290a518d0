"""What people type is read the same however they type it."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shuren.kernel.tabular import normalise

pytestmark = pytest.mark.pure


def text(*values: str | None) -> pl.Series:
    return pl.Series(values, dtype=pl.String)


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_in_every_way_of_writing_it(day: date):
    ways = [
        day.isoformat(),
        f"{day.year}-{day.month}-{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        day.strftime("%Y%m%d"),
        f"{day.isoformat()} 00:00:00",
        f"{day.isoformat()} 12:30:00",
        str((day - date(1899, 12, 30)).days) if day > date(1927, 5, 18) else day.isoformat(),
    ]
    assert normalise.days(text(*ways)).to_list() == [day] * len(ways)


@pytest.mark.parametrize("typed", ["2018-02-30", "2018-13-01", "18-9-1", "九月一日", "2018", "201809", "1e5", "2018-9"])
def test_what_is_no_day_is_not_guessed(typed: str):
    assert normalise.days(text(typed, None)).to_list() == [None, None]


@given(st.integers(-(10**12), 10**12), st.integers(0, 3))
def test_thousands_separators_do_not_change_a_number(figure: int, places: int):
    value = figure / 10**places
    typed = f"{value:,.{places}f}"
    assert normalise.numbers(text(typed, typed.replace(",", ""))).to_list() == pytest.approx([value, value])


@pytest.mark.parametrize("typed", ["1,23", "1.2.3", "三十", "12a", "--3", "inf", "NaN", "1/2", "", "0x10", "12 34"])
def test_what_is_no_number_is_not_guessed(typed: str):
    assert normalise.numbers(text(typed)).to_list() == [None]


def test_a_unit_typed_after_the_number_leads_to_the_unit_of_the_column():
    typed = text("100M", "100Mbps", "1G", "1 千兆", "100兆", "0.5GB/s", "100")
    assert normalise.numbers(typed, "Mbps").to_list() == [100, 100, 1000, 1000, 100, 500, 100]
    assert normalise.numbers(text("3万元", "50元"), "元").to_list() == [30_000, 50]
    assert normalise.numbers(text("100M"), "元").to_list() == [None]


def test_full_width_and_invisible_characters_are_made_plain():
    assert normalise.tidy(text("　１２３ＡＢ\u200b\u00a0 c\n"), all_wide=False).to_list() == ["123AB c"]


def test_full_width_punctuation_stays_in_prose_only():
    assert normalise.tidy(text("体育馆（新）"), all_wide=False).item() == "体育馆（新）"
    assert normalise.tidy(text("（１，２３４．５）"), all_wide=True).item() == "(1,234.5)"


@given(st.text(max_size=30))
def test_tidying_twice_changes_nothing_more(typed: str):
    once = normalise.tidy(text(typed), all_wide=True)
    if not (once.item() or "").startswith("'"):
        assert normalise.tidy(once, all_wide=True).to_list() == once.to_list()


@given(st.text(min_size=1, max_size=20))
@example("0\x850")
def test_only_untidy_columns_are_touched(typed: str):
    tidy = normalise.tidy(text(typed), all_wide=True).item() == typed
    if not tidy:
        assert normalise.untidy_columns(pl.DataFrame({"a": text(typed)})) == ["a"]


def test_yes_and_no_have_many_words():
    typed = text("是", "有", "1", "YES", "√", "否", "无", "0", "no", "也许", None)
    assert normalise.yes_no(typed).to_list() == [True] * 5 + [False] * 4 + [None, None]


def test_a_name_that_two_codes_share_is_not_taken_for_either():
    names = {"1": "甲", "2": "乙", "3": "乙"}
    assert normalise.coded(text("1", "甲", "1 甲", "乙", "3"), names).to_list() == ["1", "1", "1", None, "3"]


@given(st.dates(date(1928, 1, 1), date(2090, 1, 1)), st.floats(0, 0.99))
def test_the_time_in_a_serial_number_is_dropped(day: date, part: float):
    serial = (day - date(1899, 12, 30)) / timedelta(days=1)
    assert normalise.days(text(f"{serial + part:.4f}")).to_list() == [day]
