"""Filters and order as SQL: each field of the standard that can be compared, as a column of a relation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shuren.modules.rostering.queries.relations import Statement
from shuren.modules.rostering.rules.asking import Asked, NotUnderstood
from shuren.modules.rostering.rules.filtering import Comparison, Condition, Joined, NotAFilter, moment

NO_ROW = -1


@dataclass(frozen=True)
class Text:
    """A text, compared by code points (Unicode order, as the binding asks)."""

    at: Statement

    def compared(self, one: Comparison) -> Statement:
        if one.predicate == "~":
            return Statement("strpos(lower(") + self.at + Statement("), lower(%s)) > 0", [one.value])
        return Statement("(") + self.at + Statement(f') COLLATE "C" {_sign(one)} %s', [one.value])

    def sorted(self) -> Statement:
        return Statement("(") + self.at + ') COLLATE "C"'


@dataclass(frozen=True)
class Moment:
    """A time."""

    at: Statement

    def compared(self, one: Comparison) -> Statement:
        if one.predicate == "~":
            raise NotUnderstood("invalid_filter_field", f"{one.field} is a time; ~ compares texts.")
        return self.at + Statement(f" {_sign(one)} %s", [_moment(one)])

    def sorted(self) -> Statement:
        return self.at


@dataclass(frozen=True)
class Texts:
    """Several texts, of which one that fits is enough."""

    at: Statement

    def compared(self, one: Comparison) -> Statement:
        if one.predicate == "!=":
            return Statement("NOT (%s = ANY(", [one.value]) + self.at + "))"
        test = "strpos(lower(v), lower(%s)) > 0" if one.predicate == "~" else f'v COLLATE "C" {_sign(one)} %s'
        return Statement("EXISTS (SELECT FROM unnest(") + self.at + Statement(f") v WHERE {test})", [one.value])

    def sorted(self) -> Statement:
        return self.at


@dataclass(frozen=True)
class Row:
    """An identifier: `number` finds the row that is called so. Identifiers are equal or not, and have no order."""

    at: Statement
    number: Callable[[str], int | None]
    many: bool = False

    def compared(self, one: Comparison) -> Statement:
        if one.predicate not in {"=", "!="}:
            raise NotUnderstood("invalid_filter_field", f"{one.field} is an identifier; compare it by = or !=.")
        found = self.number(one.value)
        value = [NO_ROW if found is None else found]
        if self.many:
            return Statement(f"{'NOT ' if one.predicate == '!=' else ''}(%s = ANY(", value) + self.at + "))"
        return self.at + Statement(f" {_sign(one)} %s", value)

    def sorted(self) -> Statement:
        return self.at


Column = Text | Moment | Texts | Row


def where(condition: Condition, columns: Mapping[str, Column]) -> Statement:
    """Return a condition as SQL. Raises NotUnderstood for fields that cannot be compared."""
    if isinstance(condition, Joined):
        first, *others = (where(part, columns) for part in condition.parts)
        for part in others:
            first += Statement(f" {condition.word} ") + part
        return Statement("(") + first + ")"
    if condition.field not in columns:
        able = ", ".join(columns)
        raise NotUnderstood("invalid_filter_field", f"{condition.field} cannot be filtered by; {able} can.")
    return Statement("(") + columns[condition.field].compared(condition) + ")"


def order(asked: Asked, columns: Mapping[str, Column], last: str) -> Statement:
    """Return in which order rows come, `last` settling ties. Raises NotUnderstood."""
    if not asked.sort:
        return Statement(f" ORDER BY {last}")
    if asked.sort not in columns:
        raise NotUnderstood("invaliddata", f"{asked.sort[:60]} cannot be sorted by; {', '.join(columns)} can.")
    way = "DESC" if asked.descending else "ASC"
    return Statement(" ORDER BY ") + columns[asked.sort].sorted() + f" {way} NULLS LAST, {last}"


def _sign(one: Comparison) -> str:
    return {"!=": "<>"}.get(one.predicate, one.predicate)


def _moment(one: Comparison) -> object:
    try:
        return moment(one.value)
    except NotAFilter as fault:
        raise NotUnderstood("invalid_filter_field", str(fault)) from fault
