"""Who drafts a request: one person at a time, and any colleague of the same authority may go on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.audit.actions import record
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.collection import events
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions.requests import TAKEN_ON, settle
from shuren.modules.collection.models import Request
from shuren.modules.collection.queries import requests
from shuren.modules.collection.rules.deeds import Deed, allows
from shuren.spine.identity import queries as identity

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

TOLD = "collection.drafter_told"  # the kind of to-do of whose draft another has taken on
GO_ON = gettext_noop("请继续起草 · {title}（{name}移交）")
TAKEN = gettext_noop("{name}已接手起草 · {title}")


class DraftedElsewhere(Refused):
    """这项任务由{org}起草，只有该单位有起草权限的人可以接手。请与其联系。"""


class SentAlready(Refused):
    """这项任务已经下达、终止或不予下达，不再变更起草人。需要重新采集的，请复制为新任务。"""


class HandedOnMeanwhile(Refused):
    """这项任务的起草人已变为{name}。请刷新页面，确认后再办理。"""


class NotAColleague(Refused):
    """只能移交给本单位有起草权限的在岗人员。请重新选择。"""

    status = 422


class OnlyTheDrafter(Refused):
    """起草人由{name}本人移交；由您继续办理的，请选择接手起草。"""


@transaction.atomic
def hand_over(*, actor: Actor, request_id: int, seen: str, to: str) -> Request:
    """Let another of the same authority go on with a request: handed over by its drafter, or taken on by oneself.

    `seen` and `to` are account keys: who drafts it as the page showed, and who is to. Raises DraftedElsewhere,
    SentAlready, HandedOnMeanwhile, OnlyTheDrafter, NotAColleague.
    """
    require(actor, can.draft_requests)
    row: Request | None = Request.objects.within(actor.path).select_for_update().filter(pk=request_id).first()
    if row is None:
        raise NotFoundHere
    if row.org_path != actor.path:
        raise DraftedElsewhere(org=row.org_name)
    if not allows(requests.state_of(requests.standing(row.pk)), Deed.HAND_OVER):
        raise SentAlready
    if row.drafted_by_key != seen:
        raise HandedOnMeanwhile(name=row.drafted_by_name)
    taken_on = to == actor.id
    if not taken_on and row.drafted_by_key != actor.id:
        raise OnlyTheDrafter(name=row.drafted_by_name)
    names = {actor.id: actor.name, **dict(identity.colleagues_of(actor, can.draft_requests))}
    if to not in names or to == row.drafted_by_key:
        raise NotAColleague(field="to")
    before_key, before = row.drafted_by_key, row.drafted_by_name
    row.drafted_by_key, row.drafted_by_name = to, names[to]
    row.drafted_before = sorted({*row.drafted_before, before_key})
    row.save(update_fields=["drafted_by_key", "drafted_by_name", "drafted_before", "changed_at"])
    _tell(row, actor, before_key if taken_on else to, TAKEN if taken_on else GO_ON)
    details = {"title": row.title, "before": before, "after": row.drafted_by_name}
    subject = ("collection.request", row.pk)
    record(actor=actor, label=events.DRAFTER_CHANGED, org_path=row.org_path, subject=subject, details=details)
    return row


def _tell(row: Request, actor: Actor, account: str, title: str) -> None:
    settle(row)
    read_told(actor=actor, request_id=row.pk)
    kind, subject = (TAKEN_ON, str(row.pk)) if title == GO_ON else (TOLD, _told(row.pk, account))
    notices.ask(
        kind=kind, subject_id=subject, title=title, link=reverse("collection:request", args=(row.pk,)),
        role="", org_path=row.org_path, account_key=account, params={"title": row.title, "name": actor.name},
    )  # fmt: skip


def _told(request_id: int, account: str) -> str:
    return f"{request_id}.{account}"


def read_told(*, actor: Actor, request_id: int) -> None:
    """Take away what told the actor that another has taken a draft on, once they look at it."""
    notices.settle(kind=TOLD, subject_id=_told(request_id, actor.id))
