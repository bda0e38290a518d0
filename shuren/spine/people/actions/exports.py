"""Taking lists of persons out: asking, deciding, making the file, fetching it, deleting it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop, override

from shuren.kernel.access import require
from shuren.kernel.actors import Actor, codes_of, system_actor
from shuren.kernel.audit import actions as audit
from shuren.kernel.files.actions import store
from shuren.kernel.jobs.actions import start
from shuren.kernel.jobs.declare import JOBS
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import Refused
from shuren.kernel.workflow.actions import take
from shuren.kernel.workflow.declare import Step
from shuren.spine.people import permissions as can
from shuren.spine.people import queries, rules
from shuren.spine.people.actions.looks import IN_THE_LOG
from shuren.spine.people.events import EXPORT_ASKED, EXPORT_DECIDED, EXPORT_FETCHED, EXPORT_MADE
from shuren.spine.people.models import ExportRequest
from shuren.spine.people.models.exports import ExportFormat
from shuren.spine.people.queries import exports as export_queries
from shuren.spine.people.queries.exports import SUBJECT
from shuren.spine.people.queries.taking import write
from shuren.spine.people.workflows import ExportState, ExportWorkflow

if TYPE_CHECKING:
    from shuren.kernel.files.models import StoredFile
    from shuren.kernel.jobs.progress import Progress

NOTICE = "people.export"
CLERK = system_actor("people.exports", "名单导出", can.approve_export)


class NothingToExport(Refused):
    """当前筛选条件下没有人员，无需导出。请调整筛选条件后重试。"""


class PurposeMissing(Refused):
    """请写明导出的用途，例如“核对秋季学期在籍名单”。用途会随申请保留，供审批和审计查看。"""

    status = 422


class FileNotThere(Refused):
    """文件还没有生成、已被驳回或已过期，不能下载。文件自生成起保留 {days} 天，过期后请重新申请。"""


@transaction.atomic
def ask_export(*, actor: Actor, kind: str, query: Mapping[str, str], form: str, reason: str) -> ExportRequest:
    """Ask for the list a query string describes: up to 5,000 persons it is made at once, beyond that once approved.

    Raises NothingToExport, PurposeMissing or Forbidden.
    """
    require(actor, can.export_persons)
    declared = queries.LISTS[kind]
    opened = declared.opened_for(actor, query)
    if not rules.sounds_like_reason(reason):
        raise PurposeMissing(field="reason")
    persons = opened.listing.narrowed(opened.rows, opened.query).order_by().count()
    if persons == 0:
        raise NothingToExport
    is_large = rules.export_needs_approval(persons)
    made: ExportRequest = ExportRequest.objects.create(
        org_path=actor.path,
        kind=kind,
        format=ExportFormat(form),
        query=opened.query,
        summary=queries.summary_of(opened, actor),
        persons=persons,
        reason=reason.strip()[:200],
        state=ExportState.WAITING if is_large else ExportState.APPROVED,
        requested_by_key=actor.id,
        requested_by_name=actor.name,
        requested_at=timezone.now(),
    )
    with override(IN_THE_LOG):
        name = str(declared.label)
    details = {"list": name, "summary": made.summary, "persons": persons, "reason": made.reason}
    audit.record(actor=actor, label=EXPORT_ASKED, org_path=actor.path, subject=(SUBJECT, made.pk), details=details)
    if is_large:
        _ask_second_person(made, actor)
    else:
        _queue(made, actor)
    return made


def _ask_second_person(request: ExportRequest, actor: Actor) -> None:
    notices.ask(
        kind=NOTICE,
        subject_id=request.pk,
        title=gettext_noop("审批名单导出：{who}申请导出 {persons} 人"),
        params={"who": actor.name, "persons": request.persons},
        link=reverse("people:export", args=(request.pk,)),
        role=rules.approver_role(actor.role),
        org_path=actor.path,
        not_for=actor.id,
    )


def _queue(request: ExportRequest, actor: Actor) -> None:
    """Queue the making, as the one who asked: the file holds what they may see, whoever approved it."""
    job = JOBS["people.make_export"]
    start(job, actor=actor, org_path=request.org_path, subject=(SUBJECT, request.pk), request_id=request.pk)


@transaction.atomic
def decide_export(*, actor: Actor, request_id: int, step: str, reason: str = "") -> ExportRequest:
    """Approve or reject a request. Raises what the workflow refuses with: wrong state, own request, no reason."""
    request = queries.export_for(actor, request_id)
    taken: Step = {"approve": ExportWorkflow.approve, "reject": ExportWorkflow.reject}[step]
    decided = take(taken, actor=actor, obj=request, reason=reason)
    decided.decided_by_name, decided.decided_at = actor.name, timezone.now()
    decided.save(update_fields=["decided_by_name", "decided_at"])
    notices.settle(kind=NOTICE, subject_id=request.pk)
    with override(IN_THE_LOG):
        words = str(taken.label)
    details = {"step": words, "name": decided.requested_by_name, "persons": decided.persons}
    audit.record(
        actor=actor, label=EXPORT_DECIDED, org_path=decided.org_path, subject=(SUBJECT, request.pk), details=details
    )
    if decided.state == ExportState.APPROVED:
        _queue(decided, requester_of(decided))
    return decided


def requester_of(request: ExportRequest) -> Actor:
    """Return an actor that sees what the requester sees: the same node, and the permission of the list."""
    return Actor(
        request.requested_by_key,
        request.requested_by_name,
        "requester",
        request.org_path,
        codes_of((queries.LISTS[request.kind].needed, can.export_persons)),
    )


def produce_export(*, actor: Actor, request_id: int, progress: Progress | None = None) -> ExportRequest:
    """Write the file of an approved request and keep it for some days; a request that is done stays as it is."""
    request: ExportRequest = ExportRequest.objects.within("").get(pk=request_id)
    if request.state != ExportState.APPROVED:
        return request
    opened = queries.LISTS[request.kind].opened_for(actor, request.query)
    with TemporaryDirectory() as folder, transaction.atomic():
        target = Path(folder) / f"{request.kind}-{request.requested_at:%Y%m%d}-{request.pk}.{request.format}"
        rows = write(request, opened, target, progress)
        with target.open("rb") as content:
            kept = store(actor=actor, name=target.name, content=content)
        return _keep(request, kept, rows, actor)


def _keep(request: ExportRequest, kept: StoredFile, rows: int, actor: Actor) -> ExportRequest:
    done = take(ExportWorkflow.finish, actor=CLERK, obj=request)
    done.file, done.rows_written = kept, rows
    done.expires_at = timezone.now() + timedelta(days=rules.EXPORT_KEPT_DAYS)
    done.save(update_fields=["file", "rows_written", "expires_at"])
    audit.record(
        actor=actor,
        label=EXPORT_MADE,
        org_path=done.org_path,
        subject=(SUBJECT, done.pk),
        details={"rows": rows, "sha256": kept.sha256},
    )
    return done


@transaction.atomic
def fetch_export(*, actor: Actor, request_id: int) -> StoredFile:
    """Return the file to the one who asked for it, and record that it was taken. Raises FileNotThere."""
    request = queries.export_for(actor, request_id)
    is_over = request.expires_at is not None and request.expires_at <= timezone.now()
    if request.file is None or request.state != ExportState.READY or is_over or request.requested_by_key != actor.id:
        raise FileNotThere(days=rules.EXPORT_KEPT_DAYS)
    audit.record(
        actor=actor,
        label=EXPORT_FETCHED,
        org_path=request.org_path,
        subject=(SUBJECT, request.pk),
        details={"persons": request.rows_written},
    )
    return request.file


@transaction.atomic
def expire_exports() -> int:
    """Delete the files that are past their day; return how many."""
    late: list[Any] = export_queries.overdue(timezone.now())
    for request in late:
        expired = take(ExportWorkflow.expire, actor=CLERK, obj=request)
        kept, expired.file = request.file, None
        expired.save(update_fields=["file"])
        if kept is not None:
            path = kept.path
            kept.delete()
            transaction.on_commit(lambda path=path: path.unlink(missing_ok=True))  # type: ignore[misc]
    return len(late)
