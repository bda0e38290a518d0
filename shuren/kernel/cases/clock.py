"""When a step is due: working days from the day after it was reached, days of suspension left out. Pure."""

from datetime import date

from shuren.kernel.periods import WorkCalendar

SOON = 2  # working days before the due day from which the light is amber


def due_on(entered: date, days: int | None, paused: int, calendar: WorkCalendar) -> date | None:
    """Return the last day of a limit of working days; None without a limit. `paused` are working days of suspension."""
    return None if days is None else calendar.after(entered, days + paused)


def light(due: date | None, today: date, calendar: WorkCalendar) -> str:
    """Return the colour of a deadline: red when past, amber within SOON working days, else green; none without one."""
    if due is None:
        return ""
    if due < today:
        return "red"
    return "amber" if due <= calendar.after(today, SOON) else "green"
