"""Deciding on a change: rehearsed first, confirmed by a second person where many move, carried out on its day.

A rehearsal carries the order out and rolls it back. A preview can therefore never differ from the deed, and an order
for a day to come is refused at once for whatever is wrong with it already.
"""

from datetime import date
from typing import cast

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop, override

from shuren.kernel.access import require
from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.events.actions import announce
from shuren.kernel.notices import actions as notices
from shuren.kernel.paths import parent_of
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.workflow.actions import take
from shuren.spine.orgs.actions import naming
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.actions.contents import Outcome
from shuren.spine.orgs.actions.deeds import carry_out
from shuren.spine.orgs.events import CHANGE_DECIDED, ORG_CHANGED, OrgChanged
from shuren.spine.orgs.models import Change, ChangeKind, ChangeState, Org
from shuren.spine.orgs.permissions import change_orgs
from shuren.spine.orgs.rules.orders import ORDERS, Order, Paper
from shuren.spine.orgs.workflows import ChangeWorkflow

MANY = 100  # persons; a change that moves more is confirmed by a second person
TO_CONFIRM = "orgs.confirm_change"  # kind of to-do
ROLE_AT = {
    "province": "city_official",
    "city": "city_official",
    "county": "county_official",
    "zone": "county_official",
}

clerk = system_actor("orgs", "机构变动生效", change_orgs)  # carries out what officials decided


class _Rehearsed(Exception):  # noqa: N818  never leaves this file
    """Rolls a rehearsal back."""


def preview(*, actor: Actor, order: Order, paper: Paper) -> Outcome:
    """Return what an order would do. Raises whatever would refuse it."""
    place = naming.deciding_place(order)
    require(actor, change_orgs, place)
    return _rehearse(_draft(actor, order, paper, place), order)


@transaction.atomic
def decide(*, actor: Actor, order: Order, paper: Paper) -> Change:
    """Order a change. Return it: in effect, scheduled for its day, or waiting for a second person.

    Raises Forbidden and the refusals of `actions.refusals`; nothing is kept then.
    """
    place = naming.deciding_place(order)
    require(actor, change_orgs, place)
    hold_the_tree()
    change = _draft(actor, order, paper, place)
    outcome = _rehearse(change, order)
    change.outcome = outcome.values()
    is_many = outcome.persons > MANY and actor.role != "system"
    change.state = ChangeState.PROPOSED if is_many else ChangeState.SCHEDULED
    change.pk = None
    change.save()
    if is_many:
        tell(actor, change, "decided")
        _ask_second_person(change, actor)
    elif paper.on <= timezone.localdate():
        take_effect(actor=actor, change=change)
    else:
        tell(actor, change, "decided")
    return change


@transaction.atomic
def confirm(*, actor: Actor, change: Change) -> Change:
    """Agree, as the second person, to a change that moves many; it takes effect if its day has come."""
    change = take(ChangeWorkflow.confirm, actor=actor, obj=change)
    notices.settle(kind=TO_CONFIRM, subject_id=change.pk)
    tell(actor, change, "confirmed")
    if change.effective_on <= timezone.localdate():
        take_effect(actor=actor, change=change)
    return change


@transaction.atomic
def withdraw(*, actor: Actor, change: Change, reason: str) -> Change:
    """Give up a change that has not taken effect."""
    change = take(ChangeWorkflow.withdraw, actor=actor, obj=change, reason=reason)
    notices.settle(kind=TO_CONFIRM, subject_id=change.pk)
    tell(actor, change, "withdrawn", reason=reason)
    return change


@transaction.atomic
def take_effect(*, actor: Actor, change: Change) -> Change:
    """Carry a scheduled change out, now that its day has come. Raises NotYet and the refusals of the order."""
    if change.effective_on > timezone.localdate():
        raise no.NotYet(on=change.effective_on)
    hold_the_tree()
    done = take(ChangeWorkflow.carry_out, actor=actor, obj=change)
    with scope_of(clerk):
        outcome = carry_out(done, order_of(done), actor=clerk)
    change.state, change.note, change.outcome = done.state, "", outcome.values()
    change.carried_out_at = timezone.now()
    change.concerns = sorted({*change.concerns, *done.effects.values_list("org_id", flat=True)})
    change.save(update_fields=["state", "note", "outcome", "carried_out_at", "concerns"])
    tell(actor, change, "carried_out")
    for org_id in naming.principals(change):
        announce(OrgChanged(org_id=org_id, kind=change.kind, effective_on=change.effective_on.isoformat()))
    return change


def take_due(*, today: date) -> tuple[int, int]:
    """Carry out every scheduled change whose day has come; return how many took effect and how many could not.

    Each is a transaction of its own. One that can no longer be carried out is marked, with the sentence that says why.
    """
    due = Change.objects.within("").filter(state=ChangeState.SCHEDULED, effective_on__lte=today)
    done = failed = 0
    for change in due.order_by("effective_on", "id"):
        try:
            take_effect(actor=clerk, change=change)
            done += 1
        except Refused as refusal:
            _fail(change, refusal.sentence)
            failed += 1
    return done, failed


@transaction.atomic
def _fail(change: Change, sentence: str) -> None:
    take(ChangeWorkflow.fail, actor=clerk, obj=change)
    Change.objects.within("").filter(pk=change.pk).update(note=sentence[:500])
    tell(clerk, change, "failed", reason=sentence)


def order_of(change: Change) -> Order:
    """Return what a change orders."""
    return ORDERS[change.kind].read(change.order)


def _draft(actor: Actor, order: Order, paper: Paper, place: str) -> Change:
    return Change(
        kind=order.kind,
        state=ChangeState.SCHEDULED,
        effective_on=paper.on,
        document=paper.document.strip(),
        reason=paper.reason.strip(),
        names=naming.names_in(order),
        org_path=place,
        order=order.values(),
        concerns=naming.concerned(order),
        actor_id=actor.id,
        actor_name=actor.name,
    )


def _rehearse(change: Change, order: Order) -> Outcome:
    """Carry an order out and roll it back."""
    outcome: Outcome | None = None
    try:
        with transaction.atomic(), scope_of(clerk):
            change.save()
            outcome = carry_out(change, order, actor=clerk)
            raise _Rehearsed  # noqa: TRY301
    except _Rehearsed:
        return cast("Outcome", outcome)


def hold_the_tree() -> None:
    """Hold the roots until the transaction ends: changes of one tree are decided one after the other."""
    roots = Org.objects.within("").filter(parent=None).order_by("id")
    list(roots.select_for_update(of=("self",), no_key=True))


def tell(actor: Actor, change: Change, verb: str, *, reason: str = "") -> None:
    label = ORG_CHANGED if verb == "carried_out" else CHANGE_DECIDED[verb]
    with override("zh-hans"):  # the log is kept in one language, whoever acts
        kind = str(ChangeKind(change.kind).label)
    details = {
        "kind": kind,
        "name": change.names.get("what", ""),
        "effective_on": change.effective_on.isoformat(),
        "document": change.document,
        "reason": reason or change.reason,
        "change": change.pk,
    }
    for org_id in naming.principals(change) or [0]:
        record(actor=actor, label=label, org_path=change.org_path, subject=("orgs.org", org_id), details=details)


def _ask_second_person(change: Change, actor: Actor) -> None:
    """Put the question before the officials of the deciding node and of the one above."""
    nodes = Org.objects.within("").filter(path__in=[change.org_path, parent_of(change.org_path)], level__in=ROLE_AT)
    for node in nodes.order_by("-path"):
        notices.ask(
            kind=TO_CONFIRM,
            subject_id=f"{change.pk}",
            title=gettext_noop("复核机构变动：{title}"),
            params={"title": change.title},
            link=reverse("orgs:change", args=[change.pk]),
            role=ROLE_AT[node.level],
            org_path=node.path,
            not_for=actor.id,
        )
