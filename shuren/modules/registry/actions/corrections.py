"""Key data corrected in bulk: a workbook and its proofs are read, each row becomes a case, all of them or none.

A row is read by the form that one application has, so what is asked and refused there is asked and refused here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

import polars as pl
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shuren.kernel.access import require
from shuren.kernel.audit.actions import record
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import attachments
from shuren.kernel.cases.declare import Application, newest
from shuren.kernel.cases.materials import Given
from shuren.kernel.files.actions import store
from shuren.kernel.jobs.actions import start
from shuren.kernel.jobs.declare import JOBS
from shuren.kernel.messages import read as message
from shuren.kernel.refusals import Refused
from shuren.kernel.tabular import identity, reading
from shuren.kernel.tabular.checking import check
from shuren.kernel.tabular.sniffing import kind_of
from shuren.modules.registry import events
from shuren.modules.registry import permissions as can
from shuren.modules.registry.models import CorrectionList
from shuren.modules.registry.queries import corrections as queries

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.kernel.files.models import StoredFile
    from shuren.kernel.tabular.declare import Workbook

TYPE = "registry.key_data"
PROOF = "proof"
LODGE, SUBJECT = "registry.lodge_corrections", "registry.correctionlist"
APART = re.compile(r"[;；、,，\n]")
Tell: TypeAlias = "Callable[[int, int], None]"  # how many rows are done, of how many


class EmptyList(Refused):
    """名单里一行也没有填。请在模板第 2 行起逐行填写要变更的学生，再上传。"""


class SameName(Refused):
    """有两个证明材料同名：{name}。请改名后重新选择，以免弄混。"""


class Unmeant(Refused):
    """上传了“{name}”，名单里却没有哪一行写明它，也没有留空的行可以共用。请在“证明材料”一栏写上文件名。"""


class RowRefused(Refused):
    """第 {row} 行没有通过，整份名单都没有提交：{why}"""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, in the reader's language; `row` is the row of the file."""

    row: int
    column: str
    sentence: str


@dataclass
class Read:
    """What a list says: rows that can be applied for, and what is wrong."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def keep_proofs(actor: Actor, files: Iterable[tuple[str, BinaryIO]]) -> dict[str, int]:
    """Store the proofs handed in with a list; return their ids by name. Raises SameName and what a material refuses."""
    (material,) = newest(TYPE).materials
    kept: dict[str, int] = {}
    for name, content in files:
        if name in kept:
            raise SameName(field="proofs", name=name)
        try:
            kept[name] = attachments.keep(actor=actor, material=material, name=name, content=content).pk
        except Refused as refusal:
            refusal.field = "proofs"
            raise
    return kept


def read(*, actor: Actor, workbook: type[Workbook], file: StoredFile, proofs: Mapping[str, int]) -> Read:
    """Read a list and hold it against the register and the rules; nothing is written.

    Raises what turns a file away as a whole, EmptyList, Unmeant.
    """
    scope, (table,) = queries.scope_of(actor), workbook.tables
    if kind_of(file.path, file.name) == "xlsx":
        identity.require_identity(identity.unsealed(reading.identity_token(file.path)), workbook, scope)
    raw = pl.concat([part.raw for part in reading.read(file.path, workbook, name=file.name)])
    if not raw.height:
        raise EmptyList(field="file")
    checked = check(table, raw, table.context(scope))
    found = Read(faults=[_fault(table, one) for one in checked.problems.to_dicts() if one["level"] == "error"])
    wrong = {fault.row for fault in found.faults}
    typed = [one for one in checked.values.to_dicts() if one["row"] not in wrong]
    named = _meant(checked.values[PROOF].to_list(), proofs)
    for one in typed:
        _read_row(actor, found, table, one, _proofs(one[PROOF], proofs, named))
    _refuse_running(found, table)
    found.faults.sort(key=lambda fault: fault.row)
    return found


def _fault(table: Any, problem: Mapping[str, Any]) -> Fault:
    return Fault(problem["row"], _label(table, problem["column"]), message(problem["sentence"]).told(gettext))


def _label(table: Any, name: str) -> str:
    return gettext(next((column.label for column in table.columns if column.name == name), name))


def _meant(cells: Sequence[str | None], proofs: Mapping[str, int]) -> list[str]:
    """Return the proofs that rows name. Raises Unmeant for one that no row can mean."""
    named = [found for cell in cells for one in _names(cell) if (found := _match(one, proofs))]
    if all(cells):
        for name in proofs:
            if name not in named:
                raise Unmeant(field="proofs", name=name)
    return named


def _names(cell: str | None) -> list[str]:
    return [name.strip() for name in APART.split(cell or "") if name.strip()]


def _match(name: str, proofs: Mapping[str, int]) -> str | None:
    """Return the proof that a cell names, with or without its ending."""
    if name in proofs:
        return name
    meant = [one for one in proofs if one.rpartition(".")[0] == name]
    return meant[0] if len(meant) == 1 else None


def _proofs(cell: str | None, proofs: Mapping[str, int], named: Sequence[str]) -> list[int] | str:
    """Return the files of a row, those that no row names where its cell is blank; or what is wrong."""
    names = _names(cell)
    found = {name: _match(name, proofs) for name in names}
    missing = [name for name, one in found.items() if one is None]
    if missing:
        return gettext("没有上传名为“{name}”的证明材料。").format(name=missing[0])
    files = [proofs[one] for one in found.values() if one] or [proofs[one] for one in proofs if one not in named]
    if not files:
        return gettext("没有证明材料：请写文件名并一起上传，或者另传一份各行共用的。")
    return files


def _read_row(actor: Actor, found: Read, table: Any, typed: Mapping[str, Any], files: list[int] | str) -> None:
    """Fill in the form of one application from a row, and keep what it applies for or what is wrong."""
    kind, row = newest(TYPE), typed["row"]
    said = {name: str(value) for name, value in typed.items() if name not in {"row", PROOF} and value is not None}
    form = kind.form(said, actor=actor)
    faults = [(name if name in said else "pupil", told) for name, errors in form.errors.items() for told in errors]
    if not faults:
        changed = form.cleaned_data["changed"]
        try:
            kind.check(actor, Application(form.cleaned_data, actor.path, actor.id))
        except Refused as refusal:
            faults.append(("id_no" if "id_no" in changed else changed[0], refusal.sentence))
    if isinstance(files, str):
        faults.append((PROOF, files))
    found.faults += [Fault(row, _label(table, name), str(told)) for name, told in faults]
    if not faults:
        entered = {name: said.get(name, "") for name in form.fields if name not in form.sealed}
        found.rows.append({"row": row, "form": form.cleaned_data, "entered": entered, "files": files})


def _refuse_running(found: Read, table: Any) -> None:
    """Tell of which pupils a case is under way already, and which stand in the list twice."""
    subjects = {one["row"]: newest(TYPE).subject(one["form"]) for one in found.rows}
    running, often = queries.running_about(subjects.values()), Counter(subjects.values())
    for row, subject in subjects.items():
        if subject in running:
            told = gettext("该生已有正在办理的学籍业务（{number}），办结后再申请。").format(number=running[subject])
        elif often[subject] > 1:
            told = gettext("同一名学生在名单里出现了不止一次。")
        else:
            continue
        found.faults.append(Fault(row, _label(table, "pupil"), told))


@transaction.atomic
def hand_in(*, actor: Actor, name: str, rows: Sequence[Mapping[str, Any]]) -> CorrectionList:
    """Keep a list that is in order, and start to make cases of it in the background."""
    require(actor, can.apply_events, actor.path)
    made: CorrectionList = CorrectionList.objects.create(
        org_path=actor.path, name=name, rows=len(rows), prepared=list(rows), handed_in_by=actor.name,
        handed_in_at=timezone.now(),
    )  # fmt: skip
    start(JOBS[LODGE], actor=actor, org_path=made.org_path, subject=(SUBJECT, made.pk), list_id=made.pk)
    return made


@transaction.atomic
def lodge(*, actor: Actor, list_id: int, tell: Tell) -> None:
    """Apply for every row of a list, in one transaction; a list that was lodged is left alone. Raises RowRefused."""
    row = CorrectionList.objects.within(actor.path).select_for_update().get(pk=list_id)
    if row.lodged_at is not None:
        return
    made = []
    for done, one in enumerate(row.prepared):
        tell(done, row.rows)
        given = {PROOF: Given(tuple(one["files"]))}
        try:
            case = cases.apply(actor=actor, type_code=TYPE, form=one["form"], entered=one["entered"], materials=given)
        except Refused as refusal:
            raise RowRefused(row=one["row"], why=refusal.message) from refusal
        made.append(case.pk)
    row.cases, row.prepared, row.lodged_at = made, [], timezone.now()
    row.save(update_fields=["cases", "prepared", "lodged_at"])
    details = {"cases": len(made)}
    subject = (SUBJECT, row.pk)
    record(actor=actor, label=events.CORRECTIONS_LODGED, org_path=row.org_path, subject=subject, details=details)
    tell(row.rows, row.rows)


def keep_list(*, actor: Actor, name: str, content: BinaryIO) -> StoredFile:
    """Store the workbook as it was handed in."""
    require(actor, can.apply_events, actor.path)
    return store(actor=actor, name=name, content=content)
