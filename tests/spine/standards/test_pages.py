import pytest
from django.test import Client

from shuren.kernel.http.menu import MENU


@pytest.fixture
def page(world):
    client = world.client("registrar")

    def opened(address, **query):
        answer = client.get(address, query)
        assert answer.status_code == 200
        return answer.content.decode()

    return opened


@pytest.mark.parametrize("address", ["/standards", "/standards/tables/sex", "/standards/divisions"])
def test_strangers_are_asked_to_sign_in(db, address):
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("role", ["city_official", "principal", "system_admin", "auditor"])
def test_every_role_may_read_the_standards(world, role):
    client = world.client(role)
    assert {client.get(a).status_code for a in ("/standards", "/standards/tables/ethnic", "/standards/divisions")} == {
        200
    }


def test_tables_are_found_by_title_initials_and_standard(page):
    assert "性别" in page("/standards", q="xb")
    assert "性别" in page("/standards", q="2261.1")
    assert "性别" not in page("/standards", q="学历")
    assert "没有符合条件的代码表" in page("/standards", q="不存在的表")


@pytest.mark.parametrize(
    ("origin", "shown", "hidden"),
    [("own", "运营商", "性别"), ("published", "性别", "运营商"), ("unchecked", "学历", "运营商")],
)
def test_tables_are_sorted_out_by_origin(page, origin, shown, hidden):
    content = page("/standards", origin=origin)
    assert f">{shown}</a>" in content
    assert f">{hidden}</a>" not in content


def test_a_table_shows_its_standard_and_its_values(page):
    content = page("/standards/tables/sex")
    assert "GB/T 2261.1-2003" in content
    assert "女" in content
    assert "Female" in content


def test_values_are_found_by_code_and_name(page):
    assert "回族" in page("/standards/tables/ethnic", q="03")
    assert "汉族" not in page("/standards/tables/ethnic", q="回族")


def test_a_table_as_of_a_day_leaves_out_what_did_not_hold(page):
    assert "道德与法治" not in page("/standards/tables/subject_zxx", on="2020-09-01")
    assert "2022-09-01 起" in page("/standards/tables/subject_zxx", on="2026-09-01")
    assert "道德与法治" in page("/standards/tables/subject_zxx", on="soon")


def test_a_table_nobody_has_is_not_found(world):
    assert world.client("registrar").get("/standards/tables/nothing").status_code == 404


def test_divisions_are_found_by_code_and_name_with_the_retired_ones(page):
    content = page("/standards/divisions", q="34022")
    assert "安徽省芜湖市芜湖县" in content
    assert "已停用" in content
    assert "340210" in content
    assert "芜湖县" not in page("/standards/divisions", q="340221", on="2026-09-01")
    assert "安徽省合肥市瑶海区" in page("/standards/divisions", q="瑶海")
    assert "至 2002-11-30" in page("/standards/divisions", q="东市区")


def test_a_long_list_of_divisions_says_that_it_is_cut(page):
    assert "只列出前 200 条" in page("/standards/divisions")
    assert "只列出前" not in page("/standards/divisions", q="3401")


def test_the_pages_are_in_the_menu():
    assert {"standards:table_list", "standards:division_list"} <= {entry.address for entry in MENU}
