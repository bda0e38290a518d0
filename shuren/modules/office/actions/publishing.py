"""Information is released after its third check, and withdrawn with a reason."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.cases.models import Case
from shuren.kernel.refusals import Refused
from shuren.modules.office import events
from shuren.modules.office import permissions as can
from shuren.modules.office.models import PublishedNotice
from shuren.modules.office.queries import units
from shuren.spine.orgs.models import Org


class ReasonMissing(Refused):
    """请写明撤下的理由：理由会记入办理记录。"""

    status = 422


class WithdrawnAlready(Refused):
    """这条信息已经撤下。请刷新页面查看现状。"""


class ReplacedAlready(Refused):
    """要替换的信息已被撤下或替换。请退回拟稿人重新选择。"""


REPLACED = gettext_noop("已由新发布的信息替换")


@transaction.atomic
def release(*, actor: Actor, case: Case, at: datetime) -> PublishedNotice:
    """Publish what a case has checked; what it replaces is withdrawn. Raises ReplacedAlready."""
    form: Mapping[str, Any] = case.form
    org = Org.objects.within("").get(pk=form["org"])
    require(actor, can.issue, org.path)
    old = _locked(form["replaces"]) if form["replaces"] else None
    if old is not None:
        if old.withdrawn_at is not None or old.org_path != org.path:
            raise ReplacedAlready
        _withdraw(actor, old, REPLACED, at)
    letterhead = units.letterhead_of(org.pk)
    made: PublishedNotice = PublishedNotice.objects.create(
        org=org,
        org_path=org.path,
        org_name=letterhead.agency if letterhead else org.name,
        title=form["title"],
        body=form["body"],
        audience=form["audience"],
        case_id=case.pk,
        replaces=old,
        released_by=actor.name,
        released_at=at,
        shown_from=max(at, _midnight(form["show_on"])) if form.get("show_on") else at,
        expires_on=form.get("expires_on"),
        is_pinned=form.get("is_pinned", False),
    )
    _record(actor, events.NOTICE_PUBLISHED, made)
    return made


@transaction.atomic
def withdraw(*, actor: Actor, notice: PublishedNotice, reason: str, at: datetime) -> None:
    """Take a notice off all boards; it stays in the register. Raises ReasonMissing, WithdrawnAlready."""
    require(actor, can.withdraw_notices, notice.org_path)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    row = _locked(notice.pk)
    if row.withdrawn_at is not None:
        raise WithdrawnAlready
    _withdraw(actor, row, reason.strip()[:200], at)


@transaction.atomic
def pin(*, actor: Actor, notice: PublishedNotice, on_top: bool) -> None:
    """Put a notice on top of boards, or no longer."""
    require(actor, can.withdraw_notices, notice.org_path)
    row = _locked(notice.pk)
    row.is_pinned = on_top
    row.save(update_fields=["is_pinned"])
    _record(actor, events.NOTICE_PINNED if on_top else events.NOTICE_UNPINNED, row)


def _midnight(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time.min))


def _locked(notice_id: int) -> PublishedNotice:
    row: PublishedNotice = PublishedNotice.objects.within("").select_for_update(of=("self",)).get(pk=notice_id)
    return row


def _withdraw(actor: Actor, row: PublishedNotice, reason: str, at: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by, row.reason = at, actor.name, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    _record(actor, events.NOTICE_WITHDRAWN, row, reason=reason)


def _record(actor: Actor, label: Any, row: PublishedNotice, **details: Any) -> None:
    told = {"title": row.title, **details}
    record(actor=actor, label=label, org_path=row.org_path, subject=("office.notice", row.pk), details=told)
