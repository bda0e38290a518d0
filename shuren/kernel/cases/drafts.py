"""Applications begun and not sent: kept for their author, for KEPT_DAYS after they were last touched."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import newest
from shuren.kernel.cases.materials import Given
from shuren.kernel.cases.models import Draft
from shuren.kernel.files import actions as files
from shuren.kernel.refusals import NotFoundHere, Refused

KEPT_DAYS = 30
MOST = 50  # drafts of one author
LARGEST = 100_000  # characters of what was typed
PIECE = 1_000  # drafts that are removed in one transaction


class TooManyDrafts(Refused):
    """您的申请草稿已有 {most} 份。请先提交或删除不再需要的草稿，再保存新的。"""


class DraftTooLarge(Refused):
    """填写的内容过长，草稿没有保存。请精简后再保存，较长的说明可以作为材料上传。"""


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """Return an actor's drafts in the present role, latest first."""
    own: QuerySet[Draft] = Draft.objects.within("").filter(author_key=actor.id, org_path=actor.path)
    return own.order_by("-saved_at", "-pk")


def draft_for(actor: Actor, draft_id: int) -> Draft:
    """Return one of an actor's drafts. Raises NotFoundHere for anybody else's."""
    found = drafts_of(actor).filter(pk=draft_id).first()
    if found is None:
        raise NotFoundHere
    return found


@transaction.atomic
def save(
    *,
    actor: Actor,
    type_code: str,
    draft_id: int | None,
    entered: Mapping[str, Any],
    labels: Mapping[str, str],
    given: Mapping[str, Given],
) -> Draft:
    """Keep what has been filled in so far; one that was sent or removed meanwhile is kept anew.

    Raises TooManyDrafts and DraftTooLarge.
    """
    require(actor, newest(type_code).apply, actor.path)
    if len(json.dumps(dict(entered), ensure_ascii=False)) > LARGEST:
        raise DraftTooLarge
    draft = drafts_of(actor).filter(pk=draft_id, type=type_code).select_for_update().first() if draft_id else None
    if draft is None and drafts_of(actor).count() >= MOST:
        raise TooManyDrafts(most=MOST)
    draft = draft or Draft(type=type_code, author_key=actor.id, org_path=actor.path)
    draft.entered, draft.labels = dict(entered), dict(labels)
    draft.given = {code: [list(told.files), told.promised] for code, told in given.items()}
    draft.saved_at = timezone.now()
    draft.save()
    return draft


def given_in(draft: Draft) -> dict[str, Given]:
    """Return the materials that a draft holds."""
    return {code: Given(tuple(numbers), promised) for code, (numbers, promised) in draft.given.items()}


def discard(*, actor: Actor, draft_id: int) -> None:
    """Remove a draft with its files, if it is still there."""
    _remove(drafts_of(actor).filter(pk=draft_id))


def sent(*, actor: Actor, draft_id: int) -> None:
    """Remove a draft that has become a case; its files are the case's now."""
    drafts_of(actor).filter(pk=draft_id).delete()


def expire() -> int:
    """Remove, piece by piece, the drafts that nobody has touched for KEPT_DAYS; return how many there were."""
    count, before = 0, timezone.now() - timedelta(days=KEPT_DAYS)
    while removed := _remove(Draft.objects.within("").filter(saved_at__lt=before).order_by("saved_at", "pk")[:PIECE]):
        count += removed
    return count


def _remove(drafts: QuerySet[Draft]) -> int:
    rows = list(drafts)
    with transaction.atomic():
        Draft.objects.within("").filter(pk__in=[row.pk for row in rows]).delete()
    files.drop({number for row in rows for numbers, _ in row.given.values() for number in numbers})
    return len(rows)
