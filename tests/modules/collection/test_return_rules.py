"""Rounds, standings of returns, how answers are read, and what is doubted."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.modules.collection.rules import rounds, values
from shuren.modules.collection.rules.charts import bins
from shuren.modules.collection.rules.doubts import Checked, Spread, doubts
from shuren.modules.collection.rules.kinds import CheckKind, Kind
from shuren.modules.collection.rules.rounds import Bar, Dates, Deed, Moments, Standing
from shuren.modules.collection.rules.workbooks import sheet_names

pytestmark = pytest.mark.pure
NOW = datetime(2026, 11, 22, tzinfo=UTC)
FIRST = Dates(date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 20))


@pytest.mark.parametrize(
    ("frequency", "today", "known", "as_of"),
    [
        ("once", date(2026, 8, 31), 0, []),
        ("once", date(2026, 9, 1), 0, ["2026-08-31"]),
        ("once", date(2027, 9, 1), 1, []),
        ("monthly", date(2026, 12, 1), 1, ["2026-09-30", "2026-10-31", "2026-11-30"]),
        ("termly", date(2027, 3, 1), 1, ["2027-02-28"]),
        ("yearly", date(2030, 1, 1), 1, ["2027-08-31"]),
    ],
)
def test_rounds_begin_on_their_day_and_none_after_the_end(frequency, today, known, as_of):
    begun = rounds.beginning_by(FIRST, frequency, date(2028, 6, 30), today, known)
    assert [each.as_of.isoformat() for each in begun] == as_of
    assert all((each.due_on - each.opens_on).days == 19 for each in begun)


@pytest.mark.parametrize(
    ("frequency", "label"),
    [("once", "2026-09-01"), ("monthly", "2026-09"), ("termly", "2026-2027-1"), ("yearly", "2026")],
)
def test_a_round_is_called_after_its_time(frequency, label):
    assert rounds.label_of(frequency, date(2026, 9, 1)) == label


@pytest.mark.parametrize(
    ("set_", "standing", "running", "frozen", "ended"),
    [
        ((), Standing.OPEN, None, Bar.FROZEN, Bar.ENDED),
        (("returned_at",), Standing.BACK, None, None, None),
        (("reopened_at",), Standing.AGAIN, None, None, None),
        (("handed_in_at",), Standing.HANDED_IN, *[Bar.HANDED_IN] * 3),
        (("handed_in_at", "signed_at"), Standing.SIGNED, *[Bar.HANDED_IN] * 3),
        (("handed_in_at", "signed_at", "received_at"), Standing.RECEIVED, Bar.RECEIVED, Bar.RECEIVED, Bar.ENDED),
        (("closed_at",), Standing.CLOSED, *[Bar.CLOSED] * 3),
    ],
)
def test_what_can_be_written_where(set_, standing, running, frozen, ended):
    told = dict.fromkeys(set_, NOW)
    assert rounds.standing(Moments(**told)) == standing
    assert rounds.bar(Moments(**told)) == running
    assert rounds.bar(Moments(**told, frozen_at=NOW)) == frozen
    assert rounds.bar(Moments(**told, frozen_at=NOW, ended_at=NOW)) == ended


LEGAL = {
    Standing.OPEN: {Deed.HAND_IN},
    Standing.BACK: {Deed.HAND_IN},
    Standing.AGAIN: {Deed.HAND_IN},
    Standing.HANDED_IN: {Deed.SIGN, Deed.BACK, Deed.CANCEL},
    Standing.SIGNED: {Deed.RECEIVE, Deed.BACK, Deed.UNSIGN},
    Standing.RECEIVED: {Deed.TAKE_UP},
}
LEADS = {
    Deed.HAND_IN: {Standing.HANDED_IN},
    Deed.SIGN: {Standing.SIGNED},
    Deed.UNSIGN: {Standing.HANDED_IN},
    Deed.RECEIVE: {Standing.RECEIVED},
    Deed.BACK: {Standing.BACK},
    Deed.CANCEL: {Standing.OPEN, Standing.AGAIN},
    Deed.TAKE_UP: {Standing.AGAIN},
}


@given(st.lists(st.integers(0, 2), max_size=30))
def test_a_return_walks_as_the_short_model_says(choices):
    at, reopened = Moments(), False
    for choice in choices:
        legal = sorted(LEGAL[rounds.standing(at)])
        deed = legal[choice % len(legal)]
        at = rounds.after(at, deed, NOW)
        reopened = deed == Deed.TAKE_UP or (reopened and deed != Deed.RECEIVE)
        assert rounds.standing(at) in LEADS[deed]
        assert bool(at.reopened_at) == reopened
        assert not at.signed_at or at.handed_in_at
        assert not at.received_at or at.signed_at


def test_a_return_that_came_back_is_late_like_one_never_handed_in():
    day = date(2026, 9, 20)
    assert rounds.is_overdue(Moments(returned_at=NOW), day, date(2026, 9, 21))
    assert not rounds.is_overdue(Moments(), day, day)
    assert not rounds.is_overdue(Moments(handed_in_at=NOW), day, date(2026, 9, 21))
    assert not rounds.is_overdue(Moments(ended_at=NOW), day, date(2026, 9, 21))


@pytest.mark.parametrize(
    ("kind", "typed", "text", "number"),
    [
        (Kind.NUMBER, " １,２３４ ", "1234", Decimal(1234)),
        (Kind.NUMBER, "0", "0", Decimal(0)),
        (Kind.YES_NO, "有", "1", Decimal(1)),
        (Kind.YES_NO, "否", "0", Decimal(0)),
        (Kind.CHOICE, "自建", "自建", None),
        (Kind.DAY, "2026年9月1日", "2026-09-01", None),
        (Kind.DAY, "20260901", "2026-09-01", None),
        (Kind.TEXT, " 两校区 ", "两校区", None),
        (Kind.NUMBER, "  ", "", None),
    ],
)
def test_what_people_type_is_read(kind, typed, text, number):
    assert values.read(kind, typed, options=("自建", "租用")) == values.Value(text, number)


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        (Kind.NUMBER, "12人", values.NOT_A_NUMBER),
        (Kind.NUMBER, "NaN", values.NOT_A_NUMBER),
        (Kind.NUMBER, "1,23", values.NOT_A_NUMBER),
        (Kind.NUMBER, "1e99", values.TOO_LARGE),
        (Kind.NUMBER, "-3", values.BELOW_ZERO),
        (Kind.NUMBER, "1.5", values.WHOLE),
        (Kind.YES_NO, "也许", values.NOT_YES_NO),
        (Kind.CHOICE, "借用", values.NOT_A_CHOICE),
        (Kind.DAY, "2026-02-30", values.NOT_A_DAY),
        (Kind.TEXT, "长" * 501, values.TOO_LONG),
    ],
)
def test_what_cannot_be_kept_is_told(kind, typed, sentence):
    with pytest.raises(values.Wrong) as wrong:
        values.read(kind, typed, options=("自建", "租用"))
    assert wrong.value.sentence == sentence


def test_decimals_are_kept_to_the_places_asked():
    assert values.read(Kind.NUMBER, "1.50", places=2).text == "1.5"
    with pytest.raises(values.Wrong, match="2"):
        values.read(Kind.NUMBER, "1.505", places=2)


@given(st.decimals(0, 10**14, places=2))
def test_a_number_written_out_is_read_as_the_same(number):
    kept = values.read(Kind.NUMBER, str(number), places=2)
    assert kept.number == number
    assert values.read(Kind.NUMBER, kept.text, places=2) == kept


LABELS = {1: "在校生", 2: "住校生", 3: "男", 4: "女"}


@pytest.mark.parametrize(
    ("now", "last", "doubted"),
    [
        ({1: 160}, {1: 100}, [1]),
        ({1: 149}, {1: 100}, []),
        ({1: 3}, {1: 0}, []),
        ({1: 30}, {1: 0}, [1]),
        ({1: 30}, {}, []),
        ({2: 120, 1: 100}, {}, [2]),
        ({2: 120}, {}, []),
        ({1: 100, 3: 50, 4: 49}, {}, [1]),
        ({1: 100, 3: 50, 4: 50}, {}, []),
    ],
)
def test_what_is_doubted(now, last, doubted):
    checks = [Checked(CheckKind.NO_MORE, 2, (1,)), Checked(CheckKind.ADDS_UP, 1, (3, 4))]
    told = [{key: Decimal(value) for key, value in each.items()} for each in (now, last)]
    found = doubts(*told, checks, LABELS)
    assert [each.question for each in found] == doubted
    assert all(each.sentence.format(**each.params) for each in found)


def test_sheets_have_names_of_their_own():
    long = "很" * 40
    names = sheet_names(["", "网络/带宽", "网络 带宽", long, long], "填报表")
    assert names[:2] == ["填报表", "网络 带宽"]
    assert len(set(names)) == 5
    assert all(len(name) <= 31 for name in names)


@pytest.mark.parametrize(
    ("now", "last", "others", "doubted"),
    [
        (100_000, None, Spread(23, 100, 200, is_near=True), True),  # Kbps where all others told Mbps
        (1_000, None, Spread(23, 100, 200, is_near=True), False),  # large, as a large school's is
        (3, None, Spread(23, 100, 200, is_near=True), True),
        (100_000, None, Spread(7, 100, 200, is_near=True), False),  # of too few
        (9, None, Spread(23, 1, 1, is_near=True), True),
        (6, None, Spread(23, 1, 1, is_near=True), False),  # a few more
        (0, None, Spread(23, 100, 200, is_near=True), False),
        (100_000, 100_000, Spread(23, 100, 200, is_near=True), False),  # as it was last time
    ],
)
def test_what_lies_apart_from_the_answers_of_comparable_units_is_doubted(now, last, others, doubted):
    before = {} if last is None else {1: Decimal(last)}
    found = doubts({1: Decimal(now)}, before, [], LABELS, {1: others})
    assert bool(found) == doubted
    assert all("23" in each.sentence.format(**each.params) for each in found)


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=60))
def test_every_figure_lies_in_one_of_at_most_ten_bins(figures):
    found = bins(figures)
    assert len(found) <= 10
    assert sum(each.count for each in found) == len(figures)
    for figure in figures:
        assert sum(each.low <= figure < each.high for each in found) == 1
