"""How each kind of order is carried out. `carry_out` is the one entry; it runs inside the change's transaction."""

from collections.abc import Mapping
from datetime import date
from functools import singledispatch
from typing import Any

from django.db.models import Q

from shuren.kernel.actors import Actor
from shuren.spine.orgs.actions import checks, contents, mergers
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.actions.contents import Outcome
from shuren.spine.orgs.actions.scribe import Scribe, told
from shuren.spine.orgs.models import Change, Level, Org, OrgVersion
from shuren.spine.orgs.rules import orders


def carry_out(change: Change, order: orders.Order, *, actor: Actor) -> Outcome:
    """Do what was ordered, now, as from the change's day. Raises the refusals of `actions.refusals`."""
    scribe, outcome = Scribe(change), Outcome()
    _do(order, scribe, outcome, actor)
    outcome.orgs = len(scribe.touched)
    return outcome


@singledispatch
def _do(order: orders.Order, scribe: Scribe, outcome: Outcome, actor: Actor) -> None:
    raise NotImplementedError(type(order).__name__)


@_do.register
def _open(order: orders.Open, scribe: Scribe, outcome: Outcome, actor: Actor) -> None:
    parent = checks.named(order.parent_id) if order.parent_id is not None else None
    mergers.begin(scribe, order, parent)


@_do.register
def _rename(order: orders.Rename, scribe: Scribe, outcome: Outcome, actor: Actor) -> None:
    org = checks.named(order.org_id)
    checks.stands(org, scribe.on)
    mergers.rename(scribe, org, order.name)


@_do.register
def _alter(order: orders.Alter, scribe: Scribe, outcome: Outcome, actor: Actor) -> None:
    org = checks.named(order.org_id)
    checks.stands(org, scribe.on)
    changed = _differing(org, order.facts)
    checks.facts_hold(org.level, changed, org.parent, on=scribe.on, but=org.pk)
    if "name" in changed:
        checks.name_is_free(changed["name"], org.parent, but=org.pk)
    scribe.turn(org, changed)


@_do.register
def _correct(order: orders.Correct, scribe: Scribe, outcome: Outcome, actor: Actor) -> None:
    org = checks.named(order.org_id)
    versions = OrgVersion.objects.within("").filter(org=org)
    version = (
        versions.filter(pk=order.version_id).first()
        if order.version_id is not None
        else versions.order_by("-valid_from").first()
    )
    if version is None:
        raise no.NoSuchVersion
    opened = order.facts.get(orders.OPENED, "")
    changed = {
        name: value
        for name, value in order.facts.items()
        if name != orders.OPENED and value != getattr(org if name in orders.UNDATED else version, name)
    }
    if opened and opened != org.opened_on.isoformat():
        changed[orders.OPENED] = checks.may_have_opened(org, version, date.fromisoformat(opened))
    if not changed:
        raise no.NothingChanges
    checks.facts_hold(org.level, changed, org.parent, on=scribe.on, but=org.pk)
    if "name" in changed:
        checks.name_is_free(changed["name"], None if version.valid_to else org.parent, but=org.pk)
    if "code" in changed:
        checks.code_is_free(org.level, changed["code"], but=org.pk)
    scribe.mend(org, version, changed)


@_do.register
def _move(order: orders.Move, scribe: Scribe, outcome: Outcome, actor: Actor) -> None:
    parent = checks.named(order.parent_id)
    checks.stands(parent, scribe.on)
    authority = checks.named(order.authority_id) if order.authority_id is not None else None
    for org in checks.all_named(order.org_ids):
        checks.stands(org, scribe.on)
        if parent.path.startswith(org.path):
            raise no.IntoItself(name=org.name, field="parent")
        if org.parent_id == parent.pk:
            raise no.SameParent(name=org.name, parent=parent.name, field="parent")
        checks.parent_fits(org.level, parent)
        checks.name_is_free(org.name, parent)
        contents.count_below(org, scribe.on, outcome)
        scribe.relocate(checks.named(org.pk), parent, authority=authority)


@_do.register
def _merge(order: orders.Merge, scribe: Scribe, outcome: Outcome, actor: Actor) -> None:
    mergers.merge(order, scribe, outcome, actor)


@_do.register
def _split(order: orders.Split, scribe: Scribe, outcome: Outcome, actor: Actor) -> None:
    mergers.split(order, scribe, outcome, actor)


@_do.register
def _close(order: orders.Close, scribe: Scribe, outcome: Outcome, actor: Actor) -> None:
    org = checks.named(order.org_id)
    checks.stands(org, scribe.on)
    children = list(
        Org.objects.within(org.path).filter(Q(closed_on=None) | Q(closed_on__gt=scribe.on), parent=org).order_by("path")
    )
    standing = [child for child in children if child.level != Level.CAMPUS]
    if standing:
        raise no.HasChildren(name=org.name, count=len(standing), names=told(standing))
    contents.nothing_held(org, scribe.on)
    for campus in children:
        checks.stands(campus, scribe.on)
        scribe.end(campus)
    scribe.end(org)


def _differing(org: Org, facts: Mapping[str, Any]) -> dict[str, Any]:
    changed = {name: value for name, value in facts.items() if value != getattr(org, name)}
    if not changed:
        raise no.NothingChanges
    return changed
