"""Being signed in at an app: its beginning, its end, and what hangs on it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.events.actions import announce
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.apps import api as apps
from shuren.modules.sso import events
from shuren.modules.sso.models import Approval, Client, Service, Visit
from shuren.modules.sso.queries.people import DOOR, approval_of
from shuren.modules.sso.rules import terms
from shuren.spine.identity.models import Account


class NotSwitchedOn(Refused):
    """您现在不能使用这个应用：您所在的学校没有为您开通它，或它已到期停用。请联系学校管理员。"""

    status = 403


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who comes to an app: the account in one of its roles, how and when it was last proved who it is."""

    account: Account
    actor: Actor
    grant_id: int | None
    stay_id: int | None
    way: str
    proved_at: datetime


def begin(*, comer: Comer, entrance: Client | Service, at: datetime, scope: str = "") -> Visit:
    """Note that somebody is at an app; the caller is in a transaction."""
    app = apps.app_by_id(entrance.app_id)
    visit: Visit = Visit.objects.create(
        app_id=app.id,
        client=entrance if isinstance(entrance, Client) else None,
        service=entrance if isinstance(entrance, Service) else None,
        account=comer.account,
        stay_id=comer.stay_id,
        grant_id=comer.grant_id,
        sid=secrets.token_urlsafe(24),
        scope=scope,
        auth_time=comer.proved_at,
        way=comer.way,
        began_at=at,
    )
    _record(comer.actor, events.SIGNED_INTO, visit, app=app.name)
    return visit


@transaction.atomic
def end(*, visit: Visit, at: datetime, why: str) -> bool:
    """End a visit and tell the app, once; return whether it was still open."""
    ended = Visit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=at, ended_why=why)
    if ended:
        visit.ended_at = at
        _tell(visit)
    return bool(ended)


@transaction.atomic
def end_for_replay(*, visit: Visit, what: str, at: datetime) -> None:
    """End a visit because something good once was shown twice: one of the two who had it is a thief."""
    if end(visit=visit, at=at, why="replayed"):
        _record(DOOR, events.REPLAYED, visit, app=_name_of(visit.app_id), what=what)


@transaction.atomic
def end_with_stays(*, stays: list[int], at: datetime) -> int:
    """End the visits that came from stays which have ended, except those that may outlast them."""
    rows = Visit.objects.filter(stay__in=stays, ended_at=None).select_related("client", "service")
    return sum(end(visit=row, at=at, why="left") for row in rows if terms.OFFLINE not in row.scope.split())


@transaction.atomic
def approve(*, comer: Comer, app_id: int, items: list[str], at: datetime) -> None:
    """Note that somebody agrees that an app is told some items, beside those agreed to before."""
    with scope_of(DOOR):
        before = approval_of(app_id, comer.account)
        if before is not None and set(items) <= set(before.items):
            return
        kept = list(dict.fromkeys([*(before.items if before else []), *items]))
        Approval.objects.within("").update_or_create(
            account=comer.account,
            app_id=app_id,
            withdrawn_at=None,
            defaults={"items": kept, "given_at": at, "org_path": comer.account.org_path},
        )
    labels = "、".join(apps.label_of(item) for item in items) or "（无）"
    _about(comer.actor, events.APPROVED, comer.account, app=_name_of(app_id), items=labels)


@transaction.atomic
def withdraw(*, actor: Actor, account: Account, app_id: int, at: datetime) -> None:
    """Take an approval back, and end every visit at the app."""
    with scope_of(DOOR):
        open_ = Approval.objects.within("").filter(account=account, app_id=app_id, withdrawn_at=None)
        taken = open_.update(withdrawn_at=at)
    for visit in Visit.objects.filter(account=account, app_id=app_id, ended_at=None).select_related(
        "client", "service"
    ):
        end(visit=visit, at=at, why="withdrawn")
    if taken:
        _about(actor, events.WITHDRAWN, account, app=_name_of(app_id))


def keep_until(visit: Visit, at: datetime) -> datetime:
    """Return until when a refresh token holds without use: no longer than a stay lasts, unless it may outlast it."""
    longest = at + timedelta(days=terms.REFRESH_DAYS)
    if terms.OFFLINE in visit.scope.split():
        return longest
    return min(longest, visit.began_at + timedelta(seconds=settings.SESSION_COOKIE_AGE))


def _tell(visit: Visit) -> None:
    wants = bool(visit.client and visit.client.backchannel_uri) or visit.service is not None
    if wants:
        announce(events.VisitEnded(visit.pk))


def _name_of(app_id: int) -> str:
    try:
        return apps.app_by_id(app_id).name
    except Refused:
        return f"#{app_id}"


def _record(actor: Actor, label: Any, visit: Visit, **details: object) -> None:
    path = visit.account.org_path
    record(actor=actor, label=label, org_path=path, subject=("sso.visit", visit.pk), details=details)


def _about(actor: Actor, label: Any, account: Account, **details: object) -> None:
    subject = ("identity.account", account.pk)
    record(actor=actor, label=label, org_path=account.org_path, subject=subject, details=details)
