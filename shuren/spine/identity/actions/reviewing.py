"""The yearly review of grants: kept knowingly, taken back, or, where nobody looked, ended by itself."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import Refused
from shuren.spine.identity import events, queries, rules
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import grants
from shuren.spine.identity.models import Grant
from shuren.spine.identity.queries import reviewing

REMINDER = system_actor("identity.review", "年度授权复核")
KIND = "identity.review"


class NothingChosen(Refused):
    """没有选择授权，请先勾选要保留或收回的授权。"""

    status = 422


class NotDue(Refused):
    """所选的授权已经复核或收回，可能刚被他人办理，请刷新页面查看。"""


@transaction.atomic
def keep(*, actor: Actor, chosen: Collection[int], at: datetime) -> int:
    """Keep grants for another year, with the actor's name; return how many. Raises NothingChosen, NotDue."""
    found = _chosen(actor, chosen, at)
    for grant in found:
        grant.reviewed_at, grant.reviewed_by = at, actor.name
        _record(actor, events.REVIEWED, grant)
    Grant.objects.within("").bulk_update(found, ["reviewed_at", "reviewed_by"])
    _settle(actor, at)
    return len(found)


@transaction.atomic
def take_back(*, actor: Actor, chosen: Collection[int], at: datetime) -> int:
    """Take grants back from today on; return how many. Raises NothingChosen, NotDue."""
    found = _chosen(actor, chosen, at)
    for grant in found:
        grants.end_grant(grant, timezone.localdate(at))
        _record(actor, events.REVOKED, grant)
    _settle(actor, at)
    return len(found)


def remind_and_end(at: datetime) -> tuple[int, int]:
    """Ask for the reviews that are due and end what nobody looked at in time; return how many of each.

    An administrator's role whose only holder at a node it is stays: nobody would be left to give it again.
    """
    return _remind(at), _end_overdue(at)


def _remind(at: datetime) -> int:
    asked: dict[tuple[str, str], int] = defaultdict(int)
    since = at - timedelta(days=rules.REVIEW_DAYS - rules.REVIEW_NOTICE_DAYS)
    for role in (can.SYSTEM_ADMIN.code, can.SECURITY_ADMIN.code):
        nodes = sorted(queries.held_at(role), key=len, reverse=True)
        rows = Grant.objects.within("").filter(role__in=reviewing.reviewed_by(role))
        for path in reviewing.seen_before(rows, since).values_list("org_path", flat=True):
            node = next((node for node in nodes if path.startswith(node)), "")
            asked[role, node] += bool(node)
    waiting = {key: count for key, count in asked.items() if count}
    for (role, node), count in waiting.items():
        notices.ask(
            kind=KIND, subject_id=f"{role}:{node}", title=gettext_noop("{count} 项授权需要年度复核，逾期自动终止"),
            params={"count": count}, link=reverse("identity:grant_review"), role=role, org_path=node,
        )  # fmt: skip
    return len(waiting)


def _end_overdue(at: datetime) -> int:
    roles = [*reviewing.ordinary_roles(), *reviewing.powerful_roles()]
    rows = Grant.objects.within("").filter(role__in=roles).select_related("account", "org")
    ended = 0
    for grant in reviewing.seen_before(rows, at - timedelta(days=rules.REVIEW_DAYS)).order_by("id"):
        ended += _end_one(grant, at)
    return ended


@transaction.atomic
def _end_one(grant: Grant, at: datetime) -> bool:
    if queries.is_last_administrator(grant):
        return False
    grants.end_grant(grant, timezone.localdate(at))
    _record(REMINDER, events.REVIEW_MISSED, grant)
    return True


def _chosen(actor: Actor, chosen: Collection[int], at: datetime) -> list[Grant]:
    if not chosen:
        raise NothingChosen
    found = list(reviewing.due(actor, at).filter(pk__in=chosen).select_for_update(of=("self",)))
    if len(found) < len(set(chosen)):
        raise NotDue
    for grant in found:
        require(actor, can.review_grants, grant.org_path)
    return found


def _settle(actor: Actor, at: datetime) -> None:
    if not reviewing.due(actor, at).exists():
        notices.settle(kind=KIND, subject_id=f"{actor.role}:{actor.path}")


def _record(actor: Actor, label: AuditLabel, grant: Grant) -> None:
    role = queries.role_in_chinese(grant.role)
    grants.record_about(actor, label, grant.account, path=grant.org_path, role=role, org=grant.org.name)
