"""A unit ends or is merged while somebody is on the way to it: the visit goes with what has become of the place."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.messages import Message
from shuren.modules.inspection import events
from shuren.modules.inspection.actions import rounds
from shuren.modules.inspection.models import Round, Visit
from shuren.modules.inspection.workflows import VisitState
from shuren.spine.orgs import api as orgs
from shuren.spine.orgs.models import Org

GONE = gettext_noop("单位已撤销，不再核查。")


@transaction.atomic
def follow_unit(*, org_id: int, actor: Actor) -> None:
    """Move the open visits of an ended unit to its successor, or withdraw them; bring them back where it stands again.

    Notes stay with the visit, so that a phone that knows nothing of it yet sends them to the right place. Another visit
    of the successor in the same round stays beside it: two places are looked at.
    """
    unit: Org | None = Org.objects.within("").filter(pk=org_id).first()
    if unit is None:
        return
    rows = Visit.objects.within("").select_related("round__org", "org")
    if unit.closed_on is None:
        for visit in rows.filter(was=unit, state=VisitState.OPEN):
            _move(visit, unit, None, actor)
    elif unit.closed_on <= timezone.localdate():
        target, waiting = orgs.successor_of(unit), list(rows.filter(org=unit, state=VisitState.OPEN))
        for visit in waiting:
            if target is None:
                rounds.withdraw(actor=actor, visit=visit, why=Message(GONE))
            else:
                _move(visit, target, visit.was or unit, actor)
        for round_ in Round.objects.within("").filter(pk__in={visit.round_id for visit in waiting}):
            rounds.ask_inspectors(round_)


def _move(visit: Visit, target: Org, was: Org | None, actor: Actor) -> None:
    left = visit.org.name
    visit.org, visit.org_path, visit.was = target, target.path, was
    visit.save(update_fields=["org", "org_path", "was"])
    details = {"unit": left, "title": visit.round.title, "target": target.name}
    subject = ("inspection.visit", visit.pk)
    record(actor=actor, label=events.VISIT_MOVED, org_path=target.path, subject=subject, details=details)
