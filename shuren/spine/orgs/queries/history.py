"""How orgs came to be what they are: versions, changes, and what waits to take effect."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_date

from shuren.kernel.access import Permission, require
from shuren.kernel.actors import Actor, range_of
from shuren.kernel.refusals import NotFoundHere
from shuren.spine.orgs.models import Change, ChangeState, ClassMove, Effect, Org, OrgVersion
from shuren.spine.orgs.permissions import view_orgs

PENDING = (ChangeState.PROPOSED, ChangeState.SCHEDULED, ChangeState.FAILED)


@dataclass(frozen=True)
class Chapter:
    """One change in an org's history: what it altered in this org, and what it did to which others."""

    change: Change
    differences: list[tuple[str, Any, Any]] = field(default_factory=list)
    others: list[tuple[str, list[Org]]] = field(default_factory=list)


def versions_of(org: Org) -> list[OrgVersion]:
    """Return what an org was, the latest first; the caller has checked access to the org."""
    versions: QuerySet[OrgVersion] = OrgVersion.objects.within("").filter(org=org)
    return list(versions.select_related("parent", "authority", "began_by").order_by("-valid_from"))


def version_shown(versions: Sequence[OrgVersion], day: date) -> OrgVersion:
    """Choose of an org's versions the one that held on a day, or else the last. Raises NotFoundHere where none is."""
    held = (one for one in versions if one.valid_from <= day and (one.valid_to is None or day < one.valid_to))
    version = next(held, None) or next(iter(versions), None)
    if version is None:
        raise NotFoundHere
    return version


def changes_visible_to(actor: Actor, needed: Permission = view_orgs) -> QuerySet[Change]:
    """Return the changes decided in the actor's part of the tree, and those that touched an org in it."""
    require(actor, needed)
    rows: QuerySet[Change] = Change.objects.within("")
    if not actor.path:
        return rows
    low, high = range_of(actor.path)
    touched = Effect.objects.filter(change=OuterRef("pk"), org__path__gte=low, org__path__lt=high)
    return rows.filter(Q(org_path__gte=low, org_path__lt=high) | Exists(touched))


def change_for(actor: Actor, change_id: int, needed: Permission = view_orgs) -> Change:
    """Return a change that the actor may see. Raises NotFoundHere, Forbidden."""
    change = changes_visible_to(actor, needed).filter(pk=change_id).first()
    if change is None:
        raise NotFoundHere
    return change


def changes_matching(rows: QuerySet[Change], text: str) -> QuerySet[Change]:
    """Keep changes by a part of an org's name or of the document number."""
    return rows.filter(Q(document__icontains=text) | Q(names__what__icontains=text) | Q(names__into__icontains=text))


def changes_since(rows: QuerySet[Change], value: str) -> QuerySet[Change]:
    """Keep changes from a day on; an unreadable day keeps all."""
    day = _day(value)
    return rows.filter(effective_on__gte=day) if day else rows


def changes_until(rows: QuerySet[Change], value: str) -> QuerySet[Change]:
    """Keep changes up to a day, that day included; an unreadable day keeps all."""
    day = _day(value)
    return rows.filter(effective_on__lte=day) if day else rows


def _day(value: str) -> date | None:
    try:
        return parse_date(value)
    except ValueError:
        return None


def successor_of(org: Org) -> Org | None:
    """Return the org into which one went, if it went into one."""
    ended = Effect.objects.filter(org=org, did=Effect.Did.ENDED).order_by("-id").first()
    if ended is None:
        return None
    took = Effect.objects.filter(change=ended.change_id, did=Effect.Did.TOOK).select_related("org")
    found = took.order_by("id").first()
    return found.org if found else None


def class_moves_of(change: Change) -> QuerySet[ClassMove]:
    """Return the classes that went to another school by a change."""
    return ClassMove.objects.filter(change=change).select_related("moved", "source", "target").order_by("id")


def pending_for(org: Org) -> list[Change]:
    """Return the changes that name an org and have not taken effect, the next first."""
    rows: QuerySet[Change] = Change.objects.within("").filter(state__in=PENDING, concerns__contains=[org.pk])
    return list(rows.order_by("effective_on", "id"))


def effects_of(change: Change) -> QuerySet[Effect]:
    """Return what a change did to which org, the orgs it is about first."""
    return change.effects.select_related("org").order_by("id")


def history_of(org: Org, versions: Sequence[OrgVersion]) -> list[Chapter]:
    """Return the changes of an org with all its versions, the latest first, with what each altered in it."""
    own = Effect.objects.filter(org=org)
    beside = Q(change__in=own.values("change")) & ~Q(did=Effect.Did.MOVED)  # many only move along
    effects = list(Effect.objects.filter(Q(org=org) | beside).select_related("change", "org").order_by("id"))
    others = _others(effect for effect in effects if effect.org_id != org.pk)
    changes = {version.began_by_id: version.began_by for version in versions}
    differences: dict[int, list[tuple[str, Any, Any]]] = {}
    now = {name: getattr(org, name) for name in COMPARED}
    for effect in reversed([effect for effect in effects if effect.org_id == org.pk]):
        changes[effect.change_id] = effect.change
        differences.setdefault(effect.change_id, [])[:0] = _differences(effect, now)
        now = effect.org_was or now
    chapters = [
        Chapter(change, differences.get(change.pk, []), others.get(change.pk, [])) for change in changes.values()
    ]
    return sorted(chapters, key=lambda chapter: (chapter.change.effective_on, chapter.change.pk), reverse=True)


def _others(effects: Iterable[Effect]) -> dict[int, list[tuple[str, list[Org]]]]:
    """Return for each change its orgs by what was done to them."""
    grouped: dict[int, dict[str, list[Org]]] = {}
    for effect in effects:
        grouped.setdefault(effect.change_id, {}).setdefault(effect.get_did_display(), []).append(effect.org)
    return {change: list(by_deed.items()) for change, by_deed in grouped.items()}


COMPARED = ("name", "division_code", "school_type", "urban_rural", "area", "organizer", "code", "credit_code",
            "address", "opened_on", "parent_id")  # fmt: skip


def _differences(effect: Effect, after: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return (column, before, after) for what an effect altered; `after` is what the next effect found, or the org."""
    if not effect.org_was or effect.did in {Effect.Did.TOOK, Effect.Did.GAVE, Effect.Did.ENDED}:
        return []
    pairs = [(name, effect.org_was.get(name), _plain(after.get(name))) for name in COMPARED]
    return [(name, before, now) for name, before, now in pairs if before != now]


def _plain(value: Any) -> Any:
    """Write a value as effects keep it."""
    return value.isoformat() if isinstance(value, date) else value
