"""Each term's verification: opened by the county, answered pupil by pupil, signed by the principal."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuren.kernel.audit.models import Entry
from shuren.kernel.notices.models import Notice
from shuren.kernel.periods import Term
from shuren.kernel.refusals import Forbidden, NotFoundHere
from shuren.kernel.workflow.actions import StepForbidden
from shuren.modules.registry.actions import rosters as actions
from shuren.modules.registry.models import RosterAnswer, RosterReturn, Verification
from shuren.modules.registry.queries import rosters as queries
from shuren.modules.registry.rules.roster import (
    Absence,
    Answer,
    Doubt,
    Fault,
    Given,
    doubt,
    fault,
    is_overdue,
    long_since,
)
from shuren.spine.people.models import Enrolment
from tests.modules.registry.walking import actor_at
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

TODAY = date(2026, 11, 22)
TERM = Term.of(TODAY)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (Given(Answer.PRESENT), None),
        (Given(Answer.UNKNOWN), None),
        (Given(Answer.ABSENT), Fault.WHY),
        (Given(Answer.ABSENT, Absence.ILL), None),
        (Given(Answer.ABSENT, Absence.ILL, TODAY), None),
        (Given(Answer.ABSENT, Absence.ILL, date(2026, 11, 23)), Fault.LATER),
    ],
)
def test_an_absence_has_a_reason_and_has_begun(given: Given, wrong: Fault | None) -> None:
    assert fault(given, TODAY) == wrong


@pytest.mark.pure
@pytest.mark.parametrize(
    ("answer", "absence", "expected"),
    [
        (Answer.PRESENT, Absence.NONE, Doubt.NONE),
        (Answer.ABSENT, Absence.ILL, Doubt.NONE),
        (Answer.ABSENT, Absence.ELSEWHERE, Doubt.SEPARATED),
        (Answer.ABSENT, Absence.LOST, Doubt.EMPTY),
        (Answer.UNKNOWN, Absence.NONE, Doubt.EMPTY),
    ],
)
def test_what_the_authority_looks_into(answer: Answer, absence: Absence, expected: Doubt) -> None:
    assert doubt(answer, absence) == expected


@pytest.mark.pure
def test_a_return_is_overdue_from_the_day_after() -> None:
    assert not is_overdue(TODAY, is_signed=False, today=TODAY)
    assert is_overdue(TODAY, is_signed=False, today=date(2026, 11, 23))
    assert not is_overdue(TODAY, is_signed=True, today=date(2026, 11, 23))


@pytest.mark.pure
def test_an_absence_is_long_from_the_fourth_week_on() -> None:
    assert long_since(TODAY) == date(2026, 10, 25)


@pytest.fixture
def region(wall_open: World, monkeypatch: pytest.MonkeyPatch) -> World:  # noqa: F811
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, **_more: TODAY)
    group = factories.school_class(wall_open.school)
    for name, status in (("甲", "01"), ("乙", "01"), ("丙", "02")):
        factories.enrolment(wall_open.school, name, school_class=group, status=status)
    factories.enrolment(wall_open.school, "丁")
    factories.enrolment(wall_open.sibling, "戊", stage="junior", entry_year=2025)
    factories.enrolment(wall_open.sibling, "幼", stage="kindergarten", entry_year=2025)
    factories.enrolment(wall_open.far_school, "外")
    return wall_open


def opened(region: World) -> RosterReturn:
    actions.open_verification(actor=region.actor("county_official"), term=TERM, due_on=date(2026, 12, 10))
    found: RosterReturn = RosterReturn.objects.within("").get(school=region.school)
    return found


def pupil(name: str) -> Enrolment:
    found: Enrolment = Enrolment.objects.within("").get(name=name)
    return found


def say(region: World, row: RosterReturn, name: str, given: Given, role: str = "registrar") -> RosterReturn:
    return actions.answer(actor=region.actor(role), return_id=row.pk, enrolment_id=pupil(name).pk, given=given)


def complete(region: World, row: RosterReturn) -> RosterReturn:
    say(region, row, "乙", Given(Answer.ABSENT, Absence.ELSEWHERE, date(2026, 10, 8)))
    say(region, row, "丙", Given(Answer.ABSENT, Absence.LEAVE))
    for group in queries.groups_of(row):
        row = actions.rest_is_present(actor=region.actor("registrar"), return_id=row.pk, class_id=group.pk)
    return row


@pytest.mark.django_db
def test_every_school_of_the_county_gets_its_part_and_a_to_do(region: World) -> None:
    opened(region)
    parts = {row.school_id: row.pupils for row in RosterReturn.objects.within("")}
    assert parts == {region.school.pk: 4, region.sibling.pk: 1}
    asked = Notice.objects.filter(kind=actions.CHECK, settled_at=None)
    assert {(one.role, one.org_path) for one in asked} == {
        ("registrar", region.school.path), ("registrar", region.sibling.path),
    }  # fmt: skip


@pytest.mark.django_db
def test_opening_takes_as_many_statements_for_many_schools_as_for_one(region: World) -> None:
    asked = []
    for actor in (actor_at("county_official", region.zone), region.actor("county_official")):
        with CaptureQueriesContext(connection) as seen:
            actions.open_verification(actor=actor, term=TERM, due_on=date(2026, 12, 10))
        asked.append(len(seen))
    assert RosterReturn.objects.within("").count() == 3
    assert asked[0] == asked[1]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["county_official", "city_official"])
def test_a_term_is_verified_once(region: World, role: str) -> None:
    opened(region)
    with pytest.raises(actions.AlreadyOpen):
        actions.open_verification(actor=region.actor(role), term=TERM, due_on=date(2026, 12, 10))


@pytest.mark.django_db
def test_the_day_it_is_due_is_not_past(region: World) -> None:
    with pytest.raises(actions.DueTooSoon):
        actions.open_verification(actor=region.actor("county_official"), term=TERM, due_on=date(2026, 11, 21))
    with pytest.raises(Forbidden):
        actions.open_verification(actor=region.actor("registrar"), term=TERM, due_on=date(2026, 12, 10))


@pytest.mark.django_db
def test_each_word_is_kept_and_can_be_taken_back(region: World) -> None:
    row = opened(region)
    assert say(region, row, "甲", Given(Answer.UNKNOWN)).unknown == 1
    row = say(region, row, "甲", Given(Answer.PRESENT))
    assert (row.present, row.unknown) == (1, 0)
    row = actions.take_back(actor=region.actor("registrar"), return_id=row.pk, enrolment_id=pupil("甲").pk)
    assert row.answered == 0
    assert Entry.objects.within("").filter(label="registry.roster.answered").count() == 1


@pytest.mark.django_db
def test_the_rest_of_a_class_is_present_but_not_who_is_on_leave(region: World) -> None:
    row = opened(region)
    say(region, row, "乙", Given(Answer.UNKNOWN))
    group = pupil("甲").school_class_id
    assert group
    row = actions.rest_is_present(actor=region.actor("registrar"), return_id=row.pk, class_id=group)
    answers = dict(RosterAnswer.objects.within("").values_list("enrolment__name", "answer"))
    assert answers == {"甲": "present", "乙": "unknown"}
    assert [(one.name, one.pupils, one.answered, one.missing) for one in queries.groups_of(row)] == [
        ("2024级1班", 3, 2, 1), ("未编班", 1, 0, 0),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_pupil_of_another_school_is_not_answered_for(region: World) -> None:
    row = opened(region)
    for name in ("戊", "外", "幼"):
        with pytest.raises(NotFoundHere):
            say(region, row, name, Given(Answer.PRESENT))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (Given(Answer.ABSENT), actions.WhyAbsent),
        (Given(Answer.ABSENT, Absence.ILL, date(2026, 12, 1)), actions.NotYetAbsent),
    ],
)
def test_what_is_incomplete_is_not_kept(region: World, given: Given, refusal: type[Exception]) -> None:
    row = opened(region)
    with pytest.raises(refusal):
        say(region, row, "甲", given)
    assert not RosterAnswer.objects.within("").exists()


@pytest.mark.django_db
def test_the_principal_signs_what_is_complete(region: World) -> None:
    row = opened(region)
    with pytest.raises(StepForbidden, match="还有 4 名"):
        actions.sign(actor=region.actor("principal"), return_id=row.pk)
    row = complete(region, row)
    assert Notice.objects.filter(kind=actions.SIGN, settled_at=None).count() == 1
    with pytest.raises(Forbidden):
        actions.sign(actor=region.actor("registrar"), return_id=row.pk)
    actions.sign(actor=region.actor("principal"), return_id=row.pk)
    still = Notice.objects.filter(settled_at=None)
    assert {one.org_path for one in still} == {region.sibling.path}
    with pytest.raises(actions.AlreadySigned):
        say(region, row, "甲", Given(Answer.UNKNOWN))


@pytest.mark.django_db
def test_a_newcomer_must_be_checked_before_signing(region: World) -> None:
    row = complete(region, opened(region))
    factories.enrolment(region.school, "新")
    with pytest.raises(StepForbidden, match="还有 1 名"):
        actions.sign(actor=region.actor("principal"), return_id=row.pk)


@pytest.mark.django_db
def test_the_county_sees_progress_and_who_is_not_there_and_sends_back(region: World) -> None:
    row = complete(region, opened(region))
    actions.sign(actor=region.actor("principal"), return_id=row.pk)
    verification = Verification.objects.within("").get()
    schools = queries.schools_of(verification)
    assert queries.figures(schools, verification) == {"signed": 1, "missing": 1, "overdue": 0, "unlisted": 0}
    doubts = {one.enrolment.name: one.doubt for one in queries.not_there(verification)}
    assert doubts == {"乙": "separated", "丙": ""}
    long = queries.NOT_THERE.narrowed(queries.not_there(verification), {"length": "long"})
    assert [one.enrolment.name for one in long] == ["乙"]
    county = region.actor("county_official")
    actions.send_back(actor=county, verification=verification, return_id=row.pk, reason="乙在外校就读，请核实")
    say(region, row, "乙", Given(Answer.PRESENT))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "page", "word"),
    [
        ("registrar", lambda row: f"/registry/rosters/{row.pk}/", "2024级1班"),
        ("registrar", lambda row: f"/registry/rosters/{row.pk}/classes/0/", "丁"),
        ("registrar", lambda _row: "/registry/rosters/", "2026-2027"),
        ("county_official", lambda row: f"/registry/verifications/{row.verification_id}/", "东山中学"),
        ("county_official", lambda row: f"/registry/verifications/{row.verification_id}/not-there/", "还没有记录"),
        ("county_official", lambda _row: "/registry/verifications/", "东山县教育局"),
    ],
)
def test_pages(region: World, role: str, page: Callable[[RosterReturn], str], word: str) -> None:
    row = opened(region)
    answer = region.client(role).get(page(row))
    assert answer.status_code == 200
    assert word in answer.content.decode()


@pytest.mark.django_db
def test_a_tap_answers_with_the_pupils_row_and_the_new_count(region: World) -> None:
    row, browser = opened(region), region.client("registrar")
    address = f"/registry/rosters/{row.pk}/classes/0/{pupil('丁').pk}"
    headers: dict[str, Any] = {"HX-Request": "true"}
    told = browser.post(address, {"answer": "present"}, headers=headers).content.decode()
    assert "撤回" in told
    assert "1 / 4" in told
    refused = browser.post(address, {"answer": "absent", "absence": ""}, headers=headers)
    assert refused.status_code == 422
    assert "请选择不在校的原因" in refused.content.decode()
    assert browser.post(address, {"answer": "nonsense"}, headers=headers).status_code == 400
    assert browser.post(address, {"answer": ""}).status_code == 302
    assert not RosterAnswer.objects.within("").exists()
