"""What a request lacks, what it costs, and how pasted lines are read."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.modules.collection.rules.burden import Unit, rounds_in, seconds_of, weigh
from shuren.modules.collection.rules.gaps import MOST_BACK, Held, name_of
from shuren.modules.collection.rules.kinds import Frequency, Kind
from shuren.modules.collection.rules.lines import Line, cells_of, guess, places_of, read
from shuren.modules.collection.rules.requests import Fault, Head, days_left, faults, renewed
from shuren.modules.collection.rules.rounds import Dates, beginning_by

pytestmark = pytest.mark.pure
TODAY = date(2026, 9, 1)
HEAD = Head(
    title="校园足球开展情况", purpose="安排下年度经费",
    basis="《关于加快发展青少年校园足球的实施意见》（教体艺〔2015〕6号）第三条",
    below="0001", level="school", stages=(), frequency="once", as_of=date(2026, 9, 1), opens_on=date(2026, 9, 7),
    due_on=date(2026, 9, 18), ends_on=date(2026, 9, 30),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"basis": ""}, [("basis", "no_basis")]),
        ({"basis": "领导要求"}, [("basis", "vague_basis")]),
        ({"ends_on": None}, [("ends_on", "no_end")]),
        ({"below": ""}, [("below", "no_audience")]),
        ({"purpose": " ", "as_of": None}, [("purpose", "no_purpose"), ("as_of", "no_as_of")]),
        ({"opens_on": date(2026, 8, 31)}, [("opens_on", "past")]),
        ({"due_on": date(2026, 9, 8)}, [("due_on", "hasty")]),
        ({"ends_on": date(2026, 9, 17)}, [("ends_on", "early_end")]),
        ({"ends_on": date(2036, 9, 17)}, [("ends_on", "endless")]),
    ],
)
def test_a_request_says_why_whom_and_until_when(changed: dict[str, object], found: list[tuple[str, str]]) -> None:
    assert list(faults(replace(HEAD, **changed), TODAY)) == [Fault(*one) for one in found]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("frequency", "opens", "ends", "year", "rounds"),
    [
        (Frequency.ONCE, date(2026, 9, 7), date(2026, 12, 31), 2026, 1),
        (Frequency.ONCE, date(2026, 9, 7), date(2027, 12, 31), 2027, 0),
        (Frequency.MONTHLY, date(2026, 9, 7), date(2027, 6, 30), 2026, 4),
        (Frequency.MONTHLY, date(2026, 9, 7), date(2027, 6, 6), 2027, 5),
        (Frequency.TERMLY, date(2026, 9, 7), date(2027, 9, 30), 2027, 2),
        (Frequency.YEARLY, date(2026, 9, 7), date(2028, 9, 6), 2028, 0),
    ],
)
def test_rounds_are_counted_by_the_year_they_open_in(
    frequency: Frequency, opens: date, ends: date, year: int, rounds: int
) -> None:
    assert rounds_in(year, opens, ends, frequency) == rounds


def test_burden_is_what_each_unit_is_asked_and_held_against_its_own_ceiling() -> None:
    ten = 10 * seconds_of(Kind.NUMBER)
    units = [
        Unit("甲校", 0, 60, 10, ten), Unit("乙校", 50 * 60, 60, 10, ten), Unit("丙校", 3000 * 60, None, 12, ten + 120),
        Unit("丁校", 3000 * 60, 60),
    ]  # fmt: skip
    weight = weigh(units, 2, asked=10, filled=2, spared=23)
    assert (weight.asked, weight.filled, weight.spared, weight.times) == (10, 2, 23, 32)
    assert (weight.units, weight.asking, weight.most_minutes, weight.hours) == (4, 3, 12, 32 / 60)
    assert weight.minutes == 32 / 3
    assert weight.over == 1, "who is asked nothing is never over"
    pressed = weigh(units[:3], 2, asked=10, filled=2, spared=23).worst
    assert pressed is not None
    assert (pressed.name, pressed.after(2) / 60) == ("乙校", 70)


def test_counts_say_who_has_to_be_asked_by_how_old_values_may_be() -> None:
    counted = Held.of(10, [0, 0, 0, 1, 1, 3])
    assert [counted.missing(back) for back in (0, 1, 2, 3, MOST_BACK)] == [7, 5, 5, 4, 4]
    assert Held.read(counted.kept("x")) == counted
    assert name_of("quantity:pupils", {}) == "quantity:pupils"
    assert name_of("derived:x", {"a": 1}) != name_of("derived:x", {"a": 2})


def test_pasted_columns_are_read_by_their_headings_in_any_order() -> None:
    text = (
        "部分\t指标名称\t类型\t选项\n规模\t在校女生数\t\t\n条件\t食堂经营方式\t\t自营；托管\n\n条件\t是否有校医\t\t\n"
    )
    assert read(cells_of(text)).lines == [
        Line("在校女生数", section="规模"),
        Line("食堂经营方式", Kind.CHOICE, options=("自营", "托管"), section="条件"),
        Line("是否有校医", Kind.YES_NO, section="条件"),
    ]


def test_plain_lines_are_questions_with_numbers_and_units_taken_off() -> None:
    read_ = read(cells_of("1. 运动场地面积（平方米）\n（2）校园足球开展情况说明\n三、最近一次消防检查日期\n"))
    assert read_.lines == [
        Line("运动场地面积", unit="平方米", places=2),
        Line("校园足球开展情况说明", Kind.TEXT),
        Line("最近一次消防检查日期", Kind.DAY),
    ]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("无线网络是否全覆盖", Kind.YES_NO), ("能否供电", Kind.YES_NO), ("是否达标的教室数", Kind.NUMBER),
        ("有无障碍通道的楼栋数", Kind.NUMBER), ("有无校医", Kind.YES_NO), ("主要困难", Kind.TEXT),
    ],
)  # fmt: skip
def test_a_question_that_asks_whether_is_answered_by_yes_or_no(label: str, kind: Kind) -> None:
    assert guess(label, "", ()) is kind


@pytest.mark.parametrize(
    ("label", "places"), [("师生比", 2), ("生均图书", 2), ("近视率", 2), ("足球队数", 0), ("在校生人数", 0)]
)
def test_a_ratio_has_decimals_and_what_is_counted_has_none(label: str, places: int) -> None:
    assert places_of(label, "") == places


def test_what_is_wrong_is_told_at_its_cell_and_the_rest_is_read() -> None:
    found = read(
        cells_of(
            '填报项\t填写方式\t选项\n在校生数\t数值\n在校生 数\t\n\t数值\n办学性质\t多选\n学校性质\t单选\t"公办"\n'
        ),
        ["班数"],
    )
    assert [(fault.row, fault.column, fault.code) for fault in found.faults] == [
        (3, "label", "twice"), (4, "label", "no_label"), (5, "kind", "no_kind"), (6, "options", "no_options"),
    ]  # fmt: skip
    assert [asked.label for asked in found.lines] == ["在校生数"]
    assert read([["班数"]], ["班 数"]).faults[0].code == "twice"


@pytest.mark.parametrize(
    ("opens", "days"),
    [
        (date(2026, 9, 7), [date(2026, 9, 1), date(2026, 9, 7), date(2026, 9, 18), date(2026, 9, 30)]),
        (date(2026, 9, 1), [date(2026, 9, 1), date(2026, 9, 1), date(2026, 9, 18), date(2026, 9, 30)]),
        (date(2024, 8, 31), [date(2029, 9, 1), date(2027, 8, 31), date(2029, 9, 18), date(2029, 9, 30)]),
        (None, [date(2026, 9, 1), None, date(2026, 9, 18), date(2026, 9, 30)]),
    ],
)
def test_days_of_an_earlier_request_go_on_by_whole_years(opens: date | None, days: list[date | None]) -> None:
    new = renewed(replace(HEAD, opens_on=opens), TODAY)
    assert [new.as_of, new.opens_on, new.due_on, new.ends_on] == days


def test_the_29th_of_february_goes_on_to_the_28th() -> None:
    assert renewed(replace(HEAD, opens_on=date(2024, 2, 29)), TODAY).opens_on == date(2027, 2, 28)


def test_units_have_the_days_that_are_left_when_it_is_sent() -> None:
    due = date(2026, 9, 18)
    assert days_left(date(2026, 9, 7), due, TODAY) == 11
    assert days_left(date(2026, 9, 7), due, date(2026, 9, 16)) == 2


@given(
    opens=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    lasts=st.integers(3, 90),
    runs=st.integers(3, 1000),
    frequency=st.sampled_from(Frequency),
)
def test_every_round_can_be_answered_and_is_over_when_the_request_is(
    opens: date, lasts: int, runs: int, frequency: Frequency
) -> None:
    ends = opens + timedelta(days=max(lasts, runs))
    first = Dates(opens, opens, opens + timedelta(days=lasts))
    begun = beginning_by(first, frequency, ends, date(2032, 1, 1), 0)
    assert all(3 <= (each.due_on - each.opens_on).days <= lasts for each in begun)
    assert all(each.due_on <= ends for each in begun)
    assert len(begun) == sum(rounds_in(year, opens, ends, frequency) for year in range(2024, 2032))
