"""What a phone takes along: the visits its owner is to make, whole, so that it can work without a net."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from shuren.kernel.actors import Actor, range_of
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.words import told
from shuren.modules.inspection.models import Assignee, Item, Note, Photo, Visit
from shuren.modules.inspection.queries.visits import heads_of
from shuren.modules.inspection.rules import notes as rules
from shuren.modules.inspection.workflows import RoundState, VisitState

ISSUED = (RoundState.ISSUED, RoundState.CLOSED)
ACCOUNT = "account:"


def account_of(actor: Actor) -> int:
    """Return the id of the account that acts, 0 for a part of the system."""
    return int(actor.id.removeprefix(ACCOUNT)) if actor.id.startswith(ACCOUNT) else 0


def writable_by(actor: Actor) -> QuerySet[Visit]:
    """Return the visits of which the actor may hand notes in: of the actor's own part, or sent there by name.

    Whoever was sent stays so when the unit is merged into one elsewhere while the phone has no net.
    """
    low, high = range_of(actor.path)
    sent = Q(assignees__account=account_of(actor))
    rows: QuerySet[Visit] = Visit.objects.within("").filter(round__state__in=ISSUED)
    return rows.filter(sent | Q(org_path__gte=low, org_path__lt=high)).distinct()


def writable(actor: Actor, visit_id: int) -> int:
    """Return the id of a visit the actor may hand notes in for. Raises NotFoundHere."""
    if not writable_by(actor).filter(pk=visit_id).exists():
        raise NotFoundHere
    return visit_id


def to_make(actor: Actor) -> list[dict[str, Any]]:
    """Return the open visits that the actor is sent to, nearest day first."""
    rows = Visit.objects.within("").filter(
        assignees__account=account_of(actor), state=VisitState.OPEN, round__state=RoundState.ISSUED
    )
    return told_of(list(_whole(rows).order_by("round__until_on", "org_path", "id")))


def state_of(visit_id: int) -> dict[str, Any]:
    """Return one visit that the caller has checked, as phones are told it."""
    return told_of(list(_whole(Visit.objects.within("").filter(pk=visit_id))))[0]


def _whole(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    sent = Prefetch("assignees", queryset=Assignee.objects.select_related("account").order_by("id"))
    items = Prefetch("round__items", queryset=Item.objects.order_by("number"))
    return rows.select_related("org", "was", "round__org").prefetch_related(sent, items)


def told_of(visits: Sequence[Visit]) -> list[dict[str, Any]]:
    """Return visits with their items, what stands of each and which pictures have arrived."""
    ids = [visit.pk for visit in visits]
    notes: dict[int, list[Note]] = defaultdict(list)
    for note in Note.objects.filter(visit__in=ids, is_aside=False).order_by("id"):
        notes[note.visit_id].append(note)
    photos: dict[int, list[Photo]] = defaultdict(list)
    for photo in Photo.objects.filter(visit__in=ids, is_aside=False, dropped_at=None).order_by("at", "id"):
        photos[photo.visit_id].append(photo)
    return [_told(visit, notes[visit.pk], photos[visit.pk]) for visit in visits]


def _told(visit: Visit, notes: Sequence[Note], photos: Sequence[Photo]) -> dict[str, Any]:
    about, by_key = visit.round, {str(note.key): note for note in notes}
    standing = {
        str(item): [_note(by_key[head.key], notes, head) for head in heads] for item, heads in heads_of(notes).items()
    }
    return {
        "id": visit.pk, "unit": visit.org.name, "was": visit.was.name if visit.was else "",
        "address": visit.org.address, "title": about.title, "purpose": about.purpose, "basis": about.basis,
        "authority": about.org.name, "until": about.until_on.isoformat(), "keepsPlace": about.keeps_place,
        "state": visit.state, "why": told(visit.why_withdrawn),
        "with": [one.account.name for one in visit.assignees.all()],
        "items": [_item(item) for item in about.items.all()],
        "standing": standing, "photos": [_photo(photo) for photo in photos],
    }  # fmt: skip


def _item(item: Item) -> dict[str, Any]:
    names = ("number", "text", "kind", "unit", "expected", "photos", "basis")
    return {"id": item.pk, "required": item.is_required, **{name: getattr(item, name) for name in names}}


def _note(note: Note, notes: Sequence[Note], head: rules.Note) -> dict[str, Any]:
    """Tell a note that stands, with the keys of others that say the same and stand too: who answers supersedes all."""
    seen = {key for each in notes for key in each.after}
    same = [str(each.key) for each in notes if each.rule.said == head.said and each.item_id == head.item]
    return {
        "key": str(note.key), "keys": [key for key in same if key not in seen], "answer": note.answer,
        "remark": note.remark, "problem": note.is_problem, "by": note.by_name, "at": note.at.isoformat(),
        "phone": note.phone,
    }  # fmt: skip


def _photo(photo: Photo) -> dict[str, Any]:
    return {
        "key": str(photo.key), "item": photo.item_id, "by": photo.by_name,
        "url": reverse("inspection:photo", args=(photo.pk,)),
    }  # fmt: skip
