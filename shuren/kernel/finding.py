"""Finding what holds a few characters, in tables of any size: an index over the pairs of neighbouring characters.

Chinese has no spaces between words, and many a word or name has two characters: neither words nor trigrams would do.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Expression, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Concat

PAIR = 2  # characters


class Pairs(Func):
    """The pairs of neighbouring characters in fields of a row; where they are looked for, a GIN index is over them."""

    function = "text_pairs"
    output_field: Any = ArrayField(TextField())

    def __init__(self, *fields: Any, **extra: Any) -> None:
        parts = [part for field in fields for part in (Value(" "), F(field) if isinstance(field, str) else field)][1:]
        super().__init__(Concat(*parts, output_field=TextField()) if len(parts) > 1 else parts[0], **extra)


def holding(rows: QuerySet[Any], text: str, pairs: Expression) -> QuerySet[Any]:
    """Keep the rows that may hold a text, by the index over their `pairs`; a single character is in too many.

    Of long texts the pairs are a column of the table: a common word is looked for in the order of the list, not by the
    index, and would have them made anew for each row.
    """
    if len(text) < PAIR:
        return rows
    found: QuerySet[Any] = rows.alias(pairs=pairs).filter(pairs__contains=Pairs(Value(text)))
    return found
