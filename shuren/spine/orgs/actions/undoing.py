"""Undoing the latest change, exactly, from what its effects kept; a deed of its own, told in the audit log."""

from datetime import date
from typing import Any, cast

from django.db import transaction
from django.db.models import ProtectedError, Q

from shuren.kernel import copies
from shuren.kernel.actors import Actor, range_of
from shuren.kernel.events.actions import announce
from shuren.kernel.holdings import HOLDINGS
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.workflow.actions import take
from shuren.spine.orgs.actions import decisions, naming
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.events import OrgChanged
from shuren.spine.orgs.models import Change, ChangeState, ClassMove, Effect, Org, OrgVersion, SchoolClass
from shuren.spine.orgs.workflows import ChangeWorkflow

DAYS = ("opened_on", "closed_on", "valid_from")
LEFT_AS_IT_WAS = Effect.Did.TOOK, Effect.Did.GAVE  # effects that left the org's own row as it was


@transaction.atomic
def undo(*, actor: Actor, change: Change, reason: str) -> Change:
    """Make a change not to have happened. Raises DependedOn, UsedSince, CannotTakeBack where something rests on it."""
    decisions.hold_the_tree()
    change = take(ChangeWorkflow.undo, actor=actor, obj=change, reason=reason)
    effects = list(change.effects.select_related("org").order_by("-id"))
    _nothing_later(change, effects)
    principals = naming.principals(change)
    decisions.tell(actor, change, "undone", reason=reason)
    with scope_of(decisions.clerk):
        _take_back_holdings(change)
        _return_classes(change)
        _restore(change, effects)
    for org_id in principals:
        announce(OrgChanged(org_id=org_id, kind=change.kind, effective_on=change.effective_on.isoformat()))
    return change


def _nothing_later(change: Change, effects: list[Effect]) -> None:
    """Raise DependedOn where a later change touched one of these orgs, or stands on a path that this change made."""
    later = Effect.objects.filter(change__state=ChangeState.EFFECTIVE).exclude(change=change)
    touched = Q(org__in=[effect.org_id for effect in effects])
    for effect in effects:
        if effect.path_after != effect.path_before:
            low, high = range_of(effect.path_after)
            touched |= Q(path_after__gte=low, path_after__lt=high)
    last = max((effect.pk for effect in effects), default=0)
    depends = later.filter(touched, pk__gt=last).select_related("change").order_by("id").first()
    if depends is not None:
        raise no.DependedOn(title=depends.change.title)


def _take_back_holdings(change: Change) -> None:
    handed: dict[str, int] = change.outcome.get("handed", {})
    for name in handed:
        holding = HOLDINGS.get(name)
        if holding is None or holding.take_back is None:
            raise no.CannotTakeBack(label=holding.label if holding else name)
        holding.take_back(change.pk, decisions.clerk)


def _return_classes(change: Change) -> None:
    classes = []
    for move in ClassMove.objects.filter(change=change).select_related("moved", "source").order_by("id"):
        one, home = move.moved, move.source
        one.code, one.school, one.campus_id, one.org_path = move.old_code, home, move.source_campus_id, home.path
        one.county_id, one.city_id = cast("int", home.county_id), cast("int", home.city_id)
        classes.append(one)
    columns = ["code", "school", "campus", "org_path", "county", "city"]
    SchoolClass.objects.within("").bulk_update(classes, columns, batch_size=500)
    ClassMove.objects.filter(change=change).delete()


def _restore(change: Change, effects: list[Effect]) -> None:
    """Put versions and orgs back, the last effect first."""
    for effect in effects:
        if effect.did == Effect.Did.BEGAN:
            continue
        if effect.did not in LEFT_AS_IT_WAS:
            _restore_version(change, effect)
            _restore_org(effect)
    for effect in effects:
        if effect.path_before and effect.path_after != effect.path_before and effect.did != Effect.Did.MOVED:
            copies.follow(effect.path_after, effect.path_before)
            copies.refresh(Org, effect.path_before, owner="school", columns=("county", "city"))
    change.effects.all().delete()
    for effect in effects:
        if effect.did == Effect.Did.BEGAN:
            _forget(change, effect.org)


def _restore_version(change: Change, effect: Effect) -> None:
    versions = OrgVersion.objects.within("").filter(org=effect.org)
    if effect.version_was:
        values = {key: _value(key, value) for key, value in effect.version_was.items() if key != "id"}
        versions.filter(pk=effect.version_was["id"]).update(**values)
    if effect.made_version:
        versions.filter(began_by=change, valid_to=None).delete()
    if effect.made_version or effect.did == Effect.Did.ENDED:
        versions.filter(ended_by=change).update(valid_to=None, ended_by=None)


def _restore_org(effect: Effect) -> None:
    values = {key: _value(key, value) for key, value in effect.org_was.items()}
    Org.objects.within("").filter(pk=effect.org_id).update(**values)


def _forget(change: Change, org: Org) -> None:
    """Remove an org that the change had opened. Raises UsedSince where anything refers to it."""
    change.concerns = [org_id for org_id in change.concerns if org_id != org.pk]
    change.save(update_fields=["concerns"])
    try:
        with transaction.atomic():
            OrgVersion.objects.within("").filter(org=org, began_by=change).delete()
            Org.objects.within("").filter(pk=org.pk).update(parent=None, authority=None, county=None, city=None)
            Org.objects.within("").filter(pk=org.pk).delete()
    except ProtectedError as error:
        raise no.UsedSince(name=org.name) from error


def _value(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key in DAYS and value else value
