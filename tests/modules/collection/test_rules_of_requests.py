"""What a request lacks, what it costs, and how pasted lines are read."""

from dataclasses import replace
from datetime import date

import pytest

from shuren.modules.collection.rules.burden import Unit, rounds_in, seconds_of, weigh
from shuren.modules.collection.rules.kinds import Frequency, Kind
from shuren.modules.collection.rules.lines import Line, cells_of, read
from shuren.modules.collection.rules.requests import Fault, Head, faults

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


def test_burden_is_questions_by_units_by_minutes_and_held_against_each_ceiling() -> None:
    units = [Unit("甲校", 0, 60), Unit("乙校", 50 * 60, 60), Unit("丙校", 3000 * 60, None)]
    weight = weigh([seconds_of(Kind.NUMBER)] * 10, spared=25, rounds=2, units=units)
    assert (weight.asked, weight.spared, weight.minutes, weight.hours) == (10, 25, 10, 0.5)
    assert weight.worst is not None
    assert (weight.over, weight.worst.name, weight.most_after) == (1, "乙校", 70)
    assert weigh([], 35, 2, units).over == 0, "who asks nothing is never over"


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
