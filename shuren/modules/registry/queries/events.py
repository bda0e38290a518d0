"""Cases of the registry about one pupil, as the pupil's page shows them."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from shuren.kernel.actors import Actor
from shuren.kernel.cases import queries as cases
from shuren.kernel.cases.models import Case, Result
from shuren.kernel.http.related import Line
from shuren.kernel.words import translated
from shuren.modules.registry import permissions as can
from shuren.modules.registry.rules import packet
from shuren.spine.people import api as people


def about(actor: Actor, person_id: int) -> list[Line]:
    """Return the way to what may be applied for, and the cases the actor may see, latest first."""
    of = people.traces_of(person_id)
    running = Q(subject__in=[f"enrolment:{number}" for number in of.enrolments], outcome="")
    found = cases.visible_to(actor, can.handle_cases).filter(running | Q(number__in=of.case_numbers))
    may_apply = bool(of.stands_at) and actor.may_at(can.apply_events, of.stands_at)
    way = [Line(gettext("办理学籍异动"), reverse("registry:events", args=(person_id,)))] if may_apply else []
    return [*way, *(_line(case) for case in found.order_by("-id"))]


def _line(case: Case) -> Line:
    label = f"{translated(cases.type_of(case).label)} {case.number}"
    notes = [str(Result(case.outcome).label), _packet(case)]
    return Line(label, f"/cases/{case.pk}/", " · ".join(note for note in notes if note))


def _packet(case: Case) -> str:
    """Return in a few words how the packet of a transfer stands."""
    lines = list(packet.lines(case.form))
    if not lines:
        return ""
    if lacking := packet.missing(case.form):
        return gettext("随转材料缺 {count} 项").format(count=len(lacking))
    come = sum(line.received == packet.RECEIVED for line in lines)
    return gettext("随转材料已收 {count} 项").format(count=come) if come else gettext("随转材料已列明")
