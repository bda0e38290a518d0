"""Filters: `field predicate 'value'`, joined by AND and OR (REST/JSON Binding, section 3.5).

    >>> condition = read("familyName='王' AND dateLastModified>'2026-09-01'")
    >>> len(list(condition.comparisons()))
    2

Fields are reached by dots; of a field with several values one that fits is enough, except for `!=`, where none may
fit. A field that is not told fits nothing, not even `!=`. AND binds closer than OR.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

LONGEST: Final = 2000
MOST: Final = 20
PREDICATES: Final = ("!=", ">=", "<=", "=", ">", "<", "~")
MOMENT: Final = "dateLastModified"
_COMPARISON: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9_.]{0,79})\s*(!=|>=|<=|=|>|<|~)\s*'((?:[^']|'')*)'\s*")
_JOIN: Final = re.compile(r"(AND|OR)(?=\s|$)", re.IGNORECASE)


class NotAFilter(ValueError):  # noqa: N818
    """A text that is no filter, or one by something that cannot be compared."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field against one value."""

    field: str
    predicate: str
    value: str

    def comparisons(self) -> Iterator["Comparison"]:
        yield self


@dataclass(frozen=True, slots=True)
class Joined:
    """Several conditions of which all (`word` AND) or one (OR) must hold."""

    word: str
    parts: tuple["Condition", ...]

    def comparisons(self) -> Iterator[Comparison]:
        for part in self.parts:
            yield from part.comparisons()


Condition = Comparison | Joined


def read(text: str) -> Condition:
    """Return the condition that a text says. Raises NotAFilter."""
    if len(text) > LONGEST:
        raise NotAFilter(f"A filter has at most {LONGEST} characters.")
    groups: list[list[Condition]] = [[]]
    at = 0
    while True:
        found = _COMPARISON.match(text, at)
        if found is None:
            raise NotAFilter(f"Expected field, predicate and 'value' at character {at + 1} of the filter.")
        groups[-1].append(Comparison(found[1], found[2], found[3].replace("''", "'")))
        at = found.end()
        if at == len(text):
            break
        word = _JOIN.match(text, at)
        if word is None:
            raise NotAFilter(f"Expected AND or OR at character {at + 1} of the filter.")
        if word[1].upper() == "OR":
            groups.append([])
        at = word.end()
    if sum(map(len, groups)) > MOST:
        raise NotAFilter(f"A filter makes at most {MOST} comparisons.")
    return _joined("OR", [_joined("AND", group) for group in groups])


def moment(text: str) -> datetime:
    """Read a day or a time of ISO 8601; without a zone it is UTC. Raises NotAFilter.

    >>> moment("2026-09-01"), moment("2026-09-01T08:00:00.000Z")
    (datetime.datetime(2026, 9, 1, 0, 0, tzinfo=datetime.timezone.utc), \
datetime.datetime(2026, 9, 1, 8, 0, tzinfo=datetime.timezone.utc))
    """
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NotAFilter(
            "dateLastModified is compared with a time of ISO 8601, such as 2026-09-01T00:00:00Z."
        ) from error


def holds(condition: Condition, told: dict[str, Any]) -> bool:
    """Say whether a condition holds of an object as it is told.

    >>> school = {"name": "东山小学", "status": "active", "parent": {"sourcedId": "7"}, "grades": ["一年级", "二年级"]}
    >>> [holds(read(text), school) for text in ("name~'东山'", "parent.sourcedId='7'", "grades='二年级'", "type!='x'")]
    [True, True, True, False]
    """
    if isinstance(condition, Joined):
        every = (holds(part, told) for part in condition.parts)
        return all(every) if condition.word == "AND" else any(every)
    values = values_at(told, condition.field)
    if condition.predicate == "!=":
        return bool(values) and not any(_fits("=", value, condition) for value in values)
    return any(_fits(condition.predicate, value, condition) for value in values)


def values_at(told: Any, path: str) -> list[str]:
    """Return what stands at a dotted path, through lists, as texts."""
    found = [told]
    for name in path.split("."):
        inside = [one.get(name) for one in found if isinstance(one, dict)]
        found = [part for one in inside for part in (one if isinstance(one, list) else [one]) if part is not None]
    return [str(one) for one in found if not isinstance(one, dict)]


def _fits(predicate: str, value: str, against: Comparison) -> bool:
    if predicate == "~":
        return against.value.casefold() in value.casefold()
    if against.field == MOMENT:
        return _compared(predicate, moment(value), moment(against.value))
    return _compared(predicate, value, against.value)


def _compared(predicate: str, left: Any, right: Any) -> bool:
    results = {"=": left == right, ">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right}
    return bool(results[predicate])


def _joined(word: str, parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))
