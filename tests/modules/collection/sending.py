"""A request as clearing sends it: questions cleared, items registered, a first round begun."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import commands, queries
from shuren.kernel.cases.models import Case, Result
from shuren.modules.collection.actions import answers, rounds
from shuren.modules.collection.actions.answers import Typed
from shuren.modules.collection.models import Item, Question, Request, Return
from shuren.modules.collection.rules.kinds import Finding, Frequency, Ruling
from shuren.spine.orgs.models import Org
from tests.world import World

ASKED: tuple[dict[str, Any], ...] = (
    {"label": "校园网出口带宽", "unit": "Mbps", "section": "网络"},
    {"label": "是否开展人工智能课程", "kind": "yes_no", "section": "课程"},
    {"label": "课程来源", "kind": "choice", "options": ["自建", "购买"], "section": "课程", "is_required": False},
)


def granted(org: Org) -> Case:
    """Write a clearing that ended with a grant."""
    number = f"TC{Case.objects.within('').count():011}"
    made: Case = Case.objects.create(
        type="collection.clearing", version=1, number=number, title="信息化情况补充调查", form={}, org_path=org.path,
        applicant_key="account:1", applicant_name="周市", outcome=Result.GRANTED, length=3,
        opened_at=timezone.now(), ended_at=timezone.now(),
    )  # fmt: skip
    return made


def drafted(
    org: Org, *, below: Org | None = None, questions: tuple[dict[str, Any], ...] = ASKED, **more: Any
) -> Request:
    """Write a request as it stands once its case has granted it."""
    today = timezone.localdate()
    told = {
        "case_id": granted(org).pk, "title": "信息化情况补充调查",
        "purpose": "编制年度报告", "basis": "教办〔2026〕9号", "level": "school",
        "as_of": today, "opens_on": today, "due_on": today + timedelta(days=10), "ends_on": today + timedelta(days=400),
    }  # fmt: skip
    request: Request = Request.objects.create(
        org=org, org_path=org.path, org_name=org.name, below=(below or org).path, drafted_by_key="account:1",
        drafted_by_name="周市", asked=len(questions),
        **{**told, **more},
    )  # fmt: skip
    for place, each in enumerate(questions, start=1):
        entry = Item.objects.create(
            code=f"T{request.pk}-{place}",
            label=each["label"],
            kind=each.get("kind", "number"),
            level="school",
            owner=org,
        )
        Question.objects.create(request=request, position=place, seconds=60, ruling=Ruling.ASKED, item=entry, **each)
    return request


def known(request: Request, label: str, source: str) -> Question:
    """Add a question that the dictionary answers."""
    place = request.questions.count() + 1
    made: Question = Question.objects.create(
        request=request, position=place, label=label, seconds=60, finding=Finding.HELD, source=source,
        source_label="机构登记", ruling=Ruling.OPEN,
    )  # fmt: skip
    return made


def sent(world: World, **more: Any) -> Request:
    """Send a request of the city to all its schools."""
    request = drafted(world.city, **more)
    rounds.send(actor=world.actor("city_official"), request=request)
    return request


def owed(request: Request, org: Org) -> Return:
    """Return what a unit owes in the newest round."""
    rows = Return.objects.within("").select_related("round__request", "org").filter(round__request=request, org=org)
    row: Return = rows.order_by("-round__as_of")[0]
    return row


def fill(actor: Actor, row: Return, *texts: str, **why: str) -> None:
    """Answer the questions of a return in their order; None leaves one out."""
    asked = Question.objects.filter(request=row.round.request, finding=Finding.NEW).order_by("position")
    typed = [Typed(each.pk, text, **why) for each, text in zip(asked, texts, strict=False)]
    assert all(each.is_kept for each in answers.answer(actor=actor, return_id=row.pk, typed=typed))


def step(actor: Actor, row: Return, code: str) -> None:
    """Sign a step of the case of a return."""
    row.refresh_from_db()
    case = cases.Case.objects.within("").get(pk=row.case_id)
    visit = next(visit for visit in queries.state_of(case).open_visits if visit.step == code)
    task = queries.state_of(case).tasks_of(visit)[0].number
    cases.act(actor=actor, case_id=case.pk, command=commands.Agree(task))


YEARLY = {"frequency": Frequency.YEARLY, "as_of": date(2026, 9, 1)}
