"""Finding what holds a few characters, in tables of any size: an index over the pairs of neighbouring characters.

Chinese has no spaces between words, and many a word or name has two characters: neither words nor trigrams would do.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Concat

PAIR = 2  # characters


class Pairs(Func):
    """The pairs of neighbouring characters in fields of a row; a model has a GIN index over them."""

    function = "text_pairs"
    output_field = ArrayField(TextField())

    def __init__(self, *fields: Any, **extra: Any) -> None:
        parts = [part for field in fields for part in (Value(" "), F(field) if isinstance(field, str) else field)][1:]
        super().__init__(Concat(*parts, output_field=TextField()) if len(parts) > 1 else parts[0], **extra)


def holding(rows: QuerySet[Any], text: str, *fields: str) -> QuerySet[Any]:
    """Keep the rows that may hold a text in one of the fields of the index; a single character is in too many."""
    if len(text) < PAIR:
        return rows
    found: QuerySet[Any] = rows.alias(pairs=Pairs(*fields)).filter(pairs__contains=Pairs(Value(text)))
    return found
