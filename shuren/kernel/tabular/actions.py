"""Everything that is done with a batch, and the template it starts from."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.events.actions import announce
from shuren.kernel.files.actions import store
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular import events, marking, staging, writing
from shuren.kernel.tabular.checking import PROBLEMS, in_chinese
from shuren.kernel.tabular.declare import Table, Workbook, shown
from shuren.kernel.tabular.examining import Examined, Tell, examine, forget, nobody
from shuren.kernel.tabular.models import Batch, BatchChange
from shuren.kernel.tabular.scopes import Scope
from shuren.kernel.tabular.sniffing import kind_of
from shuren.kernel.tabular.template import write_template
from shuren.kernel.tabular.workflows import BatchState, BatchWorkflow
from shuren.kernel.workflow.actions import take

MASS = 100  # changes of persons beyond which a second person confirms
# A row goes back to where it was, also where that is outside the actor's node.
UNDOER = system_actor("tabular.undo", "撤销批次")
PREFILLED = 5_000  # rows of persons beyond which a template stays empty: nobody takes more out alone


class RegisterChanged(Refused):
    """“{table}”的登记数据在您核对之后又被改动过，这次没有写入任何内容。请重新核对，查看新的差异后再应用。"""


class Conflict(Refused):
    """数据与登记册的约束冲突（{detail}），这次没有写入任何内容。请核对后修改文件，重新上传。"""


class TouchedSince(Refused):
    """这批数据中有 {rows} 行在应用之后又被改动过，不能整批撤销。请先撤销之后的批次，或逐行更正。"""


class NothingWrong(Refused):
    """这个文件没有需要改正的地方，不生成标注文件。"""


# --- template ---------------------------------------------------------------------------------------------------------


def template(
    *, actor: Actor, workbook: type[Workbook], scope: Scope, filled: bool = True, earlier: Iterable[Scope] = ()
) -> bytes:
    """Return the workbook to fill in for a scope, with what the register holds already filled in.

    Where it holds nothing yet, the rows of the first of the `earlier` scopes that has any stand in for it.
    """
    require(actor, workbook.permission, scope.path)
    known = next((each for each in (scope, *earlier) if _has_rows(workbook, each)), scope) if filled else None
    rows = {table.code: rows_of(table, known) for table in workbook.tables if known and _may_fill(table, known)}
    with tempfile.TemporaryDirectory(prefix="shuren-template-") as folder:
        path = Path(folder) / "template.xlsx"
        write_template(workbook, scope, path, filled=rows)
        return path.read_bytes()


def _has_rows(workbook: type[Workbook], scope: Scope) -> bool:
    return any(staging.count(staging.current(table, scope)) for table in workbook.tables)


def _may_fill(table: type[Table], scope: Scope) -> bool:
    return not table.counts_persons or staging.count(staging.current(table, scope)) <= PREFILLED


def rows_of(table: type[Table], scope: Scope) -> pl.DataFrame:
    """Return the rows of the register as text, as a template or an export shows them. The caller has checked access."""
    types = table.stored_types()
    now = staging.ordered(staging.current(table, scope), list(types))
    return shown(table, staging.frame(now, list(types), types), table.context(scope))


# --- the life of a batch ----------------------------------------------------------------------------------------------


@transaction.atomic
def upload(
    *, actor: Actor, workbook: type[Workbook], scope: Scope, name: str, content: BinaryIO, table: str = ""
) -> Batch:
    """Keep the file and open a batch. A CSV file fills one table: `table`, or the workbook's first."""
    require(actor, workbook.permission, scope.path)
    file = store(actor=actor, name=name, content=content)
    batch: Batch = Batch.objects.create(
        workbook=workbook.code,
        table=table,
        file=file,
        scope=scope.as_json(),
        org_id=scope.org_id,
        org_path=scope.path,
        org_label=scope.label,
        period=scope.period,
        actor_key=actor.id,
        actor_name=actor.name,
    )
    _record(events.uploaded, actor, batch, file=file.name, sha256=file.sha256)
    return batch


@transaction.atomic
def check(*, actor: Actor, batch: Batch, tell: Tell = nobody) -> Batch:
    """Read and check the file and compare it with the register; safe to repeat until the batch is applied."""
    locked = Batch._base_manager.select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)
    require(actor, locked.declared.permission, locked.org_path)
    waited = locked.state == BatchState.WAITING
    locked.refusal, locked.counts, locked.fingerprints, locked.persons, locked.problems = "", {}, {}, 0, None
    seen = Examined()
    try:
        with transaction.atomic():
            seen = _examine(locked, tell)
    except Refused as refusal:
        locked.refusal, seen.errors = refusal.message.kept(), 1
    else:
        _compare(locked, seen)
    locked.errors, locked.warnings = seen.errors, seen.warnings
    if seen.problems.height:
        content = io.BytesIO()
        seen.problems.write_parquet(content)
        content.seek(0)
        locked.problems = store(actor=actor, name=f"problems-{locked.pk}.parquet", content=content)
    locked.save()
    step = BatchWorkflow.find_right
    if seen.errors:
        step = BatchWorkflow.find_wrong
    elif locked.persons > MASS:
        step = BatchWorkflow.ask
    if step is BatchWorkflow.ask or waited:
        announce((events.BatchWaiting if step is BatchWorkflow.ask else events.BatchDecided)(batch_id=locked.pk))
    return take(step, actor=actor, obj=locked)


def _examine(batch: Batch, tell: Tell) -> Examined:
    return examine(
        batch.file.path,
        name=batch.file.name,
        workbook=batch.declared,
        scope=batch.spoken_for,
        batch_id=batch.pk,
        table=batch.table,
        tell=tell,
    )


def _compare(batch: Batch, seen: Examined) -> None:
    """Note what each staged table would change, and the state of the register it was compared with."""
    for code, staged in seen.staged.items():
        table = batch.declared.table(code)
        comparison = staging.Comparison(table, batch.spoken_for, staged)
        batch.counts[code], batch.fingerprints[code] = comparison.counts()
        if table.counts_persons:
            batch.persons += sum(batch.counts[code][kind] for kind in ("added", "changed", "vanished"))


@transaction.atomic
def confirm(*, actor: Actor, batch: Batch, reason: str = "") -> Batch:
    """Confirm a mass change of persons as somebody other than its uploader."""
    confirmed = take(BatchWorkflow.confirm, actor=actor, obj=batch, reason=reason)
    _record(events.confirmed, actor, confirmed)
    announce(events.BatchDecided(batch_id=confirmed.pk))
    return confirmed


@transaction.atomic
def apply(*, actor: Actor, batch: Batch, tell: Tell = nobody) -> Batch:
    """Write all tables of a batch in one transaction; refuse if the register is not as it was when compared."""
    applied = take(BatchWorkflow.apply, actor=actor, obj=batch)
    _restage(applied, tell)
    writing.lock_node(applied.org_path)
    written: list[list[Any]] = []
    try:
        for at, code in enumerate(applied.counts):
            table = applied.declared.table(code)
            tell(at, len(applied.counts), table.label)
            written += _write(actor, applied, table)
        staging.check_constraints()
    except IntegrityError as conflict:
        raise Conflict(detail=_constraint(conflict)) from conflict
    applied.written, applied.applied_at = written, timezone.now()
    applied.save(update_fields=["written", "applied_at"])
    forget(applied.pk, applied.declared)
    totals = {kind: applied.total(kind) for kind in ("rows", "added", "changed", "vanished", "unchanged")}
    _record(events.applied, actor, applied, sha256=applied.file.sha256, **totals)
    announce(events.BatchApplied(**_told(applied)))
    return applied


def _write(actor: Actor, batch: Batch, table: type[Table]) -> list[list[Any]]:
    """Write one table if the register is still as it was compared; return what was written in which model."""
    staged, scope = staging.name_of(batch.pk, table), batch.spoken_for
    comparison = staging.Comparison(table, scope, staged)
    if comparison.fingerprint() != batch.fingerprints[table.code]:
        raise RegisterChanged(table=table.label)
    load = writing.Load(actor=actor, batch_id=batch.pk, table=table, scope=scope, staged=staged)
    if table.apply is not None:
        table.apply(load)
    elif table.model is not None:
        counts, expected = load.merge(table.model), batch.counts[table.code]
        if any(getattr(counts, kind) != expected[kind] for kind in ("added", "changed", "vanished")):
            raise RegisterChanged(table=table.label)
    return [[label, counts.added, counts.changed, counts.vanished] for label, counts in load.written]


def _restage(batch: Batch, tell: Tell) -> None:
    """Read the file again where the staged rows are gone, as after a crash of the database server."""
    tables = [batch.declared.table(code) for code in batch.counts]
    sizes = [(staging.name_of(batch.pk, table), batch.counts[table.code]["rows"]) for table in tables]
    if not staging.are_whole(sizes) and _examine(batch, tell).errors:
        raise RegisterChanged(table=tables[0].label)


def _constraint(conflict: DatabaseError) -> str:
    diagnosis = getattr(conflict.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or "")


@transaction.atomic
def undo(*, actor: Actor, batch: Batch, reason: str) -> Batch:
    """Take a whole batch back: added rows go, changed and removed ones are as they were."""
    undone = take(BatchWorkflow.undo, actor=actor, obj=batch, reason=reason)
    writing.lock_node(undone.org_path)
    try:
        with scope_of(UNDOER):
            _take_back(undone)
    except IntegrityError as conflict:
        raise Conflict(detail=_constraint(conflict)) from conflict
    BatchChange.objects.filter(batch=undone).delete()
    _record(events.undone, actor, undone, reason=reason)
    announce(events.BatchUndone(**_told(undone)))
    return undone


def _take_back(batch: Batch) -> None:
    touched = sum(writing.touched_since(batch.pk, label, added) for label, added, _, _ in batch.written)
    if touched:
        raise TouchedSince(rows=touched)
    labels = [label for label, *_ in batch.written]
    for label in reversed(labels):
        writing.take_back(batch.pk, label)
    for label in labels:
        writing.bring_back(batch.pk, label)
    staging.check_constraints()


@transaction.atomic
def discard(*, actor: Actor, batch: Batch) -> Batch:
    """Give a batch up before it is applied."""
    discarded = take(BatchWorkflow.discard, actor=actor, obj=batch)
    forget(discarded.pk, discarded.declared)
    announce(events.BatchDecided(batch_id=discarded.pk))
    return discarded


@transaction.atomic
def clear_staged(*, before: datetime) -> int:
    """Remove what is staged for batches uploaded before a moment; return for how many.

    A batch that is applied after all has its file read again.
    """
    staged = staging.batches()
    recent = set(Batch._base_manager.filter(pk__in=staged, created_at__gte=before).values_list("pk", flat=True))
    left = [names for batch_id, names in staged.items() if batch_id not in recent]
    for names in left:
        staging.drop(*names)
    return len(left)


def error_workbook(*, actor: Actor, batch: Batch) -> bytes:
    """Return the user's own file with what is wrong marked in it; a text file comes back as a workbook."""
    require(actor, batch.declared.permission, batch.org_path)
    if batch.problems is None:
        raise NothingWrong
    problems = in_chinese(pl.read_parquet(batch.problems.path).cast(PROBLEMS))
    path = batch.file.path
    with tempfile.TemporaryDirectory(prefix="shuren-marked-") as folder:
        target = Path(folder) / "marked.xlsx"
        if kind_of(path, batch.file.name) == "xlsx":
            marking.mark(path, target, batch.declared.tables, problems)
        else:
            marking.mark_text(path, target, batch.declared.table(problems["table"][0]), problems)
        return target.read_bytes()


def _record(label: AuditLabel, actor: Actor, batch: Batch, **details: Any) -> None:
    about = {"workbook": batch.declared.label, "org": batch.org_label, "period": batch.period}
    record(
        actor=actor,
        label=label,
        org_path=batch.org_path,
        subject=("tabular.batch", batch.pk),
        details={**about, **details},
    )


def _told(batch: Batch) -> dict[str, Any]:
    return {
        "batch_id": batch.pk,
        "workbook": batch.workbook,
        "tables": list(batch.counts),
        "org_path": batch.org_path,
        "period": batch.period,
    }
