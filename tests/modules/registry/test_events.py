"""What decided cases do to a registration, and the line each leaves in the pupil's history."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shuren.kernel.audit.models import Entry
from shuren.kernel.cases import actions
from shuren.kernel.cases.declare import newest
from shuren.kernel.cases.materials import MaterialMissing
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.refusals import AlreadyRunning, NotYours, OwnCase
from shuren.kernel.notices.models import Notice
from shuren.modules.registry.actions import reminders
from shuren.modules.registry.cases.identity import KeyDataForm
from shuren.modules.registry.cases.leave import SuspensionForm
from shuren.modules.registry.cases.own import NotAllowed
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Grant
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.people.models import Enrolment, Guardianship, Movement, Person, PersonAccount
from tests.modules.registry.walking import PDF, applied, granted, papers, sign
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World, account, grant

pytestmark = pytest.mark.django_db
NUMBER = "20240301"
LEAVE = {"pupil": NUMBER, "reason": "19", "on": "2026-11-23", "until": "2027-09-01"}


@pytest.fixture
def pupil(wall_open: World) -> Enrolment:  # noqa: F811
    """A pupil of the third grade at the world's school, with a class above, beside and below."""
    for year in (2023, 2024, 2025):
        factories.school_class(wall_open.school, f"{year}01", name=f"{year}级1班", entry_year=year)
    child = factories.enrolment(wall_open.school, "李小雨", school_no=NUMBER, entry_year=2024)
    factories.guardianship(child, "李父")
    return child


def now(pupil: Enrolment) -> Enrolment:
    found: Enrolment = Enrolment.objects.within("").get(pk=pupil.pk)
    return found


def history(pupil: Enrolment) -> list[Movement]:
    return list(Movement.objects.within("").filter(person=pupil.person_id).order_by("id"))


def class_id(year: int, world: World) -> int:
    return int(SchoolClass.objects.within("").get(school=world.school, entry_year=year).pk)


def test_a_suspension_keeps_the_registration(world: World, pupil: Enrolment) -> None:
    case = granted(world, "registry.suspension", **LEAVE)
    assert (now(pupil).status, now(pupil).left_on) == ("02", None)
    (line,) = history(pupil)
    assert (line.kind, line.on, line.until, line.case_number) == (
        "suspended", date(2026, 11, 23), date(2027, 9, 1), case.number,
    )  # fmt: skip
    page = world.client("registrar").get(f"/people/{pupil.person_id}/").content.decode()
    assert case.number in page
    assert "学籍异动" in page


def test_illness_is_proven_by_a_hospital(world: World, pupil: Enrolment) -> None:
    registrar = world.actor("registrar")
    form = newest("registry.suspension").form(LEAVE, actor=registrar)
    assert form.is_valid()
    only = {"application": papers(registrar, "registry.suspension")["application"]}
    with pytest.raises(MaterialMissing, match="县级以上医院"):
        actions.apply(actor=registrar, type_code="registry.suspension", form=form.cleaned_data, materials=only)
    other = newest("registry.suspension").form(LEAVE | {"reason": "26"}, actor=registrar)
    assert other.is_valid()
    actions.apply(actor=registrar, type_code="registry.suspension", form=other.cleaned_data, materials=only)


def test_a_suspension_is_extended_once_and_ends_in_the_grade_that_fits(world: World, pupil: Enrolment) -> None:
    granted(world, "registry.suspension", **LEAVE)
    granted(world, "registry.extension", pupil=NUMBER, reason="19", until="2028-09-01")
    with pytest.raises(NotAllowed, match="延长过一次"):
        applied(world.actor("registrar"), "registry.extension", pupil=NUMBER, reason="19", until="2028-10-01")
    to = class_id(2025, world)
    granted(world, "registry.resumption", pupil=NUMBER, to_class=str(to), on="2026-11-24")
    assert (now(pupil).status, now(pupil).entry_year, now(pupil).school_class_id) == ("01", 2025, to)
    assert [line.kind for line in history(pupil)] == ["suspended", "extended", "resumed"]


def test_the_school_is_reminded_before_a_suspension_ends(world: World, pupil: Enrolment) -> None:
    granted(world, "registry.suspension", **LEAVE)
    assert reminders.remind_of_leaves(date(2027, 8, 1)) == 0
    assert reminders.remind_of_leaves(date(2027, 8, 2)) == reminders.remind_of_leaves(date(2027, 9, 3)) == 1
    asked = Notice.objects.get(kind=reminders.KIND, settled_at=None)
    assert (asked.role, asked.org_path) == ("registrar", world.school.path)
    granted(world, "registry.resumption", pupil=NUMBER, to_class=str(class_id(2025, world)), on="2026-11-24")
    assert not Notice.objects.filter(kind=reminders.KIND, settled_at=None).exists()


def test_nobody_withdraws_from_a_primary_school(world: World, pupil: Enrolment) -> None:
    with pytest.raises(NotAllowed, match="义务教育阶段的学生不能退学"):
        applied(world.actor("registrar"), "registry.withdrawal", pupil=NUMBER, reason="39")


def test_whoever_is_past_compulsory_education_may_withdraw(world: World, pupil: Enrolment) -> None:
    Enrolment.objects.within("").filter(pk=pupil.pk).update(stage="senior", entry_year=2025)
    granted(world, "registry.withdrawal", pupil=NUMBER, reason="39")
    assert (now(pupil).status, history(pupil)[0].kind) == ("03", "withdrawn")
    assert now(pupil).left_on is not None


@pytest.mark.parametrize(
    ("code", "year", "more", "kind"),
    [
        ("registry.skipping", 2023, {}, "skipped"),
        ("registry.repeating", 2025, {"asked_by": "guardian"}, "repeated"),
    ],
)
def test_another_grade(world: World, pupil: Enrolment, code: str, year: int, more: dict[str, Any], kind: str) -> None:
    granted(world, code, pupil=NUMBER, to_class=str(class_id(year, world)), **more)
    assert (now(pupil).entry_year, history(pupil)[0].kind) == (year, kind)


def test_no_school_orders_a_pupil_to_repeat(world: World, pupil: Enrolment) -> None:
    below = str(class_id(2025, world))
    with pytest.raises(NotAllowed, match="不得要求学生留级"):
        applied(world.actor("registrar"), "registry.repeating", pupil=NUMBER, to_class=below, asked_by="school")


def test_key_data_change_everywhere_and_numbers_stay_masked(world: World, pupil: Enrolment) -> None:
    old, new = pupil.person.id_no.reveal(), factories.id_number(date(2016, 3, 1))
    typed = {"name": "李晓雨", "born_on": "2016-03-01", "id_no": new}
    case = granted(world, "registry.key_data", pupil=NUMBER, **typed)
    person = Person.objects.within("").get(pk=pupil.person_id)
    assert (person.name, person.former_name, person.born_on) == ("李晓雨", "李小雨", date(2016, 3, 1))
    assert person.id_no.reveal() == new
    assert (now(pupil).name, now(pupil).national_no.reveal()) == ("李晓雨", f"G{new}")
    assert Enrolment.objects.within("").filter(national_index__matches=f"G{new}").exists()
    assert Guardianship.objects.within("").get(child=person).child_name == "李晓雨"
    (line,) = history(pupil)
    assert line.former_no.reveal() == f"G{old}"
    kept = [line.told, str(case.form), str(case.entered)]
    kept += list(Entry.objects.within("").values_list("details", flat=True))
    assert not [text for text in kept if old in text or new in text]
    assert "李** → 李**" in line.told


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"sex": "2"}, "性别与身份证件号"),
        ({"born_on": "2016-03-02"}, "出生日期与身份证件号"),
        ({"id_no": "340102201703010001"}, "有效"),
    ],
)
def test_key_data_agree_with_the_number(world: World, pupil: Enrolment, typed: dict[str, str], word: str) -> None:
    with pytest.raises(NotAllowed, match=word):
        applied(world.actor("registrar"), "registry.key_data", pupil=NUMBER, **typed)


def test_nobody_takes_the_number_of_another(world: World, pupil: Enrolment) -> None:
    other = factories.person(world.far_school, "王小雨")
    with pytest.raises(NotAllowed, match="另一人名下"):
        applied(world.actor("registrar"), "registry.key_data", pupil=NUMBER, id_no=other.id_no.reveal())


def test_a_change_that_changes_nothing_is_none(world: World, pupil: Enrolment) -> None:
    form = KeyDataForm({"pupil": NUMBER, "name": "李小雨"}, actor=world.actor("registrar"))
    assert "没有需要变更的内容" in str(form.errors)


def test_a_death_ends_the_registration_on_its_day(world: World, pupil: Enrolment) -> None:
    granted(world, "registry.death", pupil=NUMBER, reason="70", on="2026-11-20")
    assert (now(pupil).status, now(pupil).left_on) == ("11", date(2026, 11, 20))


def test_a_pupil_leaves_for_another_region(world: World, pupil: Enrolment) -> None:
    typed = {"to_place": "江苏省南京市鼓楼区", "to_school": "某小学", "paper": "鼓教转〔2026〕12号", "on": "2026-11-23"}
    granted(world, "registry.departure", pupil=NUMBER, **typed)
    assert (now(pupil).status, history(pupil)[0].kind) == ("10", "left")
    assert "鼓教转〔2026〕12号" in history(pupil)[0].told


def test_the_pages_walk_it_too(world: World, pupil: Enrolment) -> None:
    paper = SimpleUploadedFile("证明.pdf", PDF)
    address = reverse("cases:apply", args=("registry.key_data",))
    assert 'name="material_proof"' in world.client("registrar").get(address).content.decode()
    answer = world.client("registrar").post(address, {"pupil": NUMBER, "name": "李晓雨", "material_proof": paper})
    assert answer.status_code == 302, answer.content.decode()
    case_id = Case.objects.within("").get().pk
    for role, task in (("principal", 2), ("county_official", 3)):
        assert "李小雨 → 李晓雨" in world.client(role).get(answer["Location"]).content.decode()
        signed = world.client(role).post(reverse("cases:act", args=(case_id, "Agree", task)))
        assert signed.status_code == 302, signed.content.decode()
    assert now(pupil).name == "李晓雨"


def test_one_case_at_a_time(world: World, pupil: Enrolment) -> None:
    case = applied(world.actor("registrar"), "registry.suspension", **LEAVE)
    with pytest.raises(AlreadyRunning, match=case.number):
        applied(world.actor("registrar"), "registry.death", pupil=NUMBER, reason="70", on="2026-11-20")


def test_namesakes_are_told_apart_by_number(world: World, pupil: Enrolment) -> None:
    factories.enrolment(world.school, "李小雨", school_no="20240302")
    form = SuspensionForm(LEAVE | {"pupil": "李小雨"}, actor=world.actor("registrar"))
    assert NUMBER in str(form.errors["pupil"])
    assert "20240302" in str(form.errors["pupil"])


def test_another_schools_pupils_are_not_found(world: World, pupil: Enrolment) -> None:
    factories.enrolment(world.far_school, "赵高新", school_no="9")
    form = SuspensionForm(LEAVE | {"pupil": "赵高新"}, actor=world.actor("registrar"))
    assert "没有这名在籍学生" in str(form.errors)


def test_an_official_does_not_decide_about_the_own_child(world: World, pupil: Enrolment) -> None:
    tie = Guardianship.objects.within("").get(child=pupil.person)
    PersonAccount.objects.create(account=world.accounts["county_official"], person=tie.guardian)
    case = applied(world.actor("registrar"), "registry.suspension", **LEAVE)
    case = sign(case, world.actor("principal"), "school")
    with pytest.raises(OwnCase):
        sign(case, world.actor("county_official"), "authority")


def test_a_task_stays_with_the_seat_when_its_holder_leaves(world: World, pupil: Enrolment) -> None:
    case = applied(world.actor("registrar"), "registry.suspension", **LEAVE)
    leaving = world.actor("principal")
    Grant.objects.within("").filter(account=world.accounts["principal"]).update(valid_to=date(2026, 1, 1))
    assert not identity.grants_of(world.accounts["principal"]), "whoever left acts as nobody"
    follower = account("follower", org=world.school)
    held = identity.actor_for(follower, grant(follower, "principal", world.school))
    gone = identity.actor_without_role(world.accounts["principal"])
    assert leaving.id == gone.id
    with pytest.raises(NotYours):
        sign(case, gone, "school")
    assert f"{case.title}" in world_desk(follower)
    sign(case, held, "school")


def world_desk(holder: Any) -> str:
    client = Client()
    client.force_login(holder)
    return client.get("/").content.decode()


def newcomer(world: World, **typed: Any) -> dict[str, Any]:
    born_on = typed.pop("born_day", date(2017, 3, 1))
    facts = {
        "name": "陈新生", "sex": "1", "born_on": born_on.isoformat(), "id_type": "1",
        "id_no": factories.id_number(born_on), "ethnic": "01", "nationality": "CHN", "guardian_name": "陈父",
        "relation": "51", "guardian_id_no": factories.id_number(date(1988, 1, 1)), "guardian_phone": "13812345678",
        "to_class": str(class_id(2024, world)), "school_no": "20240377", "study_mode": "1", "on": "2026-11-23",
    }  # fmt: skip
    return facts | typed


def test_a_file_is_opened_under_a_temporary_number(world: World, pupil: Enrolment) -> None:
    told = newcomer(world)
    case = granted(world, "registry.opening", **told)
    made = Enrolment.objects.within("").get(name="陈新生", left_on=None)
    assert made.national_no.reveal() == f"L{told['id_no']}"
    assert (made.school, made.entry_year, made.stage, made.person.id_no.reveal()) == (
        world.school, 2024, "primary", told["id_no"],
    )  # fmt: skip
    tie = Guardianship.objects.within("").get(child=made.person)
    assert (tie.name, tie.is_main, tie.phone.reveal()) == ("陈父", True, "13812345678")
    assert history(made)[0].case_number == case.number
    kept = str(Case.objects.within("").get().form)
    assert told["id_no"] not in kept
    assert "13812345678" not in kept


def test_without_a_number_the_file_bears_that_of_the_case(world: World, pupil: Enrolment) -> None:
    case = granted(world, "registry.opening", **newcomer(world, id_type="Z", id_no=""))
    made = Enrolment.objects.within("").get(name="陈新生", left_on=None)
    assert made.national_no.reveal() == f"L{case.number}"


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"id_no": "taken"}, "一人只能有一个学籍"),
        ({"school_no": NUMBER}, "校内学号已由另一名"),
        ({"id_no": ""}, "须填写身份证件号"),
    ],
)
def test_no_second_file(world: World, pupil: Enrolment, typed: dict[str, Any], word: str) -> None:
    told = newcomer(world, **typed)
    if told["id_no"] == "taken":
        told["id_no"] = pupil.person.id_no.reveal()
    with pytest.raises(NotAllowed, match=word):
        applied(world.actor("registrar"), "registry.opening", **told)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"guardian_phone": "123"}, "11 位手机号"),
        ({"guardian_id_no": "340104198801010011"}, "校验码"),
        ({"id_no": "340104201703010012"}, "校验码"),
    ],
)
@pytest.mark.usefixtures("pupil")
def test_a_newcomers_wrong_number_is_told_at_its_field(world: World, typed: dict[str, str], word: str) -> None:
    form = newest("registry.opening").form(newcomer(world, **typed), actor=world.actor("registrar"))
    (field,) = typed
    assert word in " ".join(form.errors[field])
    assert set(form.errors) == {field}


def test_a_guardian_in_office_does_not_open_the_file_of_the_own_child(world: World, pupil: Enrolment) -> None:
    adult = factories.person(world.school, "陈县", born_on=date(1985, 5, 5))
    PersonAccount.objects.create(account=world.accounts["county_official"], person=adult)
    told = newcomer(world, guardian_name="陈县", guardian_id_no=adult.id_no.reveal())
    case = sign(applied(world.actor("registrar"), "registry.opening", **told), world.actor("principal"), "school")
    with pytest.raises(OwnCase):
        sign(case, world.actor("county_official"), "authority")


def test_the_file_of_a_child_enrolled_meanwhile_is_not_opened(world: World, pupil: Enrolment) -> None:
    told = newcomer(world)
    case = applied(world.actor("registrar"), "registry.opening", **told)
    case = sign(case, world.actor("principal"), "school")
    of = factories.person(world.far_school, "陈新生", id_no=told["id_no"])
    factories.enrolment(world.far_school, "陈新生", of=of)
    with pytest.raises(NotAllowed, match="高新小学"):
        sign(case, world.actor("county_official"), "authority")


def test_a_pupil_arrives_from_another_region(world: World, pupil: Enrolment) -> None:
    told = newcomer(world)
    told |= {"national_no": f"G{told['id_no']}", "from_place": "江苏省南京市鼓楼区", "from_school": "某小学"}
    granted(world, "registry.arrival", **told, paper="鼓教转〔2026〕13号")
    made = Enrolment.objects.within("").get(name="陈新生", left_on=None)
    assert made.national_no.reveal() == told["national_no"]
    assert history(made)[0].kind == "arrived"


def test_whoever_comes_back_is_the_person_they_were(world: World, pupil: Enrolment) -> None:
    typed = {"to_place": "江苏省南京市鼓楼区", "to_school": "某小学", "paper": "鼓教转〔2026〕12号", "on": "2026-11-23"}
    granted(world, "registry.departure", pupil=NUMBER, **typed)
    told = newcomer(world, name="李小雨", id_no=pupil.person.id_no.reveal(), school_no="20240378")
    granted(world, "registry.opening", **told)
    back = Enrolment.objects.within("").get(person=pupil.person, left_on=None)
    assert back.pk != pupil.pk
    assert [line.kind for line in history(pupil)] == ["left", "opened"]
