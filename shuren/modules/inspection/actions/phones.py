"""What phones hand in: notes, pictures, the result. Each has an id of the phone's own and arrives once.

A visit that is no longer open still takes what was written for it: aside, where it changes nothing and is not lost.
"""

import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.files.actions import store
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.workflow.actions import take
from shuren.modules.inspection import events
from shuren.modules.inspection.actions.rounds import ask_inspectors
from shuren.modules.inspection.models import Item, Note, Photo, Visit
from shuren.modules.inspection.permissions import do_checks
from shuren.modules.inspection.queries import phone as queries
from shuren.modules.inspection.queries.visits import heads_of
from shuren.modules.inspection.rules import notes as rules
from shuren.modules.inspection.rules.pictures import LARGEST, NotAPicture, stripped
from shuren.modules.inspection.workflows import VisitState, VisitWorkflow
from shuren.spine.identity import api as identity

RESULT, ASIDE = "inspection.result", "inspection.aside"
RESULT_TITLE = gettext_noop("请查看实地核查结果《{title}》：发现问题 {count} 个")
ASIDE_TITLE = gettext_noop("{unit}的核查“{title}”有后到的记录，请决定是否补入")
DAYS_TO_ANSWER = 7  # calendar days
PER_VISIT = 200  # pictures


class Incomplete(Refused):
    """还不能提交：{items}还没有填写，或照片不够。"""


class Disagreement(Refused):
    """还不能提交：{items}在几台手机上填写不一致，请逐项确认以哪一个为准。"""


class PhotosOnTheWay(Refused):
    """还不能提交：有 {count} 张照片还没有上传完，请稍候再试。"""


class UnreadablePhoto(Refused):
    """照片不能读取：请用手机重新拍摄，或选择 JPEG 图片。"""


class PhotoTooLarge(Refused):
    """照片太大：单张不能超过 {megabytes} MB。"""


class TooManyPhotos(Refused):
    """一个单位最多 {most} 张照片，请删去不需要的再上传。"""


@dataclass(frozen=True)
class Written:
    """A note as a phone sends it; `at` by the phone's clock."""

    key: UUID
    item: int
    answer: str
    remark: str
    is_problem: bool
    after: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Taken:
    """A picture as a phone sends it."""

    key: UUID
    item: int
    content: bytes = field(repr=False)
    at: datetime
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


@transaction.atomic
def take_notes(*, actor: Actor, visit_id: int, phone: str, written: Iterable[Written]) -> dict[str, str]:
    """Keep notes; those that have arrived before are passed over. Return by key why any could not be taken."""
    visit, now = _locked(actor, visit_id), timezone.now()
    sent = {one.key: one for one in written}
    there = set(Note.objects.filter(key__in=sent).values_list("key", flat=True))
    items = {item.pk: item for item in Item.objects.filter(round=visit.round_id)}
    refused, fresh = dict[str, str](), list[Note]()
    for one in sent.values():
        item = items.get(one.item)
        problem = rules.problem_with(rules.Kind(item.kind), one.answer) if item else "item"
        if problem or len(one.remark) > rules.LONGEST:
            refused[str(one.key)] = problem or "long"
        elif one.key not in there:
            fresh.append(
                Note(
                    key=one.key,
                    visit=visit,
                    item=item,
                    answer=one.answer,
                    remark=one.remark,
                    is_problem=one.is_problem,
                    after=list(one.after),
                    at=min(one.at, now),
                    received_at=now,
                    phone=phone,
                    by_key=actor.id,
                    by_name=actor.name,
                    is_aside=visit.state != VisitState.OPEN,
                )
            )
    Note.objects.bulk_create(fresh)
    _told(actor, visit, notes=len(fresh), photos=0)
    return refused


@transaction.atomic
def take_photo(*, actor: Actor, visit_id: int, phone: str, taken: Taken) -> Photo:
    """Keep a picture without what its camera hid in it. Raises UnreadablePhoto, PhotoTooLarge, TooManyPhotos."""
    visit, now = _locked(actor, visit_id), timezone.now()
    known = Photo.objects.filter(key=taken.key).first()
    if known is not None:
        return known
    item = Item.objects.filter(round=visit.round_id, pk=taken.item).first()
    if item is None:
        raise NotFoundHere
    if len(taken.content) > LARGEST:
        raise PhotoTooLarge(megabytes=LARGEST >> 20)
    if Photo.objects.filter(visit=visit, dropped_at=None).count() >= PER_VISIT:
        raise TooManyPhotos(most=PER_VISIT)
    try:
        content, width, height = stripped(taken.content)
    except NotAPicture as wrong:
        raise UnreadablePhoto from wrong
    keeps = visit.round.keeps_place
    made: Photo = Photo.objects.create(
        key=taken.key, visit=visit, item=item, width=width, height=height, at=min(taken.at, now), received_at=now,
        file=store(actor=actor, name=f"{taken.key}.jpg", content=io.BytesIO(content)), phone=phone, by_key=actor.id,
        by_name=actor.name, is_aside=visit.state != VisitState.OPEN, taken_at=taken.taken_at if keeps else None,
        latitude=taken.latitude if keeps else None, longitude=taken.longitude if keeps else None,
    )  # fmt: skip
    _told(actor, visit, notes=0, photos=1)
    return made


@transaction.atomic
def drop_photo(*, actor: Actor, visit_id: int, key: UUID) -> None:
    """Strike a picture out while the visit is open; it stays in the store. One that is out already stays so."""
    visit = _locked(actor, visit_id)
    found = Photo.objects.filter(visit=visit, key=key, dropped_at=None).first()
    if found is None or visit.state != VisitState.OPEN:
        return
    found.dropped_at, found.dropped_by = timezone.now(), actor.name
    found.save(update_fields=["dropped_at", "dropped_by"])
    _record(events.PHOTO_DROPPED, actor, visit)


@transaction.atomic
def hand_in(*, actor: Actor, visit_id: int, photos: Collection[UUID]) -> Visit:
    """Hand the result in; `photos` are those the phone knows of. A visit that is not open is left as it is.

    Raises PhotosOnTheWay, Disagreement, Incomplete.
    """
    visit = _locked(actor, visit_id)
    if visit.state != VisitState.OPEN:
        return visit
    arrived = Photo.objects.filter(visit=visit, key__in=photos).count()
    if arrived < len(set(photos)):
        raise PhotosOnTheWay(count=len(set(photos)) - arrived)
    visit.problems = len(_checked(visit))
    visit.handed_in_at, visit.handed_in_by = timezone.now(), actor.name
    visit.save(update_fields=["problems", "handed_in_at", "handed_in_by"])
    moved = take(VisitWorkflow.hand_in, actor=_here(actor, visit), obj=visit)
    _record(events.VISIT_STEP, actor, visit, step=VisitWorkflow.hand_in.label)
    ask_inspectors(visit.round)
    _ask_unit(visit)
    return moved


def _checked(visit: Visit) -> list[tuple[rules.Asked, rules.Note]]:
    """Return what was found wrong, where nothing is missing and nothing is in dispute."""
    items = [item.rule for item in Item.objects.filter(round=visit.round_id).order_by("number")]
    heads = heads_of(list(Note.objects.filter(visit=visit, is_aside=False).order_by("id")))
    counted: dict[int, int] = {}
    for item in Photo.objects.filter(visit=visit, is_aside=False, dropped_at=None).values_list("item_id", flat=True):
        counted[item] = counted.get(item, 0) + 1
    wrong = rules.disputed(heads)
    if wrong:
        raise Disagreement(items=_("、").join(item.label for item in items if item.item in wrong))
    missing = rules.lacking(items, heads, counted)
    if missing:
        raise Incomplete(items=_("、").join(missing))
    return rules.findings(items, heads)


def _locked(actor: Actor, visit_id: int) -> Visit:
    """Lock a visit that the actor may write to."""
    require(actor, do_checks)
    queries.writable(actor, visit_id)
    rows = Visit._base_manager.select_for_update(of=("self",)).select_related("round__org", "org")
    found: Visit = rows.get(pk=visit_id)
    return found


def _here(actor: Actor, visit: Visit) -> Actor:
    """Let whoever was sent to a unit that now belongs to another authority finish what they were sent for."""
    if actor.covers(visit.org_path):
        return actor
    return Actor(actor.id, actor.name, actor.role, visit.org_path, actor.permissions)


def _told(actor: Actor, visit: Visit, *, notes: int, photos: int) -> None:
    """Note in the audit log what arrived; whoever planned the round is asked about what came late."""
    if not notes and not photos:
        return
    is_aside = visit.state != VisitState.OPEN
    _record(events.NOTES_ASIDE if is_aside else events.NOTES_TAKEN, actor, visit, notes=notes, photos=photos)
    if is_aside:
        notices.ask(
            kind=ASIDE, subject_id=visit.pk, title=ASIDE_TITLE, link=reverse("inspection:visit", args=(visit.pk,)),
            role=identity.official_at(visit.round.org.level), org_path=visit.round.org_path,
            params={"unit": visit.org.name, "title": visit.round.title},
        )  # fmt: skip


def _ask_unit(visit: Visit) -> None:
    notices.ask(
        kind=RESULT, subject_id=visit.pk, title=RESULT_TITLE, link=reverse("inspection:visit", args=(visit.pk,)),
        role="principal", org_path=visit.org_path, params={"title": visit.round.title, "count": visit.problems},
        due_at=notices.end_of(timezone.localdate() + timedelta(days=DAYS_TO_ANSWER)),
    )  # fmt: skip


def _record(label: AuditLabel, actor: Actor, visit: Visit, **details: object) -> None:
    told = {"unit": visit.org.name, "title": visit.round.title, **details}
    record(actor=actor, label=label, org_path=visit.org_path, subject=("inspection.visit", visit.pk), details=told)
