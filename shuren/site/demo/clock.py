"""The demo region's clock: what is done inside is done at another moment, by the same actions that everybody uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from shuren.kernel.periods import ONE_DAY, WorkCalendar

WORKDAYS = WorkCalendar()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let Django's clock, which every action asks, stand at a moment."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real


def moment(day: date, minutes: int) -> datetime:
    """Return a moment of a day, so many minutes after eight o'clock."""
    return timezone.make_aware(datetime.combine(day, time(8))) + timedelta(minutes=minutes)


def back(day: date, count: int) -> date:
    """Return the working day that is so many working days before a day."""
    while count:
        day -= ONE_DAY
        count -= WORKDAYS.is_working(day)
    return day
