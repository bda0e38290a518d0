from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.kernel.periods import (
    AcademicYear,
    NotAnAcademicYear,
    NotAPeriod,
    Period,
    Term,
    WorkCalendar,
    as_of,
    full_years,
    holidays_known,
    in_force,
    overlapping,
    reference_date,
    reporting_year,
)

pytestmark = pytest.mark.pure

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 1, 1))


@st.composite
def periods(draw):
    start = draw(days)
    end = draw(st.one_of(st.none(), st.integers(1, 900).map(lambda n: start + timedelta(days=n))))
    return Period(start, end)


def test_the_end_is_the_first_day_outside():
    period = Period(date(2026, 9, 1), date(2027, 9, 1))
    assert date(2026, 9, 1) in period
    assert date(2027, 8, 31) in period
    assert date(2027, 9, 1) not in period
    assert (period.last, period.days) == (date(2027, 8, 31), 365)
    assert str(period) == "2026-09-01 至 2027-08-31"
    assert period == Period.through(date(2026, 9, 1), date(2027, 8, 31))


def test_an_open_period_lasts_until_further_notice():
    period = Period(date(2026, 9, 1))
    assert date(2999, 1, 1) in period
    assert (period.last, period.days, str(period)) == (None, None, "2026-09-01 起")
    assert period.ending(date(2027, 1, 1)).last == date(2026, 12, 31)


def test_a_period_needs_a_day():
    with pytest.raises(NotAPeriod, match="应晚于"):
        Period(date(2026, 9, 1), date(2026, 9, 1))


@given(periods(), periods(), days)
def test_a_day_is_common_when_it_is_in_both(one, other, day):
    common = one.common(other)
    assert (day in one and day in other) == (common is not None and day in common)
    assert one.meets(other) == other.meets(one) == (common is not None)


@given(st.lists(periods(), max_size=5))
def test_overlaps_are_found_in_any_order(several):
    clash = any(a.meets(b) for i, a in enumerate(several) for b in several[i + 1 :])
    assert (overlapping(several) is not None) == clash


def test_facts_as_of_a_day():
    facts = [("old", Period(date(2020, 1, 1), date(2026, 1, 1))), ("new", Period(date(2026, 1, 1)))]
    assert [name for name, _ in as_of(facts, date(2026, 1, 1), period=lambda fact: fact[1])] == ["new"]
    assert in_force(date(2026, 1, 1), None, None)
    assert not in_force(date(2026, 1, 1), None, date(2026, 1, 1))


@pytest.mark.parametrize("text", ["2026-2027", " 2026—2027学年", "2026至2027"])
def test_academic_years_are_read_as_written(text):
    assert str(AcademicYear.parse(text)) == "2026-2027"


@pytest.mark.parametrize("text", ["2026", "2026-2028", "26-27", ""])
def test_other_text_is_no_academic_year(text):
    with pytest.raises(NotAnAcademicYear, match="2026-2027"):
        AcademicYear.parse(text)


@given(days)
def test_every_day_lies_in_its_academic_year_and_term(day):
    year, term = AcademicYear.of(day), Term.of(day)
    assert day in year.period
    assert day in term.period
    assert term in year.terms
    assert year.after().before() == year
    assert reference_date(reporting_year(day)) <= day < reference_date(reporting_year(day) + 1)


def test_terms_divide_the_year():
    autumn, spring = AcademicYear(2026).terms
    assert (str(autumn), str(spring)) == ("2026-2027 学年秋季学期", "2026-2027 学年春季学期")
    assert autumn.period.end == spring.period.start
    assert reference_date(2026) == date(2026, 9, 1)


def test_age_in_full_years():
    assert full_years(date(2020, 9, 1), date(2026, 8, 31)) == 5
    assert full_years(date(2020, 9, 1), date(2026, 9, 1)) == 6
    assert full_years(date(2020, 2, 29), date(2026, 2, 28)) == 5


def test_the_national_week_is_not_worked_and_is_made_up_for():
    calendar = WorkCalendar()
    assert not calendar.is_working(date(2026, 10, 1))
    assert calendar.is_working(date(2026, 10, 10))  # a Saturday, made up
    assert calendar.after(date(2026, 9, 28), 10) == date(2026, 10, 16)
    assert calendar.between(date(2026, 9, 29), date(2026, 10, 17)) == 10
    assert calendar.after(date(2026, 9, 28), 0) == date(2026, 9, 28)


def test_an_authority_adds_its_own_days():
    calendar = WorkCalendar(closed=frozenset({date(2026, 9, 29)}), opened=frozenset({date(2026, 10, 3)}))
    assert not calendar.is_working(date(2026, 9, 29))
    assert calendar.is_working(date(2026, 10, 3))


def test_where_holidays_are_not_published_yet_weekdays_count_but_for_the_authoritys_own_days():
    calendar = WorkCalendar(closed=frozenset({date(2199, 1, 1)}), opened=frozenset({date(2199, 1, 5)}))
    assert not holidays_known(2199)
    assert not calendar.is_working(date(2199, 1, 1))
    assert calendar.is_working(date(2199, 1, 5))  # a Saturday, made up
    assert calendar.after(date(2198, 12, 31), 2) == date(2199, 1, 3)
    assert not calendar.is_working(date(2199, 1, 6))


def test_a_limit_is_not_negative():
    with pytest.raises(ValueError, match="-1"):
        WorkCalendar().after(date(2026, 9, 28), -1)


@given(st.dates(date(2024, 1, 1), date(2025, 10, 1)), st.integers(1, 40))
def test_a_limit_of_working_days_holds_that_many(day, count):
    calendar = WorkCalendar()
    last = calendar.after(day, count)
    assert calendar.is_working(last)
    assert calendar.between(day + timedelta(days=1), last + timedelta(days=1)) == count
