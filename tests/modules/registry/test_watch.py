"""控辍保学: who is away comes in, the ladder of duties, 销号, the monthly report."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import Forbidden, NotFoundHere
from shuren.modules.registry.actions import ladders, problems, watch_rounds
from shuren.modules.registry.actions import watch as actions
from shuren.modules.registry.models import ProblemFile, WatchChild, WatchMonth, WatchStep
from shuren.modules.registry.queries.ladders import ladder_at
from shuren.modules.registry.rules.watch import (
    RUNGS,
    Category,
    Course,
    Deed,
    Duty,
    Ladder,
    Office,
    Outcome,
    compulsory_until,
    is_dropout,
    month_before,
    next_duty,
    told_of,
)
from shuren.spine.people.models import Enrolment
from tests.modules.registry.walking import actor_at, applied, sign
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

TODAY = date(2026, 11, 22)
SINCE = date(2026, 11, 16)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.mark.pure
@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ({}, Duty(Deed.CONTACT, Office.SCHOOL, date(2026, 11, 17))),
        ({Deed.CONTACT: SINCE}, Duty(Deed.VISIT, Office.SCHOOL, date(2026, 11, 23))),
        ({Deed.CONTACT: SINCE, Deed.VISIT: SINCE}, Duty(Deed.REPORT, Office.SCHOOL, date(2026, 12, 14))),
        (
            {Deed.CONTACT: SINCE, Deed.VISIT: SINCE, Deed.REPORT: date(2026, 12, 1)},
            Duty(Deed.PLAN, Office.AUTHORITY, date(2026, 12, 11)),
        ),
        (
            {Deed.CONTACT: SINCE, Deed.VISIT: SINCE, Deed.REPORT: SINCE, Deed.PLAN: date(2026, 12, 5)},
            Duty(Deed.PERSUADE, Office.SCHOOL, date(2027, 1, 4)),
        ),
    ],
)
def test_one_duty_follows_the_other(done: dict[Deed, date], expected: Duty) -> None:
    assert next_duty(Course(SINCE, SINCE, done), Ladder()) == expected


@pytest.mark.pure
@pytest.mark.parametrize(
    ("office", "days", "told"),
    [
        (Office.SCHOOL, 0, None),
        (Office.SCHOOL, 1, Office.PRINCIPAL),
        (Office.SCHOOL, 7, Office.PRINCIPAL),
        (Office.SCHOOL, 8, Office.AUTHORITY),
        (Office.AUTHORITY, 1, Office.CITY),
    ],
)
def test_what_is_late_is_told_above(office: Office, days: int, told: Office | None) -> None:
    due = date.fromordinal(TODAY.toordinal() - days)
    assert told_of(Duty(Deed.VISIT, office, due), TODAY, Ladder()) == told


@pytest.mark.pure
def test_days() -> None:
    assert not is_dropout(date(2026, 10, 26), TODAY)
    assert is_dropout(date(2026, 10, 25), TODAY)
    assert compulsory_until(date(2012, 8, 31)) == date(2027, 8, 31)
    assert compulsory_until(date(2012, 9, 1)) == date(2028, 8, 31)
    assert month_before(date(2026, 1, 5)) == date(2025, 12, 1)


@pytest.fixture
def region(wall_open: World, monkeypatch: pytest.MonkeyPatch) -> World:  # noqa: F811
    at(monkeypatch, TODAY)
    group = factories.school_class(wall_open.school, homeroom_teacher="刘老师")
    factories.enrolment(wall_open.school, "离生", school_class=group, school_no="0001")
    factories.enrolment(wall_open.far_school, "外生")
    return wall_open


def at(monkeypatch: pytest.MonkeyPatch, today: date) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, **_more: today)


def pupil(name: str = "离生") -> Enrolment:
    found: Enrolment = Enrolment.objects.within("").get(name=name)
    return found


def entered(region: World, since: date = SINCE) -> WatchChild:
    away = actions.Away(since, Category.WEARY, "三天没有到校")
    return actions.enter(actor=region.actor("registrar"), person_id=pupil().person_id, away=away)


def does(region: World, child: WatchChild, deed: Deed, on: date = TODAY, role: str = "registrar") -> WatchChild:
    done = actions.Done(deed, on, "刘老师", "见到监护人")
    return actions.take_step(actor=region.actor(role), child_id=child.pk, done=done)


def asked(kind: str = actions.TO_DO) -> set[tuple[str, str]]:
    return {(one.role, one.org_path) for one in Notice.objects.filter(kind=kind, settled_at=None)}


@pytest.mark.django_db
def test_a_child_is_entered_and_the_school_is_asked(region: World) -> None:
    child = entered(region)
    assert (child.duty, child.due_on) == ("contact", date(2026, 11, 23))
    assert asked() == {("registrar", region.school.path)}
    with pytest.raises(actions.AlreadyListed):
        entered(region)
    with pytest.raises(NotFoundHere):
        away = actions.Away(SINCE)
        actions.enter(actor=region.actor("registrar"), person_id=pupil("外生").person_id, away=away)
    with pytest.raises(Forbidden):
        actions.enter(actor=region.actor("county_official"), person_id=pupil().person_id, away=actions.Away(SINCE))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "refusal"),
    [({"stage": "senior"}, actions.NotCompulsory), ({"born_on": date(2009, 1, 1)}, actions.NotCompulsory)],
)
def test_only_children_of_compulsory_age(region: World, values: dict[str, Any], refusal: type[Exception]) -> None:
    Enrolment.objects.within("").filter(name="离生").update(**values)
    with pytest.raises(refusal):
        entered(region)


@pytest.mark.django_db
def test_the_ladder_leads_from_the_school_to_the_authority_and_back(region: World) -> None:
    child = entered(region)
    for deed in (Deed.CONTACT, Deed.VISIT, Deed.REPORT):
        child = does(region, child, deed)
    assert (child.duty, child.office) == ("plan", "authority")
    assert asked() == {("county_official", region.county.path)}
    told = actions.Plan(TODAY, "结对帮扶，每周家访", "陈县")
    with pytest.raises(Forbidden):
        actions.plan(actor=region.actor("registrar"), child_id=child.pk, told=told)
    child = actions.plan(actor=region.actor("county_official"), child_id=child.pk, told=told)
    assert (child.duty, child.measures) == ("persuade", "结对帮扶，每周家访")
    assert asked() == {("registrar", region.school.path)}
    with pytest.raises(Forbidden):
        does(region, child, Deed.REPORT, role="county_official")


@pytest.mark.django_db
def test_days_of_what_was_done_are_possible(region: World) -> None:
    child = entered(region)
    with pytest.raises(actions.DayAhead):
        does(region, child, Deed.CONTACT, on=date(2026, 11, 23))
    with pytest.raises(actions.DayBefore):
        does(region, child, Deed.CONTACT, on=date(2026, 11, 15))


@pytest.mark.django_db
def test_the_log_is_only_added_to(region: World) -> None:
    child = entered(region)
    step = WatchStep.objects.within("").get(child=child)
    for change in ({"told": "改写"}, {"on": date(2026, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            WatchStep.objects.within("").filter(pk=step.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        WatchStep.objects.within("").filter(pk=step.pk).delete()


@pytest.mark.django_db
def test_what_is_late_is_told_above_once_for_each_height(region: World) -> None:
    child = entered(region)
    assert watch_rounds.raise_late(date(2026, 11, 23)) == 0
    assert [watch_rounds.raise_late(date(2026, 11, 24)) for _ in range(2)] == [1, 0]
    assert asked(actions.LATE) == {("principal", region.school.path)}
    assert [watch_rounds.raise_late(date(2026, 12, 1)) for _ in range(2)] == [1, 0]
    assert ("county_official", region.county.path) in asked(actions.LATE)
    does(region, child, Deed.CONTACT)
    assert asked(actions.LATE) == set()
    raised = WatchStep.objects.within("").filter(child=child, deed="raised")
    assert raised.count() == 2


def away_problem(region: World, kind: str = "away", **told: str) -> None:
    row = pupil()
    ProblemFile.objects.create(
        org_path=row.org_path, school=row.school, county_id=row.county_id, city_id=row.city_id, enrolment=row,
        person_id=row.person_id, name=row.name, name_key=row.name_key, kind=kind, facts="1", told=told, since=SINCE,
        handler_path=row.org_path, found_on=TODAY, due_on=TODAY,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "source"), [("away", "roster"), ("leave", "leave"), ("separated", None)])
def test_who_the_registers_show_as_away_comes_in_by_itself(region: World, kind: str, source: str | None) -> None:
    away_problem(region, kind)
    for _night in range(2):
        watch_rounds.take_in(TODAY)
    rows = list(WatchChild.objects.within(""))
    assert [row.source for row in rows] == ([source] if source else [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left_on", "status", "comes"),
    [
        (date(2026, 10, 20), "99", True),
        (date(2026, 11, 15), "99", False),
        (date(2026, 7, 10), "07", True),
        (date(2026, 10, 20), "10", False),
    ],
)
def test_leavers_whom_no_school_has_received_come_in(region: World, left_on: date, status: str, comes: bool) -> None:
    Enrolment.objects.within("").filter(name="离生").update(left_on=left_on, status=status)
    watch_rounds.take_in(TODAY)
    assert WatchChild.objects.within("").filter(source="leaver").exists() is comes


@pytest.mark.django_db
def test_who_was_received_is_no_leaver(region: World) -> None:
    row = pupil()
    Enrolment.objects.within("").filter(pk=row.pk).update(left_on=date(2026, 10, 20), status="99")
    factories.enrolment(region.sibling, of=row.person, entered_on=date(2026, 10, 21))
    watch_rounds.take_in(TODAY)
    assert not WatchChild.objects.within("").exists()


@pytest.mark.django_db
def test_an_entry_follows_the_pupil_to_the_next_school(region: World) -> None:
    child, row = entered(region), pupil()
    Enrolment.objects.within("").filter(pk=row.pk).update(left_on=TODAY, status="10")
    factories.enrolment(region.sibling, of=row.person, entered_on=TODAY)
    watch_rounds.follow([row.person_id])
    child.refresh_from_db()
    assert child.school_id == region.sibling.pk
    assert set(WatchStep.objects.within("").values_list("org_path", flat=True)) == {region.sibling.path}
    assert asked() == {("registrar", region.sibling.path)}


@pytest.mark.django_db
def test_the_county_decides_who_leaves_the_ledger(region: World) -> None:
    child = entered(region)
    told = {"child": str(child.pk), "outcome": "returned", "on": "2026-11-20", "told": "已回班上课"}
    case = applied(region.actor("registrar"), "registry.watch_removal", **told)
    sign(case, region.actor("principal"), "school")
    child.refresh_from_db()
    assert child.closed_on is None
    sign(case, region.actor("county_official"), "authority")
    row = WatchChild.objects.within("").get()
    assert (row.outcome, row.closed_on, row.case_number) == ("returned", TODAY, case.number)
    assert asked() == set()
    with pytest.raises(actions.AlreadyClosed):
        does(region, child, Deed.VISIT)


@pytest.mark.django_db
def test_an_entry_ends_with_the_compulsory_years(region: World) -> None:
    child = entered(region)
    watch_rounds.let_go(child.ends_on)
    assert not WatchChild.objects.within("").exclude(closed_on=None).exists()
    watch_rounds.let_go(date(child.ends_on.year, 9, 1))
    child.refresh_from_db()
    assert child.outcome == Outcome.FINISHED


@pytest.mark.django_db
def test_each_school_reports_each_month_also_of_nobody(region: World) -> None:
    watch_rounds.ask_for_month(date(2026, 11, 1))
    assert ("principal", region.school.path) in asked(watch_rounds.MONTH)
    row = watch_rounds.sign_month(actor=region.actor("principal"), today=TODAY)
    assert (row.month, row.listed, row.entered) == (date(2026, 10, 1), 0, 0)
    assert ("principal", region.school.path) not in asked(watch_rounds.MONTH)
    with pytest.raises(watch_rounds.MonthReported):
        watch_rounds.sign_month(actor=region.actor("principal"), today=TODAY)
    entered(region, date(2026, 11, 2))
    row = watch_rounds.sign_month(actor=region.actor("principal"), today=date(2026, 12, 3))
    assert (row.listed, row.dropouts, row.entered, row.closed) == (1, 1, 1, 0)


@pytest.mark.django_db
def test_from_the_phone_to_the_county(region: World) -> None:
    browser = region.client("registrar")
    assert "0001" in browser.get(f"/registry/watch/enter/{pupil().person_id}/").content.decode()
    sent = {"pupil": "离生", "since": "2026-11-16", "category": "weary", "told": ""}
    assert browser.post("/registry/watch/enter/", {**sent, "pupil": "无人"}).status_code == 422
    browser.post("/registry/watch/enter/", sent)
    child = WatchChild.objects.within("").get()
    address = f"/registry/watch/{child.pk}/"
    assert "刘老师" in browser.get(address).content.decode()
    photo = SimpleUploadedFile("家访.png", PNG, content_type="image/png")
    visit = {"deed": "visit", "on": "2026-11-20", "who": "刘老师", "told": "家中无人", "category": "work"}
    browser.post(f"{address}step", {**visit, "papers": [photo]})
    page = region.client("county_official").get(address).content.decode()
    assert "家访.png" in page
    assert "务工" in page
    refused = browser.post(f"{address}step", {**visit, "papers": [SimpleUploadedFile("a.png", b"MZ")]})
    assert refused.status_code == 422
    paper = child.steps.within("").get(deed="visit").papers.within("").get()
    assert region.client("county_official").get(f"/registry/watch/papers/{paper.pk}").getvalue() == PNG
    shown = ("/registry/watch/", "/registry/watch/list.xlsx", "/registry/watch/report/", f"/people/{child.person_id}/")
    assert [region.client("county_official").get(one).status_code for one in shown] == [200] * 4
    assert "离生" in region.client("city_official").get("/registry/watch/?state=suspected").content.decode()
    assert "离生" not in region.client("city_official").get("/registry/watch/?state=dropout").content.decode()
    months = region.client("principal")
    assert "零报告" in months.get("/registry/watch/months/").content.decode()
    months.post("/registry/watch/months/sign")
    assert WatchMonth.objects.within("").count() == 1


@pytest.mark.django_db
def test_nobody_elsewhere_sees_a_child(region: World) -> None:
    child = entered(region)
    with pytest.raises(NotFoundHere):
        actions.look(actor=actor_at("registrar", region.far_school), child_id=child.pk)


@pytest.mark.django_db
def test_a_closed_entry_closes_the_problem_of_the_roster(region: World) -> None:
    away_problem(region)
    watch_rounds.take_in(TODAY)
    child = WatchChild.objects.within("").get()
    actions.close(actor=actions.KEEPER, child_id=child.pk, outcome=Outcome.RETURNED, on=TODAY)
    problems.recompute(TODAY)
    watch_rounds.take_in(TODAY)
    assert WatchChild.objects.within("").filter(closed_on=None).count() == 0


def set_days(region: World, role: str, since: date = TODAY, **days: int) -> None:
    actor = region.actor(role)
    ladders.set_days(actor=actor, days=dict.fromkeys(RUNGS) | days, basis="教基〔2026〕1号", since=since)


@pytest.mark.django_db
def test_of_each_step_what_the_nearest_bureau_has_set_holds_from_its_day_on(region: World) -> None:
    path, later = region.school.path, date(2026, 12, 1)
    assert ladder_at(path, TODAY) == Ladder()
    set_days(region, "city_official", contact=3, visit=14)
    set_days(region, "county_official", visit=5)
    set_days(region, "county_official", since=later, contact=2)
    assert ladder_at(path, TODAY) == Ladder(contact=3, visit=5)
    assert ladder_at(region.far_school.path, TODAY) == Ladder(contact=3, visit=14)
    assert ladder_at(path, later) == Ladder(contact=2, visit=14), "what is left empty is as it is above again"


@pytest.mark.django_db
def test_what_is_due_keeps_its_day_and_what_follows_goes_by_the_new_days(region: World) -> None:
    child = entered(region)
    set_days(region, "county_official", contact=3, visit=3)
    child = does(region, child, Deed.NOTE)
    assert (child.duty, child.due_on) == ("contact", date(2026, 11, 23))
    child = does(region, child, Deed.CONTACT)
    assert (child.duty, child.due_on) == ("visit", date(2026, 11, 25))


@pytest.mark.django_db
def test_a_county_may_be_stricter_than_its_city_and_not_laxer(region: World) -> None:
    set_days(region, "county_official", persuade=60)
    set_days(region, "city_official", contact=3)
    with pytest.raises(ladders.LongerThanAbove, match="上级规定 3 天"):
        set_days(region, "county_official", contact=4)
    with pytest.raises(ladders.DaysPast):
        set_days(region, "county_official", since=date(2026, 11, 21), contact=1)
    with pytest.raises(Forbidden):
        set_days(region, "registrar", contact=1)


@pytest.mark.django_db
def test_days_are_set_on_a_page_and_told_with_their_paper(region: World) -> None:
    browser = region.client("county_official")
    typed = {"contact": "2", "basis": "东教〔2026〕8号", "since": "2026-11-22"}
    assert browser.post("/registry/watch/days/", typed).status_code == 302
    page = browser.get("/registry/watch/days/").content.decode()
    assert "东教〔2026〕8号" in page
    assert "列入台账后联系监护人 2 天" in page
    assert browser.post("/registry/watch/days/", {**typed, "contact": "61"}).status_code == 422
    assert "/registry/watch/days/" in browser.get("/registry/watch/").content.decode()
    assert "/registry/watch/days/" not in region.client("principal").get("/registry/watch/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "address"), [("registrar", "enter"), ("county_official", "days")])
def test_today_stands_in_the_form_as_browsers_read_it(region: World, role: str, address: str) -> None:
    page = region.client(role).get(f"/registry/watch/{address}/").content.decode()
    assert 'value="2026-11-22"' in page
