"""问题学籍: found in the registers, put right by cases, gone by themselves."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from shuren.kernel.cases.models import Case
from shuren.kernel.notices.models import Notice
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.registry.actions import numbers, rosters
from shuren.modules.registry.actions import problems as actions
from shuren.modules.registry.actions.problems import FactsChanged
from shuren.modules.registry.models import NumberLook, ProblemFile, RosterAnswer, RosterReturn, Verification
from shuren.modules.registry.rules.problems import HANDLINGS, Handling, Problem, may_remove, number_faults, odd_age
from shuren.modules.registry.rules.roster import Absence, Answer, Given
from shuren.spine.people.models import Enrolment, Person
from tests.modules.registry.walking import applied, granted, sign
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

TODAY = date(2026, 11, 22)
BORN = date(2018, 3, 1)
SOUND = factories.id_number(BORN, serial=7)


def faults(**told: Any) -> list[Problem]:
    usual = {"id_type": "1", "id_no": SOUND, "sex": "1", "born_on": BORN, "national_no": f"G{SOUND}"}
    return number_faults(**{**usual, "entered_on": date(2024, 9, 1), "today": TODAY, **told})


@pytest.mark.pure
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, []),
        ({"id_no": SOUND[:-1] + ("0" if SOUND[-1] != "0" else "1"), "national_no": ""}, [Problem.NUMBER]),
        ({"sex": "2"}, [Problem.NUMBER]),
        ({"born_on": date(2018, 3, 2)}, [Problem.NUMBER]),
        ({"id_type": "A", "id_no": "E12345678", "national_no": "GE12345678"}, []),
        ({"id_no": "", "national_no": ""}, [Problem.MISSING]),
        ({"id_no": "", "id_type": "Z", "national_no": "L1"}, []),
        ({"national_no": f"G{factories.id_number(BORN, serial=8)}"}, [Problem.DIFFERS]),
        ({"national_no": f"L{SOUND}"}, [Problem.TEMPORARY]),
        ({"national_no": f"L{SOUND}", "entered_on": date(2026, 9, 1)}, []),
    ],
)
def test_what_is_wrong_with_numbers(told: dict[str, Any], expected: list[Problem]) -> None:
    assert faults(**told) == expected


AGES = [
    ("primary", date(2020, 8, 31), False),
    ("primary", date(2020, 9, 1), True),
    ("primary", date(2016, 9, 1), False),
    ("primary", date(2016, 8, 31), True),
    ("junior", date(2015, 8, 31), False),
    ("junior", date(2015, 9, 1), True),
    ("junior", date(2010, 8, 31), True),
    ("senior", date(2020, 1, 1), False),
]


@pytest.mark.pure
@pytest.mark.parametrize(("stage", "born_on", "odd"), AGES)
def test_an_age_fits_the_grade(stage: str, born_on: date, odd: bool) -> None:
    assert odd_age(stage, 2026, born_on) is odd


@pytest.mark.pure
@pytest.mark.parametrize(
    ("this", "kept", "may"), [("L", "G", True), ("G", "G", True), ("L", "L", True), ("G", "L", False), ("", "G", True)]
)
def test_a_formal_number_is_kept_before_a_temporary_one(this: str, kept: str, may: bool) -> None:
    assert may_remove(this, kept) is may


@pytest.mark.pure
def test_every_problem_has_a_way_out_and_a_wrong_number_is_never_proven_right() -> None:
    assert set(HANDLINGS) == set(Problem)
    assert all(HANDLINGS.values())
    assert Handling.PROVE not in HANDLINGS[Problem.NUMBER]


@pytest.fixture
def region(wall_open: World, monkeypatch: pytest.MonkeyPatch) -> World:  # noqa: F811
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, **_more: TODAY)
    return wall_open


def pupil(school: Any, name: str = "安生", born_on: date = BORN, id_no: str = "", **values: Any) -> Enrolment:
    return factories.enrolment(school, of=factories.person(school, name, born_on=born_on, id_no=id_no), **values)


def found() -> set[tuple[str, str]]:
    actions.recompute(TODAY)
    return opened()


def opened() -> set[tuple[str, str]]:
    rows = ProblemFile.objects.within("").filter(gone_at=None, cleared_at=None)
    return {(row.name, row.kind) for row in rows}


@pytest.mark.django_db
def test_sound_registrations_are_left_alone(region: World) -> None:
    pupil(region.school)
    pupil(region.school, "小班", stage="kindergarten", born_on=date(2001, 1, 1))
    assert found() == set()


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "born_on", "odd"), AGES)
def test_the_statement_finds_the_ages_that_the_rule_finds(region: World, stage: str, born_on: date, odd: bool) -> None:
    pupil(region.school, born_on=born_on, stage=stage, entry_year=2026)
    assert (("安生", "age") in found()) is odd


@pytest.mark.django_db
def test_doubles_are_found_across_schools_and_handled_by_whoever_is_over_both(region: World) -> None:
    for school in (region.school, region.sibling, region.far_school):
        pupil(school, "成双")
    pupil(region.school, "成双", born_on=date(2018, 3, 2))
    assert found() == {("成双", "double")}
    rows = list(ProblemFile.objects.within(""))
    assert {row.handler_path for row in rows} == {region.city.path}
    assert {len(row.told["enrolments"]) for row in rows} == {3}


@pytest.mark.django_db
def test_the_same_facts_are_one_file_and_what_is_gone_keeps_its_history(region: World) -> None:
    row = pupil(region.school, "超龄", born_on=date(2010, 1, 1))
    assert found() == found() == {("超龄", "age")}
    Enrolment.objects.within("").filter(pk=row.pk).update(born_on=date(2018, 1, 1))
    assert ("超龄", "age") not in found()
    gone = ProblemFile.objects.within("").get(kind="age")
    assert gone.gone_at is not None
    Enrolment.objects.within("").filter(pk=row.pk).update(born_on=date(2010, 1, 1))
    assert ("超龄", "age") in found()
    assert ProblemFile.objects.within("").get(kind="age").gone_at is None


@pytest.mark.django_db
def test_a_leave_that_is_over_is_found(region: World) -> None:
    row = pupil(region.school, "未归", status="02")
    factories.movement(row, on=date(2025, 9, 1), until=date(2026, 11, 22))
    assert found() == {("未归", "leave")}
    factories.movement(row, kind="extended", on=TODAY, until=date(2027, 9, 1))
    assert found() == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "absence", "since", "kind"),
    [
        ("present", "", None, None),
        ("unknown", "", None, "away"),
        ("absent", "elsewhere", None, "separated"),
        ("absent", "truant", date(2026, 11, 20), "away"),
        ("absent", "ill", date(2026, 11, 20), None),
        ("absent", "ill", date(2026, 10, 1), "away"),
        ("absent", "leave", None, "away"),
    ],
)
def test_what_the_roster_says_counts_once_it_is_signed(
    region: World, answer: str, absence: str, since: date | None, kind: str | None
) -> None:
    row = pupil(region.school)
    part = roster(region)
    RosterAnswer.objects.create(
        roster=part, org_path=part.org_path, enrolment=row, answer=answer, absence=absence, since=since,
        told_by="李录", told_at="2026-11-20T08:00+08:00",
    )  # fmt: skip
    assert found() == set()
    RosterReturn.objects.within("").update(state="signed")
    assert found() == ({("安生", kind)} if kind else set())


@pytest.mark.django_db
def test_a_signed_roster_shows_at_once(region: World) -> None:
    pupil(region.school)
    part, registrar = roster(region), region.actor("registrar")
    away = Given(Answer.ABSENT, Absence.ELSEWHERE)
    one = Enrolment.objects.within("").get()
    rosters.answer(actor=registrar, return_id=part.pk, enrolment_id=one.pk, given=away)
    assert opened() == set()
    rosters.sign(actor=region.actor("principal"), return_id=part.pk)
    assert opened() == {("安生", "separated")}


def roster(region: World) -> RosterReturn:
    opened_at = "2026-11-01T08:00+08:00"
    county = region.county
    made = Verification.objects.create(
        org_path=county.path, org_name=county.name, year=2026, season="1", due_on=TODAY, opened_by_key="account:0",
        opened_by_name="陈县", opened_at=opened_at,
    )  # fmt: skip
    part: RosterReturn = RosterReturn.objects.create(
        verification=made, org_path=region.school.path, school=region.school, pupils=1
    )
    return part


@pytest.mark.django_db
def test_a_proof_holds_until_the_facts_change(region: World) -> None:
    row = pupil(region.school, "超龄", born_on=date(2010, 1, 1))
    assert found() == {("超龄", "age")}
    case = granted(region, "registry.proof", pupil="超龄", problem="age", why="因病晚入学，户口簿属实")
    assert opened() == set() == found()
    assert ProblemFile.objects.within("").get().case_number == case.number
    Enrolment.objects.within("").filter(pk=row.pk).update(born_on=date(2009, 1, 1))
    assert ("超龄", "age") in found()


@pytest.mark.django_db
def test_a_proof_of_what_has_changed_meanwhile_is_refused(region: World) -> None:
    row = pupil(region.school, "超龄", born_on=date(2010, 1, 1))
    found()
    file = ProblemFile.objects.within("").get()
    Enrolment.objects.within("").filter(pk=row.pk).update(left_on=TODAY, status="99")
    found()
    with pytest.raises(FactsChanged):
        actions.clear(actor=region.actor("county_official"), problem_id=file.pk, number="ZZ1")


@pytest.mark.django_db
def test_a_double_is_removed_and_both_files_close_by_themselves(region: World) -> None:
    gone = pupil(region.school, "成双", national_no="L1")
    kept = pupil(region.sibling, "成双")
    found()
    granted(region, "registry.removal", pupil="成双", why="两校核对，同一人，现在东山中学就读")
    actions.recompute(TODAY, [gone.person_id])
    assert opened() == set()
    assert Enrolment.objects.within("").get(pk=gone.pk).left_on == TODAY
    assert Enrolment.objects.within("").get(pk=kept.pk).left_on is None


@pytest.mark.django_db
def test_what_cannot_be_removed(region: World) -> None:
    pupil(region.school, "成双")
    pupil(region.sibling, "成双", national_no="L1")
    pupil(region.school, "单独")
    found()
    registrar = region.actor("registrar")
    with pytest.raises(Exception, match="应当保留正式的一处"):
        applied(registrar, "registry.removal", pupil="成双", why="同一人")
    with pytest.raises(AssertionError, match="没有发现该生的另一处学籍"):
        applied(registrar, "registry.removal", pupil="单独", why="不在校")


@pytest.mark.django_db
def test_a_change_of_key_data_closes_the_files_of_all_namesakes_at_once(
    region: World, django_capture_on_commit_callbacks: Any
) -> None:
    one, _other = pupil(region.school, "成双"), pupil(region.sibling, "成双")
    found()
    granted(region, "registry.key_data", pupil="成双", name="成单")
    actions.recompute(TODAY, [one.person_id])
    assert opened() == set()


@pytest.mark.django_db
def test_schools_are_asked_and_authorities_told_of_what_is_late(region: World) -> None:
    pupil(region.school, "超龄", born_on=date(2010, 1, 1))
    actions.recompute_all(TODAY)
    assert {(one.kind, one.org_path) for one in asked()} == {(actions.TO_DO, region.school.path)}
    ProblemFile.objects.within("").update(due_on=date(2026, 11, 1))
    actions.recompute_all(TODAY)
    assert (actions.LATE, region.county.path) in {(one.kind, one.org_path) for one in asked()}
    Enrolment.objects.within("").update(left_on=TODAY)
    actions.recompute_all(TODAY)
    assert asked() == []


def other_number(row: Enrolment) -> None:
    Person.objects.within("").filter(pk=row.person_id).update(id_no=factories.id_number(BORN, serial=8))


def later(row: Enrolment, **values: Any) -> None:
    Enrolment.objects.within("").filter(pk=row.pk).update(**values)


CHANGES: dict[str, Callable[[Enrolment], Any]] = {
    "nothing": lambda _row: None,
    "identity number replaced": other_number,
    "identity number lost": lambda row: Person.objects.within("").filter(pk=row.person_id).update(id_no=None),
    "document of another type": lambda row: Person.objects.within("").filter(pk=row.person_id).update(id_type="A"),
    "registry number temporary": lambda row: later(row, national_no="L1"),
    "temporary since lately": lambda row: later(row, national_no="L1", entered_on=date(2025, 11, 21)),
    "sex": lambda row: later(row, sex="2"),
    "day of birth": lambda row: later(row, born_on=date(2018, 3, 2)),
    "left": lambda row: later(row, left_on=TODAY, status="99"),
    "sealed anew": lambda row: row.person.save(update_fields=["id_no", "id_index"]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("after", CHANGES)
@pytest.mark.parametrize("before", ["nothing", "identity number lost", "registry number temporary", "sex"])
def test_what_has_changed_alone_is_opened_and_the_result_is_that_of_all(region: World, before: str, after: str) -> None:
    row, _untouched = pupil(region.school), pupil(region.school, "平安", id_no=factories.id_number(BORN, serial=9))
    CHANGES[before](row)
    actions.recompute(TODAY)
    CHANGES[after](row)
    for day in (TODAY, TODAY + timedelta(days=1)):
        actions.recompute(day)
        told = gathered()
        assert numbers_opened() == 0
        NumberLook.objects.all().delete()
        actions.recompute(day)
        assert gathered() == told


def gathered() -> list[tuple[Any, ...]]:
    rows = ProblemFile.objects.within("").filter(gone_at=None)
    return sorted(rows.values_list("name", "kind", "facts", "since", "org_path"))


def numbers_opened() -> int:
    with scope_of(actions.FINDER):
        return numbers.look(None)


@pytest.mark.django_db
def test_a_night_opens_the_numbers_of_those_alone_whose_rows_have_changed(region: World) -> None:
    rows = [pupil(region.school, f"第{n}", id_no=factories.id_number(BORN, serial=n)) for n in range(5)]
    assert numbers_opened() == 5
    later(rows[0], sex="2")
    later(rows[1], name="改名", study_mode="2")
    assert numbers_opened() == 1


def asked() -> list[Notice]:
    return list(Notice.objects.filter(settled_at=None, kind__in=(actions.TO_DO, actions.LATE)))


@pytest.mark.django_db
def test_a_school_sees_its_own_and_finds_its_way_to_the_case(region: World) -> None:
    pupil(region.school, "超龄", born_on=date(2010, 1, 1))
    pupil(region.far_school, "外校", born_on=date(2010, 1, 1))
    actions.recompute_all(TODAY)
    browser = region.client("registrar")
    page = browser.get("/registry/problems/").content.decode()
    assert "超龄" in page
    assert "外校" not in page
    row = ProblemFile.objects.within("").get(name="超龄")
    page = browser.get(f"/registry/problems/{row.pk}/").content.decode()
    assert f"/cases/new/registry.proof/?pupil={row.enrolment.school_no}" in page.replace("&amp;", "&")
    assert browser.get("/registry/problems/list.csv").status_code == 200
    other = ProblemFile.objects.within("").get(name="外校")
    assert browser.get(f"/registry/problems/{other.pk}/").status_code == 404
    case = applied(region.actor("registrar"), "registry.proof", pupil="超龄", problem="age", why="户口簿属实")
    assert case.number in browser.get(f"/registry/problems/{row.pk}/").content.decode()
    sign(case, region.actor("principal"), "school")
    assert Case.objects.within("").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "where"), [("county_official", "东山小学"), ("city_official", "东山县教育局")])
def test_authorities_see_counts_by_place(region: World, role: str, where: str) -> None:
    pupil(region.school, "超龄", born_on=date(2010, 1, 1))
    actions.recompute_all(TODAY)
    browser: Client = region.client(role)
    assert where in browser.get("/registry/problems/counts/").content.decode()
    assert "超龄" in browser.get("/registry/problems/?kind=age").content.decode()
    assert "超龄" not in browser.get("/registry/problems/?state=late").content.decode()
