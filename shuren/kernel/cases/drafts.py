"""What was typed and not sent: applications, and what a signer fills in on the page of a case.

Kept for their author, for KEPT_DAYS after they were last touched. Who saves names the moment at which the page had last
seen the draft: what another window has saved since is not written over.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import CaseForm, NotToBeKept, StepForm, newest
from shuren.kernel.cases.materials import Given
from shuren.kernel.cases.models import Draft
from shuren.kernel.files import actions as files
from shuren.kernel.files.models import StoredFile
from shuren.kernel.refusals import NotFoundHere, Refused

KEPT_DAYS = 30
MOST = 50  # drafts of one author
LARGEST = 100_000  # characters of what was typed
TYPED_ON = "case:"  # before case and task, in place of a type, where the draft belongs to the page of a case
PIECE = 1_000  # drafts that are removed in one transaction


class TooManyDrafts(Refused):
    """您的申请草稿已有 {most} 份。请先提交或删除不再需要的草稿，再保存新的。"""


class DraftChanged(Refused):
    """您在另一个窗口中改过这份草稿，本窗口的改动没有自动保存。请打开较新的草稿，或以本窗口的内容为准保存。"""


class DraftTooLarge(Refused):
    """填写的内容过长，草稿没有保存。请精简后再保存，较长的说明可以作为材料上传。"""


def _own(actor: Actor) -> QuerySet[Draft]:
    own: QuerySet[Draft] = Draft.objects.within("").filter(author_key=actor.id, org_path=actor.path)
    return own


def _name(case_id: int, task: int) -> str:
    return f"{TYPED_ON}{case_id}.{task}"


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """Return an actor's drafts in the present role, latest first."""
    return _own(actor).exclude(type__startswith=TYPED_ON).order_by("-saved_at", "-pk")


def begun(actor: Actor, type_code: str) -> QuerySet[Draft]:
    """Return an actor's drafts of one type, latest first."""
    return drafts_of(actor).filter(type=type_code)


def draft_for(actor: Actor, draft_id: int) -> Draft:
    """Return one of an actor's drafts. Raises NotFoundHere for anybody else's."""
    found = drafts_of(actor).filter(pk=draft_id).first()
    if found is None:
        raise NotFoundHere
    return found


def save(
    *,
    actor: Actor,
    type_code: str,
    draft_id: int | None,
    entered: Mapping[str, Any],
    labels: Mapping[str, str],
    given: Mapping[str, Given],
    seen: datetime | None = None,
) -> Draft:
    """Keep what has been filled in so far; one that was sent or removed meanwhile is kept anew.

    Raises TooManyDrafts, DraftTooLarge and DraftChanged; and NotToBeKept, with which what was kept before goes too.
    """
    kind = newest(type_code)
    require(actor, kind.apply, actor.path)
    own = _own_files(actor, given)
    try:
        kind.form.refuse_keeping(entered)
    except NotToBeKept:
        if draft_id is not None:
            discard(actor=actor, draft_id=draft_id)
        files.drop(number for numbers, _ in own.values() for number in numbers)
        raise
    return _save(actor, type_code, draft_id, entered, labels, own, seen)


def _own_files(actor: Actor, given: Mapping[str, Given]) -> dict[str, tuple[list[int], bool]]:
    """Return what is given by material, without files that somebody else has uploaded."""
    asked = {number for told in given.values() for number in told.files}
    own = set(StoredFile.objects.filter(pk__in=asked, actor_key=actor.id).values_list("pk", flat=True)) if asked else ()
    return {code: ([one for one in told.files if one in own], told.promised) for code, told in given.items()}


@transaction.atomic
def _save(
    actor: Actor,
    type_code: str,
    draft_id: int | None,
    entered: Mapping[str, Any],
    labels: Mapping[str, str],
    given: Mapping[str, tuple[list[int], bool]],
    seen: datetime | None,
) -> Draft:
    draft = drafts_of(actor).filter(pk=draft_id, type=type_code).select_for_update().first() if draft_id else None
    if draft is None and drafts_of(actor).count() >= MOST:
        raise TooManyDrafts(most=MOST)
    draft = draft or Draft(type=type_code, author_key=actor.id, org_path=actor.path)
    draft.labels = dict(labels)
    draft.given = {code: list(told) for code, told in given.items()}
    return _kept(draft, entered, seen)


def typed_on(actor: Actor, case_id: int, task: int) -> Draft | None:
    """Return what an actor has typed to sign a task and not sent."""
    return _own(actor).filter(type=_name(case_id, task)).first()


def save_typed_on(
    *,
    actor: Actor,
    case_id: int,
    task: int,
    form: type[CaseForm | StepForm],
    entered: Mapping[str, Any],
    seen: datetime | None,
) -> Draft:
    """Keep what is typed into a form to sign a task; the caller has made sure that it is theirs.

    Raises DraftTooLarge and DraftChanged; and NotToBeKept, with which what was kept before goes too.
    """
    try:
        form.refuse_keeping(entered)
    except NotToBeKept:
        forget(actor=actor, case_id=case_id, task=task)
        raise
    return _save_typed_on(actor, case_id, task, entered, seen)


@transaction.atomic
def _save_typed_on(actor: Actor, case_id: int, task: int, entered: Mapping[str, Any], seen: datetime | None) -> Draft:
    name = _name(case_id, task)
    found = _own(actor).filter(type=name).select_for_update().first()
    made = Draft(type=name, author_key=actor.id, org_path=actor.path, labels={}, given={})
    return _kept(found or made, entered, seen)


def _kept(draft: Draft, entered: Mapping[str, Any], seen: datetime | None) -> Draft:
    if len(json.dumps(dict(entered), ensure_ascii=False)) > LARGEST:
        raise DraftTooLarge
    if draft.pk and seen is not None and draft.saved_at > seen:
        raise DraftChanged
    draft.entered, draft.saved_at = dict(entered), timezone.now()
    draft.save()
    return draft


def given_in(draft: Draft) -> dict[str, Given]:
    """Return the materials that a draft holds."""
    return {code: Given(tuple(numbers), promised) for code, (numbers, promised) in draft.given.items()}


def discard(*, actor: Actor, draft_id: int) -> None:
    """Remove a draft with its files, if it is still there."""
    _remove(drafts_of(actor).filter(pk=draft_id))


def sent(*, actor: Actor, type_code: str, draft_id: int | None, entered: Mapping[str, Any]) -> None:
    """Remove a draft that has become a case; its files are the case's now.

    So is one with the same content and no files, which was saved by itself just as the form was sent.
    """
    if not entered and draft_id is None:
        return
    same = begun(actor, type_code).filter(entered=dict(entered)) if entered else ()
    bare = [row.pk for row in same if not any(told.files for told in given_in(row).values())]
    drafts_of(actor).filter(pk__in=[draft_id, *bare]).delete()


def forget(*, actor: Actor, case_id: int, task: int) -> None:
    """Remove what was typed to sign a task, for it has been sent or is given up."""
    _own(actor).filter(type=_name(case_id, task)).delete()


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
