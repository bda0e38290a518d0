"""A region of counties and schools with a request that has been cleared, made in a few statements."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from shuren.kernel.access import permissions_of
from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Case, Result
from shuren.kernel.measures.facts import QUANTITIES
from shuren.kernel.paths import step_of
from shuren.modules.collection.actions import rounds
from shuren.modules.collection.actions.facts import record_facts
from shuren.modules.collection.models import Answer, Item, Question, Request, Return
from shuren.modules.collection.queries.newest import newest_of
from shuren.modules.collection.rules.kinds import Finding, Ruling
from shuren.spine.identity.models import Account, Grant
from shuren.spine.orgs.models import Level, Org

COUNTIES = 12
ATTRIBUTES = ("org:name", "org:address", "org:code", "org:credit_code")
SINCE = date(2000, 9, 1)

FILL = """
INSERT INTO collection_answer (sheet_id, org_path, question_id, value, number, is_carried, why_odd, remark, remarked_by,
    told_by_key, told_by_name, told_at)
SELECT sheet.id, sheet.org_path, question.id, (sheet.id %% 97)::text, sheet.id %% 97, false, '', '', '',
    'x', '测速', now()
FROM collection_return AS sheet JOIN collection_round AS round ON round.id = sheet.round_id
JOIN collection_question AS question ON question.request_id = round.request_id
WHERE round.request_id = %s AND question.finding = 'new' ON CONFLICT DO NOTHING
"""
KNOWN = """
INSERT INTO collection_fact (item_id, org_id, org_path, as_of, revision, value, number, sheet_id, told_by, recorded_at,
    why)
SELECT question.item_id, sheet.org_id, sheet.org_path, round.as_of, 1, answer.value, answer.number, sheet.id, '测速',
    now(), ''
FROM collection_answer AS answer JOIN collection_return AS sheet ON sheet.id = answer.sheet_id
JOIN collection_round AS round ON round.id = sheet.round_id
JOIN collection_question AS question ON question.id = answer.question_id
WHERE round.request_id = %s
"""
SIGN = """
UPDATE collection_return SET handed_in_at = now(), signed_at = now(), answered = %s
WHERE round_id IN (SELECT id FROM collection_round WHERE request_id = %s)
"""


@dataclass(frozen=True)
class Region:
    """A city, and the number under which its codes are told from those of another one."""

    city: Org
    name: str


def region(schools: int, prefix: str = "8") -> Region:
    """Write a city with its counties and schools."""
    name = f"{prefix}{uuid4().hex[:5]}"
    taken = Org.objects.within("").filter(parent=None).count()
    city = _orgs([("", taken + 1, None, Level.CITY)], name)[0]
    counties = _orgs([(city.path, number, city, Level.COUNTY) for number in range(1, COUNTIES + 1)], name)
    places = [(counties[at % COUNTIES], at // COUNTIES + 1) for at in range(schools)]
    _orgs([(county.path, number, county, Level.SCHOOL) for county, number in places], name, city)
    return Region(city, name)


def _orgs(places: list[tuple[str, int, Org | None, Level]], name: str, city: Org | None = None) -> list[Org]:
    rows = [
        Org(
            code=name + (path + step_of(number))[4:], name=f"{level.value} {number}", name_key=f"{number:06}",
            initials="x",
            path=path + step_of(number), level=level, parent=parent, authority=parent, opened_on=SINCE,
            county=parent if level == Level.SCHOOL else None, city=city,
        )
        for path, number, parent, level in places
    ]  # fmt: skip
    return list(Org.objects.bulk_create(rows, batch_size=2_000))


def _granted(where: Region) -> Case:
    return Case.objects.create(
        type="collection.clearing", version=1, number=uuid4().hex[:30], title="测速", form={}, org_path=where.city.path,
        applicant_key="x", applicant_name="测速", outcome=Result.GRANTED, opened_at=timezone.now(),
    )  # fmt: skip


def drafted(where: Region, questions: int, held: int = 0) -> Request:
    """Write a cleared request of the city to all its schools; registers answer `held` of its questions, or should.

    These are figures of every register, which are empty, and attributes of schools, half of which are known.
    """
    today = timezone.localdate()
    request: Request = Request.objects.create(
        org=where.city, org_path=where.city.path, org_name="市", below=where.city.path, title="测速", basis="测速",
        as_of=today, opens_on=today, due_on=today + timedelta(days=9), ends_on=today + timedelta(days=99),
        drafted_by_key="x", drafted_by_name="测速", asked=questions - held, case_id=_granted(where).pk,
    )  # fmt: skip
    items = Item.objects.bulk_create(
        Item(code=f"{where.name}{number}", label=f"项目{number}", kind="number", level="school", owner=where.city)
        for number in range(questions)
    )
    Question.objects.bulk_create(
        Question(
            request=request, position=number, label=item.label, seconds=60, ruling=Ruling.ASKED, item=item,
            **(_held(number) if number <= held else {}),
        )
        for number, item in enumerate(items, start=1)
    )  # fmt: skip
    return request


def warm() -> None:
    """Ask every register of nobody once: a server has read what counts them before anybody sends anything."""
    asked: list[tuple[str, dict[str, str]]] = [(f"quantity:{each.code}", {}) for each in QUANTITIES]
    newest_of(asked, below="~", on=timezone.localdate(), back=0)


def _held(number: int) -> dict[str, str]:
    sources = [*ATTRIBUTES, *(f"quantity:{each.code}" for each in QUANTITIES)]
    return {"finding": Finding.HELD, "source": sources[number % len(sources)], "source_label": "登记"}


def official(where: Region) -> Actor:
    return Actor("account:0", "测速", "city_official", where.city.path, permissions_of("city_official"))


def send(where: Region, request: Request) -> None:
    rounds.send(actor=official(where), request=request)


def registrars(where: Region, request: Request, most: int) -> list[tuple[str, list[str]]]:
    """Open accounts at schools and sign them in; return each one's cookie and the addresses of its cells."""
    rows = list(Return.objects.within(where.city.path).filter(round__request=request).select_related("org")[:most])
    accounts = Account.objects.bulk_create(
        Account(username=f"{where.name}-{row.pk}", name="测速", org=row.org, org_path=row.org_path) for row in rows
    )
    Grant.objects.bulk_create(
        Grant(account=each, role="registrar", org=row.org, org_path=row.org_path, valid_from=SINCE, granted_by="bench")
        for each, row in zip(accounts, rows, strict=True)
    )
    questions = list(request.questions.filter(finding=Finding.NEW).values_list("pk", flat=True))
    return [
        (_cookie(each), [f"/collection/returns/{row.pk}/cells/{question}/" for question in questions])
        for each, row in zip(accounts, rows, strict=True)
    ]


def _cookie(account: Account) -> str:
    client = Client()
    client.force_login(account)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def fill_in(request: Request) -> None:
    """Let every unit have answered everything and signed."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, [request.pk])
        cursor.execute(KNOWN, [request.pk])
        cursor.execute(SIGN, [request.asked, request.pk])
        cursor.execute("ANALYZE")


def signed(request: Request) -> list[Return]:
    """Return what was signed."""
    rows = Return.objects.within("").filter(round__request=request).select_related("round", "org")
    return list(rows)


def answer_one(row: Return) -> None:
    """Correct one answer of a return, and let its leader sign."""
    answer = Answer.objects.within("").filter(sheet=row).order_by("-pk").first()
    if answer is not None:
        number = (answer.number or 0) + 1
        Answer.objects.within("").filter(pk=answer.pk).update(number=number, value=str(number))
        record_facts(row, at=timezone.now())
