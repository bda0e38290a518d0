"""Time as offices count it: half-open periods, academic years and terms, reference dates, working days.

Pure: the day it is today is always passed in.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Self, TypeVar

import chinese_calendar

T = TypeVar("T")

ONE_DAY = timedelta(days=1)


class NotAPeriod(ValueError):  # noqa: N818  the message is the sentence people read
    """A period that would end before, or on the day, it begins."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` up to, not including, `end`; without an end it lasts until further notice."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise NotAPeriod(f"结束日期 {self.end} 应晚于开始日期 {self.start}；请核对这两个日期。")

    @classmethod
    def through(cls, first: date, last: date) -> Self:
        """The period people mean by "from the first to the last day", both included."""
        return cls(first, last + ONE_DAY)

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    @property
    def last(self) -> date | None:
        """The last day that belongs to the period; none when it is open."""
        return None if self.end is None else self.end - ONE_DAY

    @property
    def days(self) -> int | None:
        return None if self.end is None else (self.end - self.start).days

    def meets(self, other: "Period") -> bool:
        """Whether the two have a day in common."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def common(self, other: "Period") -> "Period | None":
        """The days both have."""
        if not self.meets(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return Period(max(self.start, other.start), min(ends, default=None))

    def ending(self, day: date) -> "Period":
        """The same period, ended so that `day` is the first day outside it."""
        return Period(self.start, day)

    def __str__(self) -> str:
        return f"{self.start} 起" if self.last is None else f"{self.start} 至 {self.last}"


def in_force(day: date, start: date | None, end: date | None) -> bool:
    """Whether a dated fact holds on the day; an unknown start or end is no bound."""
    return (start is None or start <= day) and (end is None or day < end)


def as_of(items: Iterable[T], day: date, *, period: Callable[[T], Period]) -> list[T]:
    """Those of the items whose period contains the day."""
    return [item for item in items if day in period(item)]


def overlapping(periods: Iterable[Period]) -> tuple[Period, Period] | None:
    """The first two periods, by start, that share a day; a succession of facts has none."""
    widest: Period | None = None
    for period in sorted(periods, key=lambda each: each.start):
        if widest is not None and widest.meets(period):
            return widest, period
        widest = period
    return None


# --- academic years --------------------------------------------------------------------------------------------------

YEAR_BEGINS = (9, 1)  # 1 September, as the national statistics of education count
SPRING_BEGINS = (2, 1)  # by convention; each authority announces the first day of lessons
AUTUMN, SPRING = "1", "2"  # JY/T 1001 学期

_YEAR = re.compile(r"([12][0-9]{3})\s*[-—–~至/]\s*([12][0-9]{3})\s*(?:学年)?")


class NotAnAcademicYear(ValueError):  # noqa: N818
    """Text that does not name an academic year."""


@dataclass(frozen=True, slots=True, order=True)
class AcademicYear:
    """From 1 September of `first` to 31 August of the next year, written "2026-2027"."""

    first: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-2027", also with a long dash, 至 or 学年."""
        match = _YEAR.fullmatch(text.strip())
        if not match or int(match[2]) != int(match[1]) + 1:
            raise NotAnAcademicYear(f"“{text}”不是学年；请写成相邻的两个年份，例如 2026-2027。")
        return cls(int(match[1]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The academic year to which the day belongs."""
        return cls(day.year if (day.month, day.day) >= YEAR_BEGINS else day.year - 1)

    @property
    def period(self) -> Period:
        return Period(date(self.first, *YEAR_BEGINS), date(self.first + 1, *YEAR_BEGINS))

    def after(self, years: int = 1) -> "AcademicYear":
        return AcademicYear(self.first + years)

    def before(self, years: int = 1) -> "AcademicYear":
        return AcademicYear(self.first - years)

    @property
    def terms(self) -> "tuple[Term, Term]":
        return Term(self, AUTUMN), Term(self, SPRING)

    def __str__(self) -> str:
        return f"{self.first}-{self.first + 1}"


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """Half of an academic year, `season` by JY/T 1001: "1" autumn, "2" spring."""

    year: AcademicYear
    season: str

    @classmethod
    def of(cls, day: date) -> Self:
        """The term to which the day belongs, holidays included, by the conventional bounds."""
        year = AcademicYear.of(day)
        return cls(year, SPRING if day >= date(year.first + 1, *SPRING_BEGINS) else AUTUMN)

    @property
    def period(self) -> Period:
        middle = date(self.year.first + 1, *SPRING_BEGINS)
        whole = self.year.period
        return Period(whole.start, middle) if self.season == AUTUMN else Period(middle, whole.end)

    def __str__(self) -> str:
        return f"{self.year} 学年{'秋季' if self.season == AUTUMN else '春季'}学期"


def reference_date(year: int) -> date:
    """The national reference date of a reporting year: 1 September."""
    return date(year, *YEAR_BEGINS)


def reporting_year(day: date) -> int:
    """The reporting year whose reference date is the latest one on or before the day."""
    return AcademicYear.of(day).first


def full_years(born: date, day: date) -> int:
    """Age in full years on the day; who is born on 29 February grows older on 1 March of common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


# --- working days ----------------------------------------------------------------------------------------------------

_PUBLISHED = {day.year for day in chinese_calendar.holidays} & {day.year for day in chinese_calendar.workdays}
SATURDAY = 5
_is_worked = cache(chinese_calendar.is_workday)


def holidays_known(year: int) -> bool:
    """Whether the public holidays of a year are known: they are published late in the year before."""
    return year in _PUBLISHED


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The public calendar (State Council notices, in package chinesecalendar) with an authority's own days.

    `closed` are days on which the authority does not work although the public does, `opened` the reverse. In years
    whose holidays are not published yet (see `holidays_known`), Mondays to Fridays are worked.
    """

    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether the authority works on the day."""
        if day in self.closed:
            return False
        if day in self.opened:
            return True
        if day.year in _PUBLISHED:
            return bool(_is_worked(day))
        return day.weekday() < SATURDAY

    def working_days(self, first: date) -> Iterator[date]:
        """The working days from `first` on, `first` included if it is one."""
        day = first
        while True:
            if self.is_working(day):
                yield day
            day += ONE_DAY

    def after(self, day: date, count: int) -> date:
        """The last day of a limit of `count` working days that begins the day after `day`.

        Civil Code article 201: the day of the event itself is not counted.
        """
        if count < 0:
            raise ValueError(f"A limit cannot have {count} working days.")
        if count == 0:
            return day
        days = self.working_days(day + ONE_DAY)
        return next(last for number, last in enumerate(days, 1) if number == count)

    def between(self, start: date, end: date) -> int:
        """Number of working days in [start, end)."""
        days = (end - start).days
        return sum(self.is_working(start + timedelta(days=offset)) for offset in range(days))
