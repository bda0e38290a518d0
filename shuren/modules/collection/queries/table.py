"""What nobody is asked, for all units of a request at once: the drafter takes it from here instead of from schools."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.listing import Column, Listing
from shuren.modules.collection.queries.audience import units_of
from shuren.modules.collection.queries.gaps import is_here
from shuren.modules.collection.queries.newest import newest_of
from shuren.modules.collection.queries.pages import keeper_told, label_told
from shuren.modules.collection.queries.requests import questions_of
from shuren.modules.collection.queries.values import key_of
from shuren.modules.collection.rules.kinds import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shuren.modules.collection.models import Question, Request
    from shuren.modules.collection.queries.newest import Newest


@dataclass(frozen=True)
class Line:
    """One question, where its answer comes from, and of how many units it is known; `older` of years before.

    `keeper` is the other authority that has it, where it is not here.
    """

    question: Question
    source: str
    keeper: str
    known: int
    older: int
    is_here: bool


@dataclass(frozen=True)
class Table:
    """What is known of the units of a request; `told` by question and unit."""

    units: Sequence[Any]
    questions: Sequence[Question]
    told: Mapping[int, Mapping[int, Newest]]
    lines: Sequence[Line]

    def listing(self) -> Listing:
        """Return the columns of the table as a file; where values are of years before, their days stand beside them."""
        columns = [
            Column("code", _("学校（机构）标识码"), lambda unit: unit.code),
            Column("name", _("单位"), lambda unit: unit.name),
        ]
        for one in self.questions:
            label = f"{one.label}（{one.unit}）" if one.unit else one.label
            told = self.told[one.pk]
            columns.append(Column(str(one.pk), label, partial(_cell, told)))
            if any(new.age for new in told.values()):
                columns.append(Column(f"{one.pk}-day", f"{label} {gettext('数据时点')}", partial(_day, told)))
        return Listing(tuple(columns), "code")


def _cell(told: Mapping[int, Newest], unit: Any) -> Any:
    found = told.get(unit.pk)
    if found is None:
        return None
    return found.told.text if found.told.number is None else found.told.number


def _day(told: Mapping[int, Newest], unit: Any) -> Any:
    found = told.get(unit.pk)
    return found.told.as_of if found and found.age else None


def known_of(row: Request) -> Table:
    """Return what is known of the units of a request as of its day; the caller has checked that it may be read."""
    units = list(units_of(row).exclude(pk=row.org_id).only("pk", "code", "name", "path"))
    found = [one for one in questions_of(row) if one.finding != Finding.NEW]
    here = [one for one in found if is_here(one)]
    asked = [(one.source, one.derivation) for one in here] if row.as_of else []
    on = row.as_of or timezone.localdate()
    values = newest_of(asked, below=row.below, on=on, level=row.level, back=row.years_back)
    told = {one.pk: values.get(key_of(one.source, one.derivation), {}) for one in here}
    ids = {unit.pk for unit in units}
    lines = [
        Line(
            one,
            label_told(one.source_label),
            keeper_told(one.source),
            *_counts(told.get(one.pk, {}), ids),
            one.pk in told,
        )
        for one in found
    ]
    return Table(units, here, told, lines)


def _counts(told: Mapping[int, Newest], ids: set[int]) -> tuple[int, int]:
    """Return of how many units something is known, and of how many of those it is of years before."""
    ages = [new.age for pk, new in told.items() if pk in ids]
    return len(ages), sum(age > 0 for age in ages)
