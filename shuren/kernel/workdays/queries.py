"""Reading calendars."""

import time
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import QuerySet

from shuren.kernel import bulk
from shuren.kernel.paths import line_of
from shuren.kernel.periods import WorkCalendar
from shuren.kernel.workdays.models import OwnDay

KEPT = 512  # calendars that a process remembers
LATELY = 60  # seconds for which it does


def calendar_lately(path: str) -> WorkCalendar:
    """Return the calendar of a node as it was within the last minute, for lights: nothing is decided by it."""
    return _remembered(path, int(time.monotonic() // LATELY))


@lru_cache(maxsize=KEPT)
def _remembered(path: str, _minute: int) -> WorkCalendar:
    return calendar_at(path)


def calendar_at(path: str) -> WorkCalendar:
    """Return the calendar by which a node works: the public one with the days of the nodes above it and its own."""
    return calendars_at([path])[path]


def calendars_at(paths: Iterable[str]) -> dict[str, WorkCalendar]:
    """Return by path the calendars by which several nodes work."""
    lines = {path: ["", *line_of(path)] for path in paths}
    days = defaultdict(list)
    for day in bulk.read(OwnDay, "org_path = ANY(%s)", list(set().union(*lines.values()))):
        days[day.org_path].append(day)
    return {path: _calendar(day for at in line for day in days[at]) for path, line in lines.items()}


def own_days(path: str) -> "QuerySet[OwnDay]":
    """Return the days entered at a node and at those above it, the nearest last."""
    found: QuerySet[OwnDay] = (
        OwnDay.objects.within("").filter(org_path__in=["", *line_of(path)]).order_by("org_path", "on")
    )
    return found


def calendars_below(path: str) -> list[tuple[str, WorkCalendar]]:
    """Return, for a node and every node below it with days of its own, the calendar there; outer ones first."""
    paths = OwnDay.objects.within(path).values_list("org_path", flat=True).distinct().order_by("org_path")
    return [(at, calendar_at(at)) for at in dict.fromkeys([path, *paths])]


def _calendar(days: Iterable[OwnDay]) -> WorkCalendar:
    works = {day.on: day.works for day in days}
    return WorkCalendar(
        closed=frozenset(on for on, does in works.items() if not does),
        opened=frozenset(on for on, does in works.items() if does),
    )
