"""The door for other modules."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.modules.inspection.actions import rounds
from shuren.modules.inspection.actions.rounds import Subject, Told
from shuren.modules.inspection.permissions import plan_checks
from shuren.modules.inspection.queries import visits
from shuren.spine.orgs.models import Org

__all__ = ["Subject", "draft_about", "finding", "may_plan"]

WEEKS = timedelta(weeks=4)


def may_plan(actor: Actor) -> bool:
    """Say whether somebody may have units looked at."""
    return actor.may(plan_checks)


def draft_about(*, actor: Actor, subject: Subject, basis: str, orgs: Iterable[Org]) -> str:
    """Draft a round about a thing of another module for schools the caller has chosen; return its address."""
    today = timezone.localdate()
    what = Told(title=subject.title[:100], basis=basis[:200], from_on=today, until_on=today + WEEKS)
    made = rounds.plan(actor=actor, what=what, subject=subject)
    rounds.add_orgs(actor=actor, found=made, orgs=[org for org in orgs if actor.covers(org.path)])
    return reverse("inspection:round", args=(made.pk,))


def finding(actor: Actor, visit_id: int) -> tuple[str, list[str]]:
    """Return the name of a unit that was looked at and what was found wrong there. Raises NotFoundHere."""
    visit = visits.visit_for(actor, visit_id)
    return visit.org.name, visits.sentences_of(visits.record_of(visit))
