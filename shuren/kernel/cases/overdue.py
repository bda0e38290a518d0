"""What is overdue is put before superiors, once for each visit at a step."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases.commands import Escalate
from shuren.kernel.cases.models import Stay
from shuren.kernel.cases.running import Running, take
from shuren.kernel.cases.sitting import Sitting
from shuren.kernel.refusals import Refused

TOGETHER = 200  # steps in one transaction


def escalate(*, actor: Actor) -> int:
    """Escalate every overdue step to all superiors that the type names; return how many steps were put before one.

    Some at a time: what a killed worker leaves is done the next morning.
    """
    told = 0
    late = Stay.objects.within("").filter(left_at=None, due_on__lt=timezone.localdate(), escalated=False)
    while stays := list(late.order_by("id")[:TOGETHER]):
        told += _escalate(actor, stays)
    return told


@transaction.atomic
def _escalate(actor: Actor, stays: Sequence[Stay]) -> int:
    running, sitting = take(stay.case_id for stay in stays), Sitting(actor)
    told = sum(_put_before(sitting, running[stay.case_id], stay.visit) for stay in stays)
    sitting.write()
    Stay.objects.within("").filter(pk__in=[stay.pk for stay in stays]).update(escalated=True)
    return told


def _put_before(sitting: Sitting, one: Running, visit: int) -> bool:
    told = False
    for which in range(len(list(one.live.superiors()))):
        seat = list(one.live.superiors())[which]  # asked anew: one that now takes part has its number in the case
        try:
            sitting.act(one, Escalate(visit, seat))
            told = True
        except Refused:  # they have been asked already, or the step has been signed meanwhile
            continue
    return told
