"""The door for other modules."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from shuren.kernel.actors import Actor
from shuren.kernel.http.related import Line
from shuren.modules.inspection.actions import rounds
from shuren.modules.inspection.actions.rounds import Subject, Told
from shuren.modules.inspection.models import Visit
from shuren.modules.inspection.permissions import plan_checks, view_checks
from shuren.modules.inspection.queries import rounds as planned
from shuren.modules.inspection.queries import visits
from shuren.modules.inspection.workflows import VisitState
from shuren.spine.orgs.models import Org

__all__ = ["Subject", "about", "draft_about", "finding", "may_plan"]

WEEKS = timedelta(weeks=4)


def may_plan(actor: Actor) -> bool:
    """Say whether somebody may have units looked at."""
    return actor.may(plan_checks)


@transaction.atomic
def draft_about(*, actor: Actor, subject: Subject, basis: str, orgs: Iterable[Org]) -> str:
    """Draft a round about a thing of another module for schools the caller has chosen; return its address."""
    today = timezone.localdate()
    what = Told(title=subject.title[:100], basis=basis[:200], from_on=today, until_on=today + WEEKS)
    made = rounds.plan(actor=actor, what=what, subject=subject)
    rounds.add_orgs(actor=actor, found=made, orgs=[org for org in orgs if actor.covers(org.path)])
    return reverse("inspection:round", args=(made.pk,))


def about(actor: Actor, subject: Subject) -> list[Line]:
    """Return the visits made for a thing that the actor may see, latest first; one query."""
    if not actor.may(view_checks):
        return []
    return [
        Line(visit.org.name, reverse("inspection:visit", args=(visit.pk,)), _standing(visit))
        for visit in planned.about(actor, subject.type, subject.id)
    ]


def _standing(visit: Visit) -> str:
    if visit.state != VisitState.DONE:
        return str(visit.get_state_display())
    found = visit.problems
    return ngettext("发现问题 %(count)s 个", "发现问题 %(count)s 个", found) % {"count": found}


def finding(actor: Actor, visit_id: int) -> tuple[str, list[str]]:
    """Return the name of a unit that was looked at and what was found wrong there. Raises NotFoundHere."""
    visit = visits.visit_for(actor, visit_id)
    return visit.org.name, visits.sentences_of(visits.record_of(visit))
