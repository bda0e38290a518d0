"""When a step is due: working days from the day after it was reached, days of suspension left out. Pure."""

from datetime import date

from shuren.kernel.periods import ONE_DAY, SATURDAY, CalendarUnknown, WorkCalendar

SOON = 2  # working days before the due day from which the light is amber


def due_on(entered: date, days: int | None, paused: int, calendar: WorkCalendar) -> date | None:
    """Return the last day of a limit of working days; None without a limit.

    `paused` counts working days of suspension. Where the holidays of a year are not published yet, Mondays to Fridays
    count; the day is worked out anew each time it is asked for, so it moves when they are.
    """
    return None if days is None else _later(entered, days + paused, calendar)


def _later(day: date, count: int, calendar: WorkCalendar) -> date:
    while count:
        day += ONE_DAY
        try:
            count -= calendar.is_working(day)
        except CalendarUnknown:
            count -= day.weekday() < SATURDAY
    return day


def light(due: date | None, today: date, calendar: WorkCalendar) -> str:
    """Return the colour of a deadline: red when past, amber within SOON working days, else green; none without one."""
    if due is None:
        return ""
    if due < today:
        return "red"
    return "amber" if due <= _later(today, SOON, calendar) else "green"
