"""What nobody had to type: the questions of a request that were found in the dictionary, with the unit's own values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shuren.modules.collection.models import Question
    from shuren.modules.collection.queries.returns import Sheet


@dataclass(frozen=True)
class Spared:
    """A question, what is known of the unit, written, and where it comes from."""

    question: Question
    value: str
    source: str


def spared_in(sheet: Sheet) -> list[Spared]:
    """Return what a return does not ask because it is known."""
    return [Spared(each, "", each.source_label) for each in sheet.spared]
