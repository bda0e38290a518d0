"""Units that owe a return and have nobody to fill it in: whoever can open accounts there is told."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.paths import line_of
from shuren.modules.collection.models import Return, Round
from shuren.modules.collection.queries import boards
from shuren.modules.collection.queries.units import without_filler
from shuren.spine.identity import api as identity

if TYPE_CHECKING:
    from collections.abc import Collection

KIND = "collection.unmanned"
OPENS_ACCOUNTS = "system_admin"
TITLE = gettext_noop("开通账号 · {count} 个单位没有人填报《{title}》（{round}）")


@transaction.atomic
def tell(asked: Round) -> None:
    """Put the units of a round where nobody answers before the nearest administrators, and take away what is mended."""
    nodes = identity.held_at(OPENS_ACCOUNTS)
    paths = without_filler(boards.missing(asked)).values_list("org_path", flat=True)
    counted = Counter(node for path in paths if (node := _nearest(path, nodes)))
    kept = Notice.objects.filter(kind=KIND, subject_id=str(asked.pk), settled_at=None)
    kept.exclude(org_path__in=list(counted)).update(settled_at=timezone.now())
    told = {"title": asked.request.title, "round": asked.label}
    notices.ask_all(
        Notice(
            kind=KIND, subject_id=str(asked.pk), title=TITLE, params={**told, "count": count},
            link=reverse("collection:unmanned"), role=OPENS_ACCOUNTS, org_path=node,
            asked_at=timezone.now(), due_at=notices.end_of(asked.due_on),
        )
        for node, count in counted.items()
    )  # fmt: skip


def tell_again(org_id: int) -> None:
    """Bring what administrators were told in line with who now holds a role at a unit."""
    owing = Return.objects.within("").filter(org=org_id, handed_in_at=None, closed_at=None)
    rounds = Round.objects.within("").filter(pk__in=owing.values("round"), request__ended_at=None)
    for asked in rounds.select_related("request"):
        tell(asked)


def _nearest(path: str, nodes: Collection[str]) -> str:
    """Return the lowest of some nodes at or above a path; empty where there is none."""
    return next((node for node in reversed(line_of(path)) if node in nodes), "")
