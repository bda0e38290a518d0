"""How figures, dates and times are written, the same on every page."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from shuren.kernel.actors import name_shown

NOTHING = "—"


def number(value: float | Decimal | None, places: int | None = None) -> str:
    """Group thousands; keep `places` decimals, or as many as the value has up to two."""
    if value is None:
        return NOTHING
    if places is not None:
        return f"{value:,.{places}f}"
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(text: str | None) -> str:
    """Group the thousands of a figure kept as text; its decimals stay as they were written, and so do words."""
    if not text:
        return NOTHING
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.removeprefix("-").isdecimal() else text


def percent(share: float | Decimal | None, places: int = 1) -> str:
    """Write a share of one as a percentage."""
    return NOTHING if share is None else f"{float(share) * 100:.{places}f}%"


def day(value: date | datetime | None) -> str:
    if value is None:
        return NOTHING
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    return f"{local:%Y-%m-%d}"


def moment(value: datetime | None) -> str:
    """Write a moment to the minute in local time."""
    return NOTHING if value is None else f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


def size(value: int) -> str:
    """Write a number of bytes."""
    amount = float(value)
    for unit in ("B", "KB", "MB"):
        if amount < 1024:  # noqa: PLR2004
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GB"


def yes_no(value: bool | None) -> str:
    return NOTHING if value is None else gettext("是") if value else gettext("否")


def or_dash(value: Any) -> Any:
    return NOTHING if value in (None, "") else value


def signed(value: float | Decimal | None, places: int | None = None) -> str:
    """Write a difference with its sign: +1.2, −0.4 (a true minus), 0."""
    if value is None:
        return NOTHING
    text = number(-value if value < 0 else value, places)
    return text if value == 0 else f"+{text}" if value > 0 else f"\u2212{text}"


def shown(value: Any) -> Any:
    """Write any cell value in its form: numbers grouped, days, moments, yes and no, nothing as a dash."""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else or_dash(value)


def initials(name: str) -> str:
    """Return the one or two signs of an avatar: the family name, or two Latin initials."""
    words = name.split()
    if not words:
        return "?"
    return "".join(word[0] for word in words[:2]).upper() if words[0][0].isascii() else words[0][0]


def headed(text: str) -> str:
    """Begin with a capital, as a heading or a line of its own does; Chinese stays as it is."""
    return text[:1].upper() + text[1:]


def as_json(value: Any) -> str:
    """Write compact JSON for a data attribute; the template escapes it like any text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


FILTERS = {
    "number": number,
    "percent": percent,
    "day": day,
    "moment": moment,
    "filesize": size,
    "yes_no": yes_no,
    "or_dash": or_dash,
    "name_shown": name_shown,
    "grouped": grouped,
    "signed": signed,
    "shown": shown,
    "initials": initials,
    "headed": headed,
    "as_json": as_json,
}
