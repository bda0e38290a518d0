"""The lists over HTTP: who sees whom, what is found, and that the look is recorded."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuren.kernel.audit.models import Entry
from shuren.kernel.measures.rows import row_page
from tests.spine.people import factories


@pytest.fixture
def region(wall_open):
    for school, name in ((wall_open.school, "张小明"), (wall_open.sibling, "张雪梅"), (wall_open.far_school, "赵高新")):
        pupil = factories.enrolment(school, name)
        factories.guardianship(pupil, f"{name[0]}家长")
        factories.post(school, f"{name[0]}老师")
    return wall_open


def shown(world, role, url):
    answer = world.client(role).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("role", "seen", "hidden"),
    [
        ("registrar", ["张小明"], ["张雪梅", "赵高新"]),
        ("principal", ["张小明"], ["张雪梅", "赵高新"]),
        ("county_official", ["张小明", "张雪梅"], ["赵高新"]),
        ("city_official", ["张小明", "张雪梅", "赵高新"], []),
    ],
)
def test_the_list_shows_ones_own_part_of_the_tree(region, role, seen, hidden):
    page = shown(region, role, "/people/students/")
    assert all(name in page for name in seen)
    assert not any(name in page for name in hidden)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor"])
@pytest.mark.parametrize("address", ["students", "staff", "guardians"])
def test_administrators_of_the_platform_see_no_persons(region, role, address):
    assert region.client(role).get(f"/people/{address}/").status_code == 403


def test_a_city_official_sees_no_guardians(region):
    assert region.client("city_official").get("/people/guardians/").status_code == 403


@pytest.mark.parametrize(
    ("text", "found"), [("张", True), ("张小", True), ("小明", False), ("zxm", True), ("zx", True), ("zxl", False)]
)
def test_names_are_found_by_their_beginning_and_by_initials(region, text, found):
    page = shown(region, "registrar", f"/people/students/?q={text}")
    assert ("张小明" in page) is found


def test_a_pupil_is_found_by_identity_number_national_number_and_school_number(region):
    pupil = factories.enrolment(region.school, "钱多多", school_no="240777")
    number = pupil.person.id_no.reveal()
    for text in (number, number.lower(), f"G{number}", "240777", "2407"):
        assert "钱多多" in shown(region, "county_official", f"/people/students/?q={text}"), text


def test_numbers_are_masked_in_the_list(region):
    pupil = factories.enrolment(region.school, "孙小美")
    page = shown(region, "registrar", "/people/students/?q=孙小美")
    number = pupil.person.id_no.reveal()
    assert number not in page
    assert number[-4:] in page


def test_those_who_have_left_are_shown_when_asked_for(region):
    factories.enrolment(region.school, "周转走", left_on=date(2025, 9, 1), status="10")
    assert "周转走" not in shown(region, "registrar", "/people/students/")
    assert "周转走" in shown(region, "registrar", "/people/students/?standing=left")


@pytest.mark.parametrize(
    ("query", "found"),
    [("stage=primary", True), ("stage=junior", False), ("grade=primary-9", False), ("status=02", False)],
)
def test_filters_narrow(region, query, found):
    assert ("张小明" in shown(region, "registrar", f"/people/students/?{query}")) is found


@pytest.mark.parametrize("role", ["registrar", "county_official", "city_official"])
def test_a_figure_of_persons_leads_to_those_whom_it_counts(region, role):
    factories.enrolment(region.school, "早走了", entered_on=date(2018, 9, 1), left_on=date(2020, 9, 1), status="10")
    factories.enrolment(region.school, "后走了", entered_on=date(2018, 9, 1), left_on=date(2020, 9, 2), status="10")
    factories.enrolment(region.sibling, "在别校", entered_on=date(2018, 9, 1))
    page = shown(region, role, row_page("people.pupils", region.school.pk, 2020))
    assert "后走了" in page
    assert "早走了" not in page
    assert "在别校" not in page
    assert shown(region, role, row_page("people.teachers", region.school.pk, 2020))


def test_a_county_narrows_the_citys_list_and_offers_its_schools(region):
    page = shown(region, "city_official", f"/people/students/?county={region.county.pk}")
    assert "赵高新" not in page
    assert f'<option value="{region.sibling.pk}"' in page


def test_nonsense_in_the_query_string_finds_nothing_and_breaks_nothing(region):
    for query in ("school=x", "grade=primary-x", "after=zzz", "sort=nothing", "class=1%27", "q=%00"):
        assert region.client("registrar").get(f"/people/students/?{query}").status_code == 200


def test_staff_are_listed_with_subject_and_title(region):
    page = shown(region, "registrar", "/people/staff/")
    assert "张老师" in page
    assert "语文" in page
    assert "赵老师" not in page


def test_guardians_are_found_by_their_whole_phone_number(region):
    assert "张家长" in shown(region, "county_official", "/people/guardians/?q=13812345678")
    assert "张家长" not in shown(region, "county_official", "/people/guardians/?q=13812345679")


def test_pages_follow_one_another(region):
    for number in range(120):
        factories.enrolment(region.school, f"李{chr(0x4E00 + number)}")
    people, query = [], ""
    while True:
        page = shown(region, "registrar", f"/people/students/{query}")
        people += re.findall(r'<a href="/people/(\d+)/">', page)
        onward = re.search(r'href="(\?[^"]*after=[^"]*)"', page)
        if onward is None:
            break
        query = unescape(onward[1])
    assert len(people) == len(set(people)) == 121


def test_a_look_at_a_list_is_one_entry_that_hides_the_number_searched_for(region):
    number = factories.enrolment(region.school).person.id_no.reveal()
    shown(region, "registrar", f"/people/students/?q={number}")
    (entry,) = Entry.objects.within("").filter(label="people.list.viewed")
    assert entry.org_path == region.school.path
    assert number not in entry.details


@pytest.mark.parametrize("role", ["registrar", "county_official", "city_official"])
def test_a_list_asks_few_questions_of_the_database(region, role):
    client = region.client(role)
    client.get("/people/students/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/people/students/")
    own = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(own) <= 12, "\n".join(own)


def test_a_school_is_offered_the_stages_and_grades_that_it_has(region):
    page = shown(region, "registrar", "/people/students/")
    assert '<option value="primary"' in page
    assert '<option value="primary-1"' in page
    assert '<option value="senior"' not in page
    assert '<option value="senior-1"' not in page
    assert '<option value="senior-1"' in shown(region, "city_official", "/people/students/")
