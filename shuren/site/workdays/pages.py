"""A year of days as its page shows it."""

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.periods import WorkCalendar, holidays_known
from shuren.kernel.words import Words
from shuren.kernel.workdays.models import OwnDay
from shuren.kernel.workdays.queries import calendar_at, own_days

WEEKDAYS = (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日"))
SATURDAY = 5


@dataclass(frozen=True)
class Day:
    """`mark`: rest on a weekday, work on a weekend, or nothing; `own` where an authority has said so."""

    on: date
    mark: str
    own: str
    is_today: bool


class YearView:
    """The calendar of one year at the actor's node."""

    def __init__(self, actor: Actor, year: int, today: date) -> None:
        self.actor, self.year, self.today = actor, year, today
        self.known = holidays_known(year)
        self.own = list(own_days(actor.path).filter(on__year=year))
        self.calendar: WorkCalendar = calendar_at(actor.path)
        self.notes = {day.on: day.note for day in self.own}

    @property
    def months(self) -> list[tuple[int, list[list[Day | None]]]]:
        """Return weeks of each month; None where a day belongs to another."""
        return [(month, self._weeks(month)) for month in range(1, 13)]

    @property
    def worked(self) -> int:
        """Return how many days of the year are worked."""
        return self.calendar.between(date(self.year, 1, 1), date(self.year + 1, 1, 1))

    @property
    def runs(self) -> list[dict[str, Any]]:
        """Return what was changed, days in a row together, as rows of a table."""
        return [self._run(list(days)) for days in _in_a_row(self.own)]

    def _run(self, days: list[OwnDay]) -> dict[str, Any]:
        first, last = days[0].on, days[-1].on
        here = days[0].org_path == self.actor.path
        return {
            "first": first,
            "last": last,
            "here": here,
            "days": str(first) if first == last else f"{first} – {last}",
            "kind": _("上班") if days[0].works else _("休息"),
            "count": len(days),
            "note": days[0].note,
            "by": days[0].entered_by if here else gettext("%(name)s（上级）") % {"name": days[0].entered_by},
        }

    def _weeks(self, month: int) -> list[list[Day | None]]:
        weeks = Calendar().monthdatescalendar(self.year, month)
        return [[self._day(on) if on.month == month else None for on in week] for week in weeks]

    def _day(self, on: date) -> Day:
        works, weekend = self.calendar.is_working(on), on.weekday() >= SATURDAY
        mark = ("work" if works else "weekend") if weekend else ("" if works else "rest")
        return Day(on, mark, self.notes.get(on, ""), on == self.today)


def label_of(day: Day) -> Words:
    """Return in a word what a day is, for readers that do not see colours."""
    return {"work": _("上班"), "rest": _("休息"), "weekend": _("周末"), "": _("工作日")}[day.mark]


def _in_a_row(days: Iterable[OwnDay]) -> Iterable[Iterable[OwnDay]]:
    def key(pair: tuple[int, OwnDay]) -> tuple[object, ...]:
        number, day = pair
        return day.org_path, day.works, day.note, day.entered_by, day.on - timedelta(days=number)

    for _key, group in groupby(enumerate(days), key):
        yield (day for _number, day in group)
