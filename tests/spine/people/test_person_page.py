"""One person: what is shown to whom, whole numbers for a reason, and who has looked."""

from datetime import date

import pytest

from shuren.kernel.audit.models import Entry
from tests.spine.people import factories


@pytest.fixture
def pupil(wall_open):
    return factories.enrolment(wall_open.school, "张小明")


def entries(label):
    return list(Entry.objects.within("").filter(label=label).order_by("id"))


def test_the_page_masks_the_number_and_records_the_look(wall_open, pupil):
    page = wall_open.client("registrar").get(f"/people/{pupil.person_id}/").content.decode()
    number = pupil.person.id_no.reveal()
    assert number not in page
    assert f"{number[:6]}********{number[-4:]}" in page
    (look,) = entries("people.person.viewed")
    assert (look.subject_type, look.subject_id) == ("people.person", str(pupil.person_id))


def test_places_are_named_also_by_codes_that_hold_no_more(wall_open, pupil):
    person = pupil.person
    person.birthplace, person.hukou = "340221", "999999"
    person.save()
    page = wall_open.client("registrar").get(f"/people/{person.pk}/").content.decode()
    assert "340221 安徽省芜湖市芜湖县" in page
    assert "999999<" in page


def test_a_person_elsewhere_is_not_found(wall_open, pupil):
    other = factories.enrolment(wall_open.far_school, "赵高新")
    assert wall_open.client("registrar").get(f"/people/{other.person_id}/").status_code == 404
    assert wall_open.client("county_official").get(f"/people/{other.person_id}/").status_code == 404
    assert wall_open.client("city_official").get(f"/people/{other.person_id}/").status_code == 200
    assert len(entries("people.person.viewed")) == 1


def test_a_school_keeps_the_time_of_those_who_left_but_not_their_number(wall_open):
    left = factories.enrolment(wall_open.school, "周转走", left_on=date(2025, 9, 1), status="10")
    person = left.person
    factories.enrolment(wall_open.sibling, of=person, entered_on=date(2025, 9, 1))
    person.org_path = wall_open.sibling.path
    person.save()
    page = wall_open.client("registrar").get(f"/people/{person.pk}/").content.decode()
    assert "此人现在不属于您管理的机构" in page
    assert "东山中学" not in page
    assert person.id_no.reveal()[-4:] not in page.replace(str(left.national_no), "")
    county = wall_open.client("county_official").get(f"/people/{person.pk}/").content.decode()
    assert "东山中学" in county
    assert "东山小学" in county


def test_the_present_school_sees_the_whole_way_of_a_pupil(wall_open):
    left = factories.enrolment(wall_open.far_school, "吴转来", left_on=date(2025, 9, 1), status="10")
    person = left.person
    factories.enrolment(wall_open.school, of=person, entered_on=date(2025, 9, 1))
    person.org_path = wall_open.school.path
    person.save()
    assert "高新小学" in wall_open.client("registrar").get(f"/people/{person.pk}/").content.decode()


def test_a_whole_number_is_shown_for_a_reason_that_is_recorded(wall_open, pupil):
    answer = wall_open.client("registrar").post(
        f"/people/{pupil.person_id}/unmask/id_no/", {"reason": "核对转学材料"}, headers={"HX-Request": "true"}
    )
    assert pupil.person.id_no.reveal() in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    (entry,) = entries("people.person.unmasked")
    assert "核对转学材料" in entry.details
    assert pupil.person.id_no.reveal() not in entry.details


@pytest.mark.parametrize("reason", ["", "  ", "看", "啊啊啊啊"])
def test_no_reason_no_number(wall_open, pupil, reason):
    answer = wall_open.client("registrar").post(f"/people/{pupil.person_id}/unmask/id_no/", {"reason": reason})
    assert answer.status_code == 422
    assert pupil.person.id_no.reveal() not in answer.content.decode()
    assert entries("people.person.unmasked") == []


def test_a_city_official_may_not_see_whole_numbers(wall_open, pupil):
    answer = wall_open.client("city_official").post(
        f"/people/{pupil.person_id}/unmask/id_no/", {"reason": "核对转学材料"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("item", ["nothing", "phone-1", "national_no-0"])
def test_a_number_that_is_not_there_is_not_found(wall_open, pupil, item):
    answer = wall_open.client("registrar").post(f"/people/{pupil.person_id}/unmask/{item}/", {"reason": "核对转学材料"})
    assert answer.status_code == 404


def test_phone_and_national_number_are_shown_for_a_reason_too(wall_open, pupil):
    tie = factories.guardianship(pupil)
    for item, value in ((f"phone-{tie.pk}", "13812345678"), (f"national_no-{pupil.pk}", pupil.national_no.reveal())):
        answer = wall_open.client("registrar").post(f"/people/{pupil.person_id}/unmask/{item}/", {"reason": "联系家长"})
        assert value in answer.content.decode()


def test_who_looked_is_shown_to_whoever_may_see_the_person(wall_open, pupil):
    wall_open.client("county_official").get(f"/people/{pupil.person_id}/")
    wall_open.client("registrar").post(f"/people/{pupil.person_id}/unmask/id_no/", {"reason": "核对证件原件"})
    page = wall_open.client("principal").get(f"/people/{pupil.person_id}/looks/").content.decode()
    assert "陈县" in page
    assert "核对证件原件" in page
    assert wall_open.client("auditor").get(f"/people/{pupil.person_id}/looks/").status_code == 403


def test_the_source_names_file_and_row(wall_open, pupil):
    page = wall_open.client("registrar").get(f"/people/{pupil.person_id}/").content.decode()
    assert "表单录入" in page
    assert "李录" in page
