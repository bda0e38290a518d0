"""What the cells of a column have in common, worked out once for a table instead of once for a cell."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Shape:
    """How a column's body cells are written: opening and closing tag, content and link of a row."""

    opening: SafeString
    closing: SafeString
    value: Callable[[Any], Any]
    link: Callable[[Any], str] | None


def shapes(columns: Iterable[Any]) -> list[Shape]:
    """Return the shape of each column, an object or a dict; the first column's cells are the heads of their rows."""
    return [_shape(column, is_head=not at) for at, column in enumerate(columns)]


def _shape(column: Any, *, is_head: bool) -> Shape:
    tag, scope = ("th", mark_safe(" scope=row")) if is_head else ("td", "")
    figures = mark_safe(' class="s-number"') if _of(column, "align") == "end" else ""
    opening = format_html('<{}{}{} data-label="{}">', tag, scope, figures, _of(column, "label"))
    value = _of(column, "value") or _field(_of(column, "key"))
    return Shape(opening, format_html("</{}>", tag), value, _of(column, "link"))


def _of(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _field(name: str) -> Callable[[Any], Any]:
    return lambda row: row[name] if isinstance(row, Mapping) else getattr(row, name)
