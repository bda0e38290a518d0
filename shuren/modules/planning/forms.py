"""Reading what a page of planning is asked for."""

from collections.abc import Mapping, Sequence


def year_of(query: Mapping[str, str], years: Sequence[int], default: int) -> int:
    """Return the year a query string asks for, the default where it names none of `years`."""
    asked = query.get("year", "")
    return int(asked) if asked.isdigit() and int(asked) in years else default


def id_of(query: Mapping[str, str], name: str) -> int | None:
    """Return the id a query string names, None where it names none."""
    asked = query.get(name, "")
    return int(asked) if asked.isdigit() else None
