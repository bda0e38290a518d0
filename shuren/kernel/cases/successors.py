"""Cases under way when a node ends: the node that takes its place stands where it stood."""

from datetime import date

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Party, Stay
from shuren.kernel.cases.projection import KIND
from shuren.kernel.cases.telling import COPY
from shuren.kernel.holdings import Handover
from shuren.kernel.notices.models import Notice


def open_at(path: str, day: date) -> int:
    """Count the steps of cases that wait at and below a node; what waits today waits on every day."""
    del day
    return int(Stay.objects.within(path).filter(left_at=None).count())


def hand_over(order: Handover, actor: Actor) -> int:
    """Let the target stand where the source stood in cases under way; single classes take none along."""
    del actor
    if order.groups is not None:
        return 0
    Party.objects.within("").filter(org_path=order.source_path, case__outcome="").update(org_path=order.target_path)
    Notice.objects.filter(kind__in=(KIND, COPY), org_path=order.source_path, settled_at=None).update(
        org_path=order.target_path
    )
    waiting = Stay.objects.within("").filter(org_path=order.source_path, left_at=None)
    return int(waiting.update(org_path=order.target_path))
