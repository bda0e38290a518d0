"""What nobody is asked, for all units of a request at once: the drafter takes it from here instead of from schools."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.listing import Column, Listing
from shuren.modules.collection.queries.audience import units_of
from shuren.modules.collection.queries.pages import label_told
from shuren.modules.collection.queries.requests import questions_of
from shuren.modules.collection.queries.spared import HERE
from shuren.modules.collection.queries.values import key_of, values_of
from shuren.modules.collection.rules.kinds import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shuren.modules.collection.models import Question, Request
    from shuren.modules.collection.queries.values import Told


@dataclass(frozen=True)
class Line:
    """One question, where its answer comes from, and of how many units it is known."""

    question: Question
    source: str
    known: int
    is_here: bool


@dataclass(frozen=True)
class Table:
    """What is known of the units of a request; `told` by question and unit."""

    units: Sequence[Any]
    questions: Sequence[Question]
    told: Mapping[int, Mapping[int, Told]]
    lines: Sequence[Line]

    def thin(self) -> list[Line]:
        """Return what is not known of every unit, the least known first."""
        missing = [line for line in self.lines if line.is_here and line.known < len(self.units)]
        return sorted(missing, key=lambda line: line.known)

    def listing(self) -> Listing:
        """Return the columns of the table as a file."""
        columns = [
            Column("code", _("学校（机构）标识码"), lambda unit: unit.code),
            Column("name", _("单位"), lambda unit: unit.name),
        ]
        for one in self.questions:
            label = f"{one.label}（{one.unit}）" if one.unit else one.label
            columns.append(Column(str(one.pk), label, partial(_cell, self.told[one.pk])))
        return Listing(tuple(columns), "code")


def _cell(told: Mapping[int, Told], unit: Any) -> Any:
    found = told.get(unit.pk)
    if found is None:
        return None
    return found.text if found.number is None else found.number


def known_of(row: Request) -> Table:
    """Return what is known of the units of a request as of its day; the caller has checked that it may be read."""
    units = list(units_of(row).only("pk", "code", "name", "path"))
    found = [one for one in questions_of(row) if one.finding != Finding.NEW]
    here = [one for one in found if one.finding in HERE]
    asked = [(one.source, one.derivation) for one in here]
    values = values_of(asked, below=row.below, on=row.as_of, level=row.level) if asked and row.as_of else {}
    told = {one.pk: values.get(key_of(one.source, one.derivation), {}) for one in here}
    ids = {unit.pk for unit in units}
    lines = [
        Line(one, label_told(one.source_label), len(ids & told.get(one.pk, {}).keys()), one.pk in told) for one in found
    ]
    return Table(units, here, told, lines)
