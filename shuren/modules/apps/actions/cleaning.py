"""The clean-up: what has run out ends by itself every night; what nobody uses is listed and ended once a year."""

from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.notices.actions import ask, settle_all
from shuren.modules.apps.actions import apps
from shuren.modules.apps.models import App, SwitchOn
from shuren.modules.apps.permissions import keep_catalogue
from shuren.modules.apps.queries import cleaning as queries
from shuren.modules.apps.workflows import AppState
from shuren.spine.identity import api as identity
from shuren.spine.orgs.models import Org

TO_CLEAN: Final = "apps.clean_up"
NIGHT = system_actor("apps.night", "应用到期清理", keep_catalogue)


def expire_all() -> int:
    """Note which apps have run out; they were out of use from the day itself. Return how many."""
    over = App.objects.within("").filter(
        state__in=(AppState.IN_USE, AppState.SUSPENDED), lasts_until__lt=timezone.localdate()
    )
    found = list(over.order_by("id"))
    for app in found:
        apps.expire(actor=NIGHT, app=app)
    return len(found)


def remind() -> int:
    """Ask each authority that has unused apps to clean up, once or again; return how many were asked."""
    listed: dict[str, int] = {}
    for one in queries.unused(""):
        listed[one.app.org_path] = listed.get(one.app.org_path, 0) + 1
    orgs = Org.objects.within("").filter(path__in=listed)
    for org in orgs:
        ask(
            kind=TO_CLEAN, subject_id=org.path, title=gettext_noop("清理无人使用的应用：{count} 个"),
            params={"count": listed[org.path]},
            link=queries.address(), role=identity.official_at(org.level), org_path=org.path,
        )  # fmt: skip
    return len(orgs)


@transaction.atomic
def clean_up(*, actor: Actor, app_ids: Collection[int], reason: str) -> int:
    """End the apps that were chosen from the list of unused ones; return how many. Raises ReasonMissing, Forbidden."""
    require(actor, keep_catalogue, actor.path)
    chosen = [one.app for one in queries.unused(actor.path) if one.app.pk in set(app_ids)]
    for app in chosen:
        apps.end(actor=actor, app=app, reason=reason)
    SwitchOn.objects.within("").filter(app__in=chosen, ended_at=None).update(
        ended_at=timezone.now(), ended_by=actor.name, ended_why=reason.strip()[:200]
    )
    if chosen and not queries.unused(actor.path):
        settle_all(kind=TO_CLEAN, subject_ids=[actor.path])
    return len(chosen)
