"""Letters that ask for what was found to be put right."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Case
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.inspection.models import Visit
from shuren.modules.inspection.permissions import rectify, view_checks
from shuren.modules.inspection.queries.visits import record_of, sentences_of
from shuren.modules.inspection.workflows import VisitState

TYPE = "inspection.rectification"
MOST = 200  # visits offered


def subject_of(visit_id: int) -> str:
    """Return what only one running case at a time is about."""
    return f"{TYPE}:{visit_id}"


def may_write(actor: Actor, visit: Visit) -> bool:
    """Say whether the actor may ask a unit to put right what was found there."""
    return visit.state == VisitState.DONE and actor.may_at(rectify, visit.org_path)


def about(actor: Actor, visit: Visit) -> list[tuple[Case, str]]:
    """Return the letters about a visit that the actor may see, newest first, with their addresses."""
    if not actor.may_at(view_checks, visit.org_path):
        return []
    found = Case.objects.within("").filter(subject=subject_of(visit.pk)).order_by("-id")
    return [(case, reverse("cases:case", args=(case.pk,))) for case in found]


def to_write_about(actor: Actor) -> list[tuple[str, str]]:
    """Return the visits at and below the actor's node that found something, latest first, as choices."""
    rows = Visit.objects.visible_to(actor, rectify).filter(state=VisitState.DONE, problems__gt=0)
    latest = rows.select_related("org", "round").order_by("-handed_in_at", "-id")[:MOST]
    return [(str(row.pk), f"{row.org.name} · {row.round.title}") for row in latest]


def facts_of(actor: Actor, visit_id: int) -> dict[str, Any]:
    """Return what a letter says of a visit. Raises NotFoundHere."""
    rows = Visit.objects.visible_to(actor, rectify).filter(pk=visit_id, state=VisitState.DONE)
    visit = rows.select_related("org", "round").first()
    if visit is None:
        raise NotFoundHere
    seen_on = timezone.localdate(visit.handed_in_at).isoformat() if visit.handed_in_at else ""
    return {
        "visit": visit.pk, "title": visit.round.title, "basis": visit.round.basis, "unit": visit.org.name,
        "path": visit.org_path, "seen_on": seen_on,
    }  # fmt: skip


def problems_of(actor: Actor, visit_id: int) -> str:
    """Return what was found at a unit, a line each; nothing where the actor may not write about it."""
    visit = Visit.objects.visible_to(actor, rectify).filter(pk=visit_id, state=VisitState.DONE).first()
    return "\n".join(sentences_of(record_of(visit))) if visit else ""
