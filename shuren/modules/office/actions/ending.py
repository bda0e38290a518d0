"""A paper ceases to be in force: revoked, repealed or corrected; whoever has received it is told and confirms.

《党政机关公文处理工作条例》（中办发〔2012〕14号）第三十四条.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import Refused
from shuren.modules.office import events
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import receiving
from shuren.modules.office.actions.receiving import KIND
from shuren.modules.office.models import Delivery, End, Paper
from shuren.modules.office.queries import units
from shuren.modules.office.queries.papers import ABOVE
from shuren.spine.identity import api as identity

ENDED = "office.ended"
TOLD = {
    End.REVOKED: gettext_noop("公文已撤销，请知悉：{number} {title}"),
    End.REPEALED: gettext_noop("公文已废止，请知悉：{number} {title}"),
    End.REPLACED: gettext_noop("公文已更正，请知悉：{number} {title}"),
}


TOLD_SENDER = {
    End.REVOKED: gettext_noop("上级机关已撤销本单位公文，请知悉：{number} {title}"),
    End.REPEALED: gettext_noop("上级机关已废止本单位公文，请知悉：{number} {title}"),
}


class EndedAlready(Refused):
    """这份公文已经撤销、废止或更正，不能再次办理。请刷新页面查看现状。"""


class OthersPaper(Refused):
    """这份公文由发文机关自己分发、催签和归档，上级单位只能查看。"""


class StillInForce(Refused):
    """这份公文现行有效，没有需要知悉的变化。"""


@transaction.atomic
def end(*, actor: Actor, paper_id: int, way: End, why: str, on: date, at: datetime) -> Paper:
    """Revoke or repeal a paper of the own unit or one below; tell its receivers, and its unit if it is another.

    Raises EndedAlready.
    """
    row = locked(paper_id)
    require(actor, can.issue, row.org_path)
    _end(actor, row, way, why, on, at)
    _tell(row, at, set())
    if actor.path != row.org_path:
        _tell_sender(actor, row)
    return row


def replace(actor: Actor, old_id: int, new: Paper, at: datetime) -> None:
    """Mark a paper as corrected by another; who receives both reads it there, others are told. Raises EndedAlready."""
    row = locked(old_id)
    _end(actor, row, End.REPLACED, new.number, timezone.localdate(new.signed_at), at)
    _tell(row, at, set(Delivery.objects.within("").filter(paper=new).values_list("org_id", flat=True)))


def locked(paper_id: int) -> Paper:
    """Return a paper in force that nobody else ends meanwhile. Raises EndedAlready."""
    row: Paper = Paper.objects.within("").select_for_update(of=("self",)).get(pk=paper_id)
    if row.end:
        raise EndedAlready
    return row


def _end(actor: Actor, row: Paper, way: End, why: str, on: date, at: datetime) -> None:
    row.end, row.ended_why, row.ended_on, row.ended_at, row.ended_by = way, why, on, at, actor.name
    row.save(update_fields=["end", "ended_why", "ended_on", "ended_at", "ended_by"])
    told = {"number": row.number, "how": way.label, "why": why}
    record(actor=actor, label=events.PAPER_ENDED, org_path=row.org_path, subject=("office.paper", row.pk), details=told)


def _tell(paper: Paper, at: datetime, others: set[int]) -> None:
    """Take back what asks to confirm the paper, and ask all but those to know of its end."""
    rows = list(Delivery.objects.within("").filter(paper=paper).select_related("org").order_by("pk"))
    notices.settle_all(kind=KIND, subject_ids=[str(row.pk) for row in rows])
    with_clerk = identity.held_at(units.CLERK)
    title, told = TOLD[End(paper.end)], {"number": paper.number, "title": paper.title}
    notices.ask_all(
        Notice(
            kind=ENDED, subject_id=str(row.pk), title=title, params=told, link=f"/office/received/{row.pk}/",
            role=units.receiving_role(row.org, with_clerk), org_path=row.org_path, asked_at=at,
        )
        for row in rows
        if row.org_id not in others
    )  # fmt: skip


def _tell_sender(actor: Actor, paper: Paper) -> None:
    """Have the unit whose paper was ended from above know it, and name the authority that decided."""
    agency = units.agencies_at([actor.path]).get(actor.path, "")
    paper.ended_by = f"{actor.name}（{agency}）"[:120]
    paper.save(update_fields=["ended_by"])
    notices.ask(
        kind=ABOVE, subject_id=paper.pk, title=TOLD_SENDER[End(paper.end)], link=f"/office/sent/{paper.pk}/",
        params={"number": paper.number, "title": paper.title}, org_path=paper.org_path,
        role=units.receiving_role(paper.org, identity.held_at(units.CLERK)),
    )  # fmt: skip


@transaction.atomic
def note_above(*, actor: Actor, paper: Paper) -> None:
    """Confirm for the unit that has issued a paper that it knows of its end. Raises OthersPaper, StillInForce."""
    require(actor, can.view_sent, paper.org_path)
    if actor.path != paper.org_path:
        raise OthersPaper
    if not notices.settle(kind=ABOVE, subject_id=paper.pk):
        raise StillInForce
    told, subject = {"number": paper.number}, ("office.paper", paper.pk)
    record(actor=actor, label=events.END_NOTED, org_path=paper.org_path, subject=subject, details=told)


@transaction.atomic
def note(*, actor: Actor, delivery: Delivery, at: datetime) -> None:
    """Confirm that the actor's unit knows of a paper's end; the first confirmation stands. Raises StillInForce."""
    row = receiving.own(actor, delivery.pk)
    if not row.paper.end:
        raise StillInForce
    if row.end_seen_at is None:
        row.end_seen_at, row.end_seen_by = at, actor.name
        row.save(update_fields=["end_seen_at", "end_seen_by"])
        notices.settle(kind=ENDED, subject_id=row.pk)
        told = {"number": row.paper.number}
        subject = ("office.delivery", row.pk)
        record(actor=actor, label=events.END_NOTED, org_path=row.org_path, subject=subject, details=told)
