"""The list page: filter, sort, search and keyset paging over any queryset, declared once per list.

Paging compares (sort column, id) with the last row seen instead of skipping rows, so the thousandth page costs what
the first does. Sort columns must not be null, and want an index (scope column, sort column, id).
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet, Value

from shuren.kernel.actors import Actor
from shuren.kernel.words import Words

NUL = "\0"  # no text in the database holds it
COUNTED_TO = 1_000  # beyond this a list says "more than", for an exact count would cost more than the page

Choices = Sequence[tuple[str, Words]]


@dataclass(frozen=True)
class Column:
    """A column: `value` renders a cell from the row; `sort` names the field it is sorted by."""

    key: str
    label: Words
    value: Callable[[Any], Any]
    sort: str = ""
    align: str = "start"
    link: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Filter:
    """A select above the list; `choices` may depend on the actor, `apply` defaults to equality on the field `key`."""

    key: str
    label: Words
    choices: Choices | Callable[[Actor], Choices]
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None

    def options(self, actor: Actor) -> Choices:
        return self.choices(actor) if callable(self.choices) else self.choices

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Keep the rows that answer to the value; one the column cannot hold answers to none."""
        try:
            return self.apply(rows, value) if self.apply else rows.filter(**{self.key: value})
        except (ValueError, TypeError, ValidationError):
            return rows.none()


@dataclass(frozen=True)
class Page:
    """One page of a list, ready for the template."""

    listing: "Listing"
    rows: list[Any]
    total: int
    total_is_exact: bool
    query: dict[str, str]
    sort: str
    previous: str
    next: str
    filters: list[tuple[Filter, Choices, str]] = field(default_factory=list)

    def url_with(self, **changes: str) -> str:
        """Return the query string of this list with some parameters changed, from its first page on."""
        kept = {**self.query, **changes}
        return "?" + urlencode({key: value for key, value in kept.items() if value})

    def sort_url(self, column: Column) -> str:
        return self.url_with(sort=f"-{column.key}" if self.sort == column.key else column.key)

    def direction(self, column: Column) -> str:
        """Return the column's aria-sort value."""
        return {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "none")


@dataclass(frozen=True)
class Listing:
    """A list, declared: its columns, filters, what the search box looks through, and the order it opens in."""

    columns: tuple[Column, ...]
    default_sort: str
    filters: tuple[Filter, ...] = ()
    search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    search_hint: Words = ""
    size: int = 50

    def narrowed(self, rows: QuerySet[Any], query: Mapping[str, str]) -> QuerySet[Any]:
        """Apply the search and every filter that the query string names; exports use the same."""
        for item in self.filters:
            if value := query.get(item.key, ""):
                rows = item.narrow(rows, value) if NUL not in value else rows.none()
        text = query.get("q", "").strip()
        if NUL in text:
            return rows.none()
        return self.search(rows, text) if self.search and text else rows

    def whole(self, rows: QuerySet[Any], query: Mapping[str, str]) -> QuerySet[Any]:
        """Return all rows that the query string asks for, in its order: what an export takes."""
        return self.ordered(self.narrowed(rows, query), self._known(query.get("sort", "")))

    def ordered(self, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
        column, sign = self._sorted_by(sort)
        return rows.order_by(f"{sign}{column}", f"{sign}id")

    def page(self, rows: QuerySet[Any], query: Mapping[str, str], actor: Actor, total: int | None = None) -> Page:
        """Return the page that the query string asks for; a spoiled cursor leads to the first page.

        `total` is how many rows it asks for, where that is known; they are counted otherwise.
        """
        narrowed = self.narrowed(rows, query)
        sort = self._known(query.get("sort", ""))
        try:
            found, has_previous, has_next = self._window(narrowed, sort, query)
        except (ValueError, TypeError, ValidationError):
            found, has_previous, has_next = self._window(narrowed, sort, {})
        kept = {key: query[key] for key in ("q", "sort", *(item.key for item in self.filters)) if query.get(key)}
        column, _ = self._sorted_by(sort)
        count = _counted(narrowed) if total is None else total
        return Page(
            listing=self,
            rows=found,
            total=count,
            total_is_exact=total is not None or count <= COUNTED_TO,
            query=kept,
            sort=sort,
            previous=_cursor(found[0], column) if found and has_previous else "",
            next=_cursor(found[-1], column) if found and has_next else "",
            filters=[(item, item.options(actor), query.get(item.key, "")) for item in self.filters],
        )

    def _known(self, sort: str) -> str:
        sortable = {column.key for column in self.columns if column.sort}
        return sort if sort.removeprefix("-") in sortable else self.default_sort

    def _sorted_by(self, sort: str) -> tuple[str, str]:
        key = sort.removeprefix("-")
        column = next(column.sort for column in self.columns if column.key == key)
        return column, "-" if sort.startswith("-") else ""

    def _window(self, rows: QuerySet[Any], sort: str, query: Mapping[str, str]) -> tuple[list[Any], bool, bool]:
        column, sign = self._sorted_by(sort)
        after, before = _read(query.get("after", "")), _read(query.get("before", ""))
        if before:
            flipped = "" if sign else "-"
            back = rows.filter(_beyond(column, flipped, before)).order_by(f"{flipped}{column}", f"{flipped}id")
            found = list(back[: self.size + 1])
            return found[: self.size][::-1], len(found) > self.size, True
        onward = rows.filter(_beyond(column, sign, after)) if after else rows
        found = list(onward.order_by(f"{sign}{column}", f"{sign}id")[: self.size + 1])
        return found[: self.size], bool(after), len(found) > self.size


def _beyond(column: str, sign: str, last: tuple[Any, int]) -> Q:
    """Rows after `last` in (column, id) order; written so that an index on (column, id) bounds the range."""
    value, row_id = last
    edge, passed = ("gte", "lte") if not sign else ("lte", "gte")
    return Q(**{f"{column}__{edge}": value}) & ~Q(**{column: value, f"id__{passed}": row_id})


def _counted(rows: QuerySet[Any]) -> int:
    """Count as far as lists do; a row is asked for nothing, so that an index alone can answer."""
    return int(rows.order_by().annotate(counted=Value(1)).values("counted")[: COUNTED_TO + 1].count())


def _cursor(row: Model, column: str) -> str:
    value: Any = row
    for part in column.split("__"):
        value = getattr(value, part)
    text = json.dumps([value, row.pk], default=_written, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode()


def _written(value: Any) -> str:
    """Write a moment to its last microsecond: a rounded one would bring the row again."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(cursor: str) -> tuple[Any, int] | None:
    try:
        value, row_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        row_id = int(row_id)
    except (ValueError, TypeError, binascii.Error):
        return None
    is_plain = isinstance(value, str | int | float) and NUL not in str(value)
    return (value, row_id) if is_plain else None
