"""Requests as officials see them: the list, one with its questions, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.cases.models import Case, Stay
from shuren.kernel.cases.state import Outcome
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.collection import permissions as can
from shuren.modules.collection.models import Question, Request
from shuren.modules.collection.queries.gaps import missing
from shuren.modules.collection.rules.deeds import Deed, State, allows
from shuren.modules.collection.rules.kinds import Finding, Ruling
from shuren.modules.collection.rules.requests import Head
from shuren.spine.identity import queries as identity
from shuren.spine.orgs.models import Org
from shuren.spine.orgs.queries import lookup

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.kernel.words import Words

DRAFTING = "draft"  # the step of a clearing at which its drafter has it


STATES: tuple[tuple[str, Words], ...] = (
    (State.DRAFT, _("草稿")),
    (State.CLEARING, _("统筹审核中")),
    (State.BACK, _("已退回修改")),
    (State.REFUSED, _("不予下达")),
    (State.SENT, _("填报中")),
    (State.ENDED, _("已终止")),
)


def _rows() -> QuerySet[Any]:
    """Return all with what their case says: `outcome`, and `is_back` where their drafter has it."""
    case = Case.objects.within("").filter(pk=OuterRef("case_id")).values("outcome")
    back = Stay.objects.within("").filter(case=OuterRef("case_id"), left_at=None, step=DRAFTING)
    rows: QuerySet[Any] = Request.objects.annotate(outcome=Subquery(case), is_back=Exists(back))
    return rows


def requests_for(actor: Actor) -> QuerySet[Any]:
    """Return the requests of the actor's node and those below; drafts are of those who draft at the same node."""
    rows: QuerySet[Any] = _rows().visible_to(actor, can.view_requests)  # type: ignore[attr-defined]
    own = Q(org_path=actor.path) if actor.may(can.draft_requests) else Q(drafted_by_key=actor.id)
    return rows.filter(~Q(case_id=None) | own)


def request_for(actor: Actor, request_id: int) -> Request:
    """Return one of them. Raises NotFoundHere, Forbidden."""
    found: Request | None = requests_for(actor).filter(pk=request_id).first()
    if found is None:
        raise NotFoundHere
    return found


def returned_to(actor: Actor) -> list[Any]:
    """Return the actor's own requests that were returned to be changed."""
    rows = requests_for(actor).filter(drafted_by_key=actor.id, sent_at=None, outcome="", is_back=True)
    return list(rows.order_by("-id"))


def with_case(case_id: int) -> Request:
    """Return the request that a case clears, as anybody who handles the case may read it."""
    found: Request = _rows().within("").get(case_id=case_id)  # type: ignore[attr-defined]
    return found


def standing(request_id: int) -> Request:
    """Return a request with what its case says, for those who have checked already. Raises NotFoundHere."""
    found: Request | None = _rows().within("").filter(pk=request_id).first()  # type: ignore[attr-defined]
    if found is None:
        raise NotFoundHere
    return found


def state_of(row: Any) -> State:
    """Say where a request stands."""
    if row.ended_at is not None:
        return State.ENDED
    if row.sent_at is not None:
        return State.SENT
    if row.case_id is None or row.outcome == Outcome.CANCELLED:
        return State.DRAFT
    if row.outcome:
        return State.REFUSED
    return State.BACK if row.is_back else State.CLEARING


def state_label(row: Any) -> Words:
    return dict(STATES)[state_of(row)]


def may_edit(actor: Actor, row: Any) -> bool:
    """Say whether the actor may change a request now: its drafter, while it is drafted or was returned."""
    return row.drafted_by_key == actor.id and actor.may(can.draft_requests) and allows(state_of(row), Deed.EDIT)


def may_hand_over(actor: Actor, row: Any) -> bool:
    """Say whether the actor may name another drafter: whoever drafts at the same node, until it is sent."""
    here = row.org_path == actor.path and actor.may(can.draft_requests)
    return here and allows(state_of(row), Deed.HAND_OVER)


def drafters_beside(actor: Actor) -> list[tuple[str, str]]:
    """Return key and name of the colleagues of the actor's own node who may draft."""
    return identity.colleagues_of(actor, can.draft_requests)


def questions_of(request: Request) -> list[Question]:
    """Return the questions of a request in their order."""
    return list(Question.objects.filter(request=request).order_by("position"))


def question_of(request: Request, question_id: int) -> Question:
    """Return one question of a request. Raises NotFoundHere."""
    found = Question.objects.filter(request=request, pk=question_id).first()
    if found is None:
        raise NotFoundHere
    found.request = request
    return found


def is_undecided(question: Question) -> bool:
    """Say whether something likely was found and the drafter has neither taken it nor said why it is asked anew."""
    return question.finding == Finding.NEW and bool(question.source) and not question.why_anew


def costs(questions: list[Question], request: Request) -> tuple[list[int], int, int]:
    """Return what the questions that every unit would be asked cost, in seconds each; how many only some units would be
    asked, of which nothing is known; and how many are spared. What was cut or refused is neither asked nor spared.
    """
    asked = [one.seconds for one in questions if would_be_asked(one)]
    filled = sum(would_be_filled(one, request) for one in questions)
    return asked, filled, sum(map(is_found, questions)) - filled


def is_found(question: Question) -> bool:
    """Say whether the answer to a question is known, so that whoever it is known of is spared it."""
    return question.finding != Finding.NEW


def would_be_asked(question: Question) -> bool:
    """Say whether a question is asked as things stand: what is not ruled yet counts as asked."""
    return question.finding == Finding.NEW and question.ruling in {Ruling.OPEN, Ruling.ASKED}


def would_be_filled(question: Question, request: Request) -> bool:
    """Say whether units of which nothing is known are asked a found question as things stand."""
    return question.ruling in {Ruling.OPEN, Ruling.ASKED} and missing(question, request) > 0


def head_of(row: Request) -> Head:
    """Return what a request says of itself, as rules read it."""
    return Head(
        title=row.title, purpose=row.purpose, basis=row.basis, below=row.below, level=row.level,
        stages=tuple(row.stages), frequency=row.frequency, as_of=row.as_of, opens_on=row.opens_on, due_on=row.due_on,
        ends_on=row.ends_on, why_over=row.why_over,
    )  # fmt: skip


def places_for(actor: Actor) -> list[tuple[str, str]]:
    """Return the nodes below which an actor may ask: the own one and the authorities under it, as choices by path."""
    rows = lookup.authorities_of(actor, can.draft_requests).values_list("path", "name")
    return [(path, "\u3000" * ((len(path) - len(actor.path)) // 4) + name) for path, name in rows]


def name_of(path: str) -> str:
    """Return the name of the node at a path; empty where none is."""
    return Org.objects.within("").filter(path=path).values_list("name", flat=True).first() or "" if path else ""


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter({
        State.DRAFT: Q(sent_at=None) & (Q(case_id=None) | Q(outcome=Outcome.CANCELLED)),
        State.CLEARING: Q(sent_at=None, outcome="", is_back=False),
        State.BACK: Q(sent_at=None, outcome="", is_back=True),
        State.REFUSED: Q(sent_at=None, outcome__in=(Outcome.REJECTED, Outcome.REFUSED)),
        State.SENT: Q(ended_at=None) & ~Q(sent_at=None),
        State.ENDED: ~Q(ended_at=None),
    }[State(value)])  # fmt: skip


def _questions(row: Any) -> int | str:
    """Return how many questions are asked of each unit; before that is fixed, nothing."""
    return row.asked if row.sent_at else ""


LISTING = Listing(
    columns=(
        Column("title", _("任务名称"), lambda row: row.title or _("（未命名）"), "title",
               link=lambda row: reverse("collection:request", args=(row.pk,))),
        Column("org", _("发起单位"), lambda row: row.org_name, "org_name"),
        Column("state", _("状态"), state_label),
        Column("asked", _("填报项数"), _questions, align="end"),
        Column("spared", _("免填项数"), lambda row: row.spared if row.sent_at else "", align="end"),
        Column("due", _("截止填报"), lambda row: row.due_on, "due"),
        Column("drafted", _("起草时间"), lambda row: row.drafted_at, "drafted_at"),
    ),
    default_sort="-drafted",
    filters=(Filter("state", _("状态"), STATES, _in_state),),
    search=lambda rows, text: rows.filter(Q(title__icontains=text) | Q(org_name__icontains=text)),
    search_hint=_("任务名称或发起单位"),
)  # fmt: skip


def listed(actor: Actor) -> QuerySet[Any]:
    """Return what the list of requests shows; what has no last day yet is sorted by the day it was drafted."""
    rows: QuerySet[Any] = requests_for(actor).annotate(due=Coalesce("due_on", "drafted_at__date"))
    return rows
