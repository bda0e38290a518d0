"""What a clearing is about: the request as its case keeps it, who clears, and which questions are to be ruled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from shuren.kernel.cases.queries import case_for
from shuren.modules.collection import permissions as can
from shuren.modules.collection.queries import burden, gaps, requests
from shuren.modules.collection.queries.requests import name_of
from shuren.modules.collection.queries.units import Desk
from shuren.spine.identity import api as identity
from shuren.spine.orgs.models import Org

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.kernel.cases.models import Case
    from shuren.modules.collection.models import Question, Request

NOTHING_ASKED = gettext_noop("所需数据均已掌握或不予采集，无需填报")
OFFICER = "clearing_officer"


def form_of(row: Request) -> dict[str, Any]:
    """Return what a case keeps of a request as it is handed in."""
    questions = requests.questions_of(row)
    weight = burden.weight_of(row, questions)
    return {
        "request": row.pk, "org": row.org_id, "title": row.title, "purpose": row.purpose,
        "basis": row.basis, "below": name_of(row.below), "level": row.level, "units": weight.units,
        "asked": weight.asked, "filled": weight.filled, "spared": weight.spared,
        "minutes": round(weight.minutes, 1), "over": weight.over, "why_over": row.why_over,
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "ends_on": row.ends_on.isoformat() if row.ends_on else "",
    }  # fmt: skip


def drafters_at(org_id: int) -> Desk:
    """Return those who draft at an authority."""
    org = Org.objects.within("").get(pk=org_id)
    return Desk(identity.official_at(org.level), org.path)


def clearing_for(actor: Actor, case_id: int) -> tuple[Case, Request]:
    """Return a case and the request that it clears, for whoever handles such cases. Raises NotFoundHere, Forbidden."""
    case = case_for(actor, can.view_requests, case_id)
    return case, requests.with_case(case.pk)


def to_rule(row: Request, questions: list[Question]) -> list[Question]:
    """Return the questions that a clearing officer rules: new ones, and those of which units lack the answer."""
    return [one for one in questions if gaps.is_ruled(one, row)]
