"""What is overdue is put before superiors, once for each visit at a step."""

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions, queries
from shuren.kernel.cases.commands import Escalate
from shuren.kernel.cases.models import Case, Stay
from shuren.kernel.cases.parties import Parties
from shuren.kernel.refusals import Refused


def escalate(*, actor: Actor) -> int:
    """Escalate every overdue step to all superiors that the type names; return how many steps were put before one.

    Each in a transaction of its own: what a killed worker leaves is done the next morning.
    """
    late = Stay.objects.within("").filter(left_at=None, due_on__lt=timezone.localdate(), escalated=False)
    return sum(_escalate(actor, stay) for stay in late.order_by("id").iterator())


def _escalate(actor: Actor, stay: Stay) -> bool:
    told = False
    for which in range(len(_superiors(stay.case_id))):
        seat = _superiors(stay.case_id)[which]  # asked anew: a superior that now takes part has its number in the case
        try:
            actions.act(actor=actor, case_id=stay.case_id, command=Escalate(stay.visit, seat))
            told = True
        except Refused:  # they have been asked already, or the step has been signed meanwhile
            continue
    Stay.objects.within("").filter(pk=stay.pk).update(escalated=True)
    return told


def _superiors(case_id: int) -> list[str]:
    case: Case = Case.objects.within("").get(pk=case_id)
    live = actions.Live(queries.type_of(case), queries.application_of(case), Parties.of(case))
    return list(live.superiors())
