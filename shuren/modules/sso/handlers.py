"""What follows when a stay ends: visits end with it, and apps are told."""

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.events.declare import on
from shuren.modules.sso.actions import farewell, visits
from shuren.modules.sso.events import VisitEnded
from shuren.modules.sso.queries.people import DOOR
from shuren.spine.identity.events import StayEnded


@on(StayEnded, actor=DOOR)
def end_visits(event: StayEnded, *, actor: Actor) -> None:
    """End what came of stays that have ended."""
    del actor
    visits.end_with_stays(stays=list(event.stays), at=timezone.now())


@on(VisitEnded, actor=DOOR)
def tell_app(event: VisitEnded, *, actor: Actor) -> None:
    """Tell an app that somebody has left; the queue tries again where it does not answer."""
    del actor
    farewell.tell(event.visit_id, timezone.now())
