"""When a request asks, and what becomes of a return at a moment. Pure.

A return is OPEN until it is handed in; then HANDED_IN, SIGNED and RECEIVED as its case goes, or BACK where an authority
or the own leader has returned cells. AGAIN is a return that was taken up once more after it had been received or after
the cut-off: what comes of it is a dated correction or a late answer. CLOSED ones are owed no more.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from shuren.kernel.periods import Term
from shuren.modules.collection.rules.kinds import Frequency
from shuren.modules.collection.rules.requests import LEAST_DAYS

MONTHS = {Frequency.MONTHLY: 1, Frequency.TERMLY: 6, Frequency.YEARLY: 12}


@dataclass(frozen=True)
class Dates:
    """Of which day a round asks, and from when until when it is answered."""

    as_of: date
    opens_on: date
    due_on: date


def later(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def dates_of(first: Dates, frequency: str, number: int) -> Dates:
    """Return the dates of the round of this number, the first being 0; later ones are answered in as many days."""
    months = MONTHS.get(Frequency(frequency), 0) * number
    opens = later(first.opens_on, months)
    return Dates(later(first.as_of, months), opens, opens + (first.due_on - first.opens_on))


def beginning_by(first: Dates, frequency: str, ends_on: date, today: date, known: int) -> list[Dates]:
    """Return the rounds that begin by today after the `known` first ones.

    None begins with fewer days to the request's end than any round must have, and none is answered after it.
    """
    found: list[Dates] = []
    while known + len(found) == 0 or frequency != Frequency.ONCE:
        each = dates_of(first, frequency, known + len(found))
        if each.opens_on > today or (ends_on - each.opens_on).days < LEAST_DAYS:
            break
        found.append(replace(each, due_on=min(each.due_on, ends_on)))
    return found


def label_of(frequency: str, as_of: date) -> str:
    """Return what a round is called in lists, in figures alone: 2026, 2026-09, 2026-2027-1 or 2026-09-01."""
    match frequency:
        case Frequency.YEARLY:
            return str(as_of.year)
        case Frequency.MONTHLY:
            return f"{as_of:%Y-%m}"
        case Frequency.TERMLY:
            term = Term.of(as_of)
            return f"{term.year}-{term.season}"
    return as_of.isoformat()


class Standing(StrEnum):
    """Where a return stands."""

    OPEN = "open"
    BACK = "back"
    AGAIN = "again"
    HANDED_IN = "handed_in"
    SIGNED = "signed"
    RECEIVED = "received"
    CLOSED = "closed"


class Bar(StrEnum):
    """Why nothing can be written into a return now."""

    CLOSED = "closed"
    ENDED = "ended"
    FROZEN = "frozen"
    HANDED_IN = "handed_in"
    RECEIVED = "received"


@dataclass(frozen=True)
class Moments:
    """What has happened to a return, to its round (`frozen_at`) and its request (`ended_at`)."""

    handed_in_at: datetime | None = None
    signed_at: datetime | None = None
    received_at: datetime | None = None
    returned_at: datetime | None = None
    reopened_at: datetime | None = None
    closed_at: datetime | None = None
    frozen_at: datetime | None = None
    ended_at: datetime | None = None


class Deed(StrEnum):
    """What is done to a return."""

    HAND_IN = "hand_in"
    SIGN = "sign"
    UNSIGN = "unsign"
    RECEIVE = "receive"
    BACK = "back"
    CANCEL = "cancel"
    TAKE_UP = "take_up"


def after(at: Moments, deed: Deed, now: datetime) -> Moments:
    """Return what a deed makes of a return; whether it may be done is for the case and for `bar` to say."""
    done: dict[Deed, dict[str, datetime | None]] = {
        Deed.HAND_IN: {"handed_in_at": now, "returned_at": None},
        Deed.SIGN: {"signed_at": now},
        Deed.UNSIGN: {"signed_at": None},
        Deed.RECEIVE: {"received_at": now, "reopened_at": None},
        Deed.BACK: {"handed_in_at": None, "signed_at": None, "returned_at": now},
        Deed.CANCEL: {"handed_in_at": None, "signed_at": None},
        Deed.TAKE_UP: {"handed_in_at": None, "signed_at": None, "received_at": None, "returned_at": None},
    }
    taken_up = now if deed == Deed.TAKE_UP else at.reopened_at
    return replace(at, **{"reopened_at": taken_up, **done[deed]})


def standing(at: Moments) -> Standing:
    """Say where a return stands."""
    for reached, name in (
        (at.closed_at, Standing.CLOSED),
        (at.received_at, Standing.RECEIVED),
        (at.signed_at, Standing.SIGNED),
        (at.handed_in_at, Standing.HANDED_IN),
        (at.returned_at, Standing.BACK),
        (at.reopened_at, Standing.AGAIN),
    ):
        if reached:
            return name
    return Standing.OPEN


def bar(at: Moments) -> Bar | None:
    """Return why nothing can be written into a return, or nothing: what was returned or taken up again is written."""
    now = standing(at)
    if now == Standing.CLOSED:
        return Bar.CLOSED
    if now in {Standing.HANDED_IN, Standing.SIGNED}:
        return Bar.HANDED_IN
    if now in {Standing.BACK, Standing.AGAIN}:
        return None
    if at.ended_at:
        return Bar.ENDED
    if now == Standing.RECEIVED:
        return Bar.RECEIVED
    return Bar.FROZEN if at.frozen_at else None


def may_be_taken_up(at: Moments) -> bool:
    """Say whether a return can be taken up again: received, or not handed in before the cut-off."""
    return bar(at) in {Bar.RECEIVED, Bar.FROZEN}


def is_overdue(at: Moments, due_on: date, today: date) -> bool:
    """Say whether a return is late: its last day is over and it has not been handed in."""
    return standing(at) in {Standing.OPEN, Standing.BACK} and due_on < today and not at.ended_at


def was_late(handed_in: date | None, due_on: date, today: date, *, is_closed: bool) -> bool:
    """Say whether what a unit owed came after its last day or has not come since; what is owed no more is not late."""
    return not is_closed and (handed_in or today) > due_on


def escalates(due_on: date, today: date) -> bool:
    """Say whether what is missing is put before the authorities: from the day after the last one on."""
    return today >= due_on + timedelta(days=1)
