"""What nobody had to type: the questions of a request that were found in the dictionary, with the unit's own values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shuren.modules.collection.queries.returns import shown
from shuren.modules.collection.queries.values import key_of, values_of
from shuren.modules.collection.rules.kinds import Finding

if TYPE_CHECKING:
    from shuren.modules.collection.models import Question
    from shuren.modules.collection.queries.returns import Sheet

HERE = {Finding.HELD, Finding.DERIVABLE}  # what the platform itself knows


@dataclass(frozen=True)
class Spared:
    """A question, what is known of the unit, written, and where it comes from."""

    question: Question
    value: str
    source: str


def spared_in(sheet: Sheet) -> list[Spared]:
    """Return what a return does not ask because it is known, as it was on the day asked about."""
    row = sheet.row
    asked = [(each.source, each.derivation) for each in sheet.spared if each.finding in HERE]
    told = values_of(asked, below=row.org_path, on=row.round.as_of, level=row.org.level) if asked else {}
    found = []
    for each in sheet.spared:
        value = told.get(key_of(each.source, each.derivation), {}).get(row.org_id)
        text = shown(each.kind, value.text) if value else ""
        found.append(Spared(each, text, each.source_label))
    return found
