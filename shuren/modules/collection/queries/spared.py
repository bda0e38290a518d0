"""What nobody had to type: the questions of a request that were found in the dictionary, with the unit's own values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shuren.modules.collection.queries.gaps import is_here
from shuren.modules.collection.queries.naming import told
from shuren.modules.collection.queries.newest import newest_of
from shuren.modules.collection.queries.returns import Last, shown
from shuren.modules.collection.queries.values import key_of
from shuren.modules.collection.rules.kinds import DROPPED

if TYPE_CHECKING:
    from datetime import date

    from shuren.modules.collection.models import Question
    from shuren.modules.collection.queries.returns import Sheet


@dataclass(frozen=True)
class Spared:
    """A question, what is known of the unit, written, and where it comes from; `as_of` where it is of years before."""

    question: Question
    value: str
    source: str
    as_of: date | None = None


def spared_in(sheet: Sheet) -> list[Spared]:
    """Return what a return does not ask because it is known, as it was on the day asked about.

    Where nothing is known of the unit and asking was not granted, it is neither asked nor spared.
    What has become known since of what the unit is asked is put before it in the sheet, to be taken over.
    """
    row = sheet.row
    asked = [each for each in sheet.questions if str(each.pk) in row.lacks and not sheet.bar]
    wanted = [(each.source, each.derivation) for each in [*sheet.spared, *asked] if is_here(each)]
    back = row.round.request.years_back
    found = newest_of(wanted, below=row.org_path, on=row.round.as_of, back=back, level=row.org.level)
    known = {key: by_unit[row.org_id] for key, by_unit in found.items() if row.org_id in by_unit}
    come = {
        each.pk: Last(new.told.text, new.told.number, new.told.as_of, come=True)
        for each in asked
        if (new := known.get(key_of(each.source, each.derivation))) and not new.is_told
    }
    sheet.last = {**sheet.last, **come}
    rows = []
    for each in sheet.spared:
        new = known.get(key_of(each.source, each.derivation))
        if new is None and each.ruling in DROPPED:
            continue
        value = shown(each.kind, new.told.text) if new else ""
        rows.append(Spared(each, value, told(each.source_label), new.told.as_of if new and new.age else None))
    return rows
