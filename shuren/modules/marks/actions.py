"""Entering and correcting marks, and looking at them: each look is recorded."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db import transaction

from shuren.kernel.access import require
from shuren.kernel.audit.actions import record
from shuren.kernel.http.export import taken
from shuren.kernel.http.listing import Page
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.tabular import actions as tabular
from shuren.kernel.tabular.declare import WORKBOOKS, shown
from shuren.kernel.tabular.template import write_template
from shuren.kernel.tabular.workflows import BatchState
from shuren.kernel.tabular.writing import Counts
from shuren.modules.marks import events, queries
from shuren.modules.marks import permissions as can
from shuren.modules.marks.models import Correction, Mark
from shuren.modules.marks.rules import Change, Result, plain, term_of

if TYPE_CHECKING:
    from datetime import datetime

    from shuren.kernel.actors import Actor
    from shuren.kernel.audit.labels import AuditLabel
    from shuren.kernel.tabular.models import Batch
    from shuren.kernel.tabular.writing import Load
    from shuren.modules.marks.queries import Sheet

WORKBOOK = "marks"
KEY = ("enrolment_id", "term", "subject")
ALONE = 5_000  # persons whose marks one may take away without a second person (design rule 4)


class NothingCorrected(Refused):
    """填写的内容与现有成绩相同，没有更正。请核对后重新填写，或返回。"""

    status = 422


class PointsOutOfRange(Refused):
    """成绩应在 0 至满分之间，并同时填写满分。请核对后重新填写。"""

    status = 422


class TooManyPersons(Refused):
    """要导出的成绩涉及超过 {limit} 名学生，不能由一个人带出。请先按学校、学年或班级筛选，再导出。"""


@transaction.atomic
def enter(load: Load) -> Counts:
    """Write the marks of a file; what it changes is kept beside the mark with the file as the reason."""
    require(load.actor, can.enter_marks, load.scope.path)
    there = Mark.objects.within(load.scope.path).filter(school_id=load.scope.org_id, year=load.scope.where["year"])
    told = {_key(row): row.result for row in there}
    counts = load.merge(Mark, key=KEY)
    both = [(row, told.get(_key(row))) for row in there.all()]
    rows = [_changed(load, row, before) for row, before in both if before not in {None, row.result}]
    Correction.objects.bulk_create(rows, batch_size=1_000)
    if rows:
        load.written.append((Correction._meta.label, Counts(added=len(rows))))
    return counts


@transaction.atomic
def correct(*, actor: Actor, mark_id: int, result: Result, reason: str, at: datetime) -> Mark:
    """Correct a mark for a stated reason; an empty result withdraws it. Raises NothingCorrected, PointsOutOfRange."""
    mark: Mark | None = Mark.objects.visible_to(actor, can.enter_marks).select_for_update().filter(pk=mark_id).first()
    if mark is None:
        raise NotFoundHere
    if result.score is not None and not (result.full is not None and 0 <= result.score <= result.full):
        raise PointsOutOfRange(field="score")
    before = mark.result
    if result == before:
        raise NothingCorrected
    mark.score, mark.full, mark.level, mark.credit = result.score, result.full, result.level, result.credit
    mark.batch_id, mark.batch_row, mark.entered_by, mark.entered_at = None, None, actor.name, at
    mark.save()
    Correction.objects.create(
        org_path=mark.org_path, mark=mark, before=str(before), after=str(result), reason=reason, by=actor.name, at=at
    )
    record(
        actor=actor,
        label=events.CORRECTED,
        org_path=mark.org_path,
        subject=("people.person", queries.person_of(mark)),
        details={
            "term": str(term_of(mark.year, mark.term)),
            "subject": queries.subject_name(mark.subject),
            "reason": reason,
        },
    )
    return mark


@transaction.atomic
def look_at_sheet(*, actor: Actor, sheet: Sheet) -> None:
    """Record that somebody looked at the marks of a class."""
    _about_sheet(events.SHEET_SEEN, actor, sheet)


@transaction.atomic
def enter_sheet(*, actor: Actor, sheet: Sheet, changes: Iterable[Change], reason: str) -> Batch:
    """Enter what was typed into a sheet by the same door as a workbook: checked, counted, and to be undone as a whole.

    It is applied at once unless there is so much of it that a second person has to confirm it; the batch tells. The
    reason stands with each correction. Raises RegisterChanged.
    """
    require(actor, can.enter_marks, sheet.school.path)
    workbook, numbers = WORKBOOKS[WORKBOOK], {pupil.pk: pupil.school_no for pupil in sheet.pupils}
    (table,), out = workbook.tables, io.StringIO()
    writer = csv.writer(out)
    writer.writerow(column.heading for column in table.columns)
    for change in changes:
        told = change.result
        numbers_typed = (plain(told.score), plain(told.full), told.level, plain(told.credit))
        writer.writerow((numbers[change.pupil], sheet.season, change.subject, *numbers_typed))
    name, content = f"{sheet.name} {sheet.term}.csv", io.BytesIO(out.getvalue().encode())
    batch = tabular.upload(actor=actor, workbook=workbook, scope=sheet.scope, name=name, content=content)
    batch = tabular.check(actor=actor, batch=batch)
    if batch.state == BatchState.READY:
        batch = tabular.apply(actor=actor, batch=batch)
        if reason:
            Correction.objects.within(sheet.school.path).filter(batch_id=batch.pk).update(reason=reason)
    return batch


@transaction.atomic
def take_template(*, actor: Actor, sheet: Sheet) -> bytes:
    """Return the workbook with a row for each pupil and subject of a sheet, what is held filled in; recorded."""
    require(actor, can.enter_marks, sheet.school.path)
    workbook, scope = WORKBOOKS[WORKBOOK], sheet.scope
    (table,) = workbook.tables
    cells = [(pupil.pk, subject) for pupil in sheet.pupils for subject in sheet.subjects]
    marks = [sheet.held.get(cell) for cell in cells]
    rows = pl.DataFrame(
        {
            "enrolment_id": [pupil for pupil, _subject in cells],
            "term": [sheet.season] * len(cells),
            "subject": [subject for _pupil, subject in cells],
            **{name: [mark and getattr(mark, name) for mark in marks] for name in ("score", "full", "credit")},
            "level": [mark.level if mark else "" for mark in marks],
        },
        schema_overrides={name: pl.Decimal(5, 1) for name in ("score", "full", "credit")},
    )
    _about_sheet(events.SHEET_TAKEN, actor, sheet)
    with tempfile.TemporaryDirectory(prefix="shuren-marks-") as folder:
        path = Path(folder) / "template.xlsx"
        write_template(workbook, scope, path, filled={table.code: shown(table, rows, table.context(scope))})
        return path.read_bytes()


def _about_sheet(label: AuditLabel, actor: Actor, sheet: Sheet) -> None:
    details = {"group": sheet.name, "term": sheet.term, "pupils": len(sheet.pupils)}
    record(actor=actor, label=label, org_path=sheet.school.path, details=details)


@transaction.atomic
def look_at_list(*, actor: Actor, query: Mapping[str, str]) -> Page:
    """Return a page of the register, and record the look."""
    listing, rows = queries.opened_for(actor, query)
    page = listing.page(rows, query, actor)
    record(actor=actor, label=events.LISTED, org_path=actor.path, details={"shown": len(page.rows)})
    return page


@transaction.atomic
def take(*, actor: Actor, query: Mapping[str, str]) -> tuple[Any, list[Mark]]:
    """Return the register as the query narrows it, to be taken away; recorded. Raises TooManyPersons."""
    listing, visible = queries.opened_for(actor, query)
    rows = taken(listing, visible, query)
    persons = len({row.enrolment_id for row in rows})
    if persons > ALONE:
        raise TooManyPersons(limit=ALONE)
    details = {"count": len(rows), "persons": persons}
    record(actor=actor, label=events.EXPORTED, org_path=actor.path, details=details)
    return listing, rows


@transaction.atomic
def look_at_pupil(*, actor: Actor, person_id: int) -> queries.PupilMarks:
    """Return the marks of a pupil, and record the look. Raises NotFoundHere."""
    found = queries.marks_for(actor, person_id)
    record(actor=actor, label=events.VIEWED, org_path=found.org_path, subject=("people.person", person_id))
    return found


def _key(row: Mark) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in KEY)


def _changed(load: Load, row: Mark, before: Result | None) -> Correction:
    told = {"before": str(before), "after": str(row.result), "reason": "重新导入", "batch_id": load.batch_id}
    return Correction(org_path=row.org_path, mark=row, by=load.actor.name, at=load.at, **told)
