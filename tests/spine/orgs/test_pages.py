import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from shuren.spine.orgs.models import Change, ChangeState, Org
from shuren.spine.orgs.rules.orders import Close, Move, Rename
from tests.spine.orgs.factories import DAY, FACTS, Keeper, add_class, decide, fresh, open_org
from tests.world import World, account

PAPER = {"on": "2018-09-01", "document": "东教〔2018〕1号", "reason": ""}


def text_of(client: Client, address: str, **query: Any) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def send(client: Client, org: Org, kind: str, step: str, **values: Any) -> Any:
    return client.post(f"/orgs/{org.pk}/{kind}/", {**PAPER, **values, "step": step})


def test_the_tree_shows_the_first_branch(world: World) -> None:
    page = text_of(world.client("city_official"), "/orgs/")
    assert "江城市教育局" in page
    assert "东山县教育局" in page
    assert "2 所学校" in page
    assert f"/orgs/branch/{world.county.path}/" in page
    assert "东山小学" not in page


def test_a_branch_comes_with_schools_and_a_school_with_campuses_and_classes(world: World) -> None:
    add_class(world.sibling, "201801")
    client = world.client("city_official")
    assert "东山小学" in text_of(client, f"/orgs/branch/{world.county.path}/")
    branch = text_of(client, f"/orgs/branch/{world.sibling.path}/")
    assert "东山中学北校区" in branch
    assert "201801班" in branch


def test_the_tree_of_a_day_is_that_of_the_day(world: World) -> None:
    add_class(world.school, "01", opened_on=DAY - timedelta(days=400))
    decide(Rename(org_id=world.sibling.pk, name="东山一中"))
    decide(Move(org_ids=[world.school.pk], parent_id=world.zone.pk), on=DAY)
    client = world.client("city_official")
    before, after = {"on": "2018-08-31"}, {"on": "2018-09-01"}
    then = text_of(client, f"/orgs/branch/{world.county.path}/", **before)
    now = text_of(client, f"/orgs/branch/{world.county.path}/", **after)
    assert all(told in then for told in ("东山小学", "东山中学", "1 个班级"))
    assert "东山小学" not in now
    assert "东山一中" in now
    assert "东山小学" in text_of(client, f"/orgs/branch/{world.zone.path}/", **after)
    assert "还没有机构" in text_of(client, "/orgs/", on="1999-01-01")
    assert "这是 2018-08-31 的机构" in text_of(client, "/orgs/", **before)


def test_an_unreadable_day_is_today(world: World) -> None:
    client = world.client("city_official")
    assert "江城市教育局" in text_of(client, "/orgs/", on="yesterday")
    assert "江城市教育局" in text_of(client, "/orgs/", on="2018-13-45")


def test_one_sees_what_is_at_and_below_ones_own_node(world: World) -> None:
    county, school = world.client("county_official"), world.client("principal")
    assert "江城高新区教育局" not in text_of(county, "/orgs/list/")
    assert "东山中学" not in text_of(school, "/orgs/list/")
    assert county.get(f"/orgs/{world.far_school.pk}/").status_code == 404
    assert county.get(f"/orgs/branch/{world.zone.path}/").status_code == 404


def test_a_filter_on_the_tree_leads_to_the_list(world: World) -> None:
    answer = world.client("city_official").get("/orgs/", {"level": "school", "q": ""})
    assert answer.headers["Location"] == "/orgs/list/?level=school&q="


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ({"q": "dsxx"}, "东山小学", "高新小学"),
        ({"q": "旧名"}, "东山小学", "高新小学"),
        ({"q": "2134000003"}, "高新小学", "东山小学"),
        ({"level": "campus"}, "东山中学北校区", "东山小学"),
        ({"school_type": "211", "level": "school"}, "高新小学", "北校区"),
        ({"area": "urban"}, "没有符合条件的记录", "东山小学"),
        ({"state": "closed"}, "高新老校", "东山小学"),
        ({"on": "2018-08-31", "level": "school"}, "旧名小学", "东山小学"),
    ],
)
def test_the_list_filters_and_searches(world: World, query: dict[str, str], there: str, absent: str) -> None:
    decide(Rename(org_id=world.school.pk, name="旧名小学"), on=DAY - timedelta(days=100))
    decide(Rename(org_id=world.school.pk, name="东山小学"), on=DAY)
    gone = open_org(world.zone, name="高新老校", on=DAY - timedelta(days=100))
    decide(Close(org_id=gone.pk))
    page = text_of(world.client("city_official"), "/orgs/list/", **query)
    table = page.partition("<tbody>")[2]
    assert there in table
    assert absent not in table


def test_the_list_goes_out_as_a_workbook_and_as_text(world: World) -> None:
    client = world.client("city_official")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/orgs/list/export.xlsx", {"level": "school"}).content))
    rows = list(book.active.values)
    assert rows[0][:2] == ("名称", "机构代码")
    assert sorted(row[0] for row in rows[1:]) == ["东山中学", "东山小学", "高新小学"]
    text = client.get("/orgs/list/export.csv", {"q": "2134000001"}).content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("东山小学,2134000001,学校,东山县教育局")
    decide(Rename(org_id=world.school.pk, name="甲小学"))
    ledger = client.get("/orgs/changes/export.csv").content.decode("utf-8-sig")
    assert "东山小学更名为甲小学" in ledger


def test_an_orgs_page_tells_who_runs_it_where_it_lies_and_how_it_came_to_be(world: World) -> None:
    school = open_org(world.zone, name="湖畔小学", division_code="340181", document="x")
    add_class(school, "01")
    decide(Rename(org_id=school.pk, name="湖畔实验小学"), on=DAY + timedelta(days=9), document="文〔2018〕9号")
    page = text_of(world.client("city_official"), f"/orgs/{school.pk}/")
    for told in (
        "本校由开发区管理",
        "巢湖市",
        "湖畔小学更名为湖畔实验小学",
        "文〔2018〕9号",
        "01班",
        "办理变动",
        "办理记录",
    ):
        assert told in page, told
    then = text_of(world.client("city_official"), f"/orgs/{school.pk}/", on="2018-09-02")
    assert "这是 2018-09-02 的情况" in then
    assert "<h1>湖畔小学</h1>" in then
    assert "没有这个机构" in text_of(world.client("city_official"), f"/orgs/{school.pk}/", on="2010-01-01")


def test_others_read_only(world: World) -> None:
    page = text_of(world.client("registrar"), f"/orgs/{world.school.pk}/")
    assert "办理变动" not in page
    assert "办理记录" not in page
    assert world.client("registrar").get(f"/orgs/{world.school.pk}/rename/").status_code == 403
    assert "新设下级机构" not in text_of(world.client("principal"), "/orgs/")


def test_an_official_does_not_decide_on_the_own_node(world: World) -> None:
    county = world.client("county_official")
    assert county.get(f"/orgs/{world.county.pk}/rename/").status_code == 403
    assert county.get(f"/orgs/{world.county.pk}/open/").status_code == 200
    assert county.get(f"/orgs/{world.school.pk}/nonsense/").status_code == 404
    assert county.get(f"/orgs/{world.far_school.pk}/rename/").status_code == 404


FORMS: list[tuple[str, str, dict[str, Any], str]] = [
    ("county", "open", {"level": "school", "name": "西山小学", "code": "2134000009", **FACTS}, "新设西山小学"),
    ("sibling", "open", {"level": "campus", "name": "南校区"}, "新设南校区"),
    ("school", "rename", {"name": "甲小学"}, "东山小学更名为甲小学"),
    ("school", "alter", {**FACTS, "organizer": "999", "authority": "340171"}, "变更东山小学的信息"),
    ("school", "alter", {**FACTS, "school_type": "312"}, "东山小学升格"),
    ("school", "correct", {**FACTS, "name": "东山小校", "code": "2134000001"}, "更正东山小学的信息"),
    ("school", "move", {"parent": "340171 江城高新区教育局"}, "东山小学划归江城高新区教育局"),
    ("school", "merge", {"target": "3134000002", "keep_sites": "on"}, "东山小学并入东山中学"),
    ("school", "split", {"name1": "二小", "code1": "2134000009"}, "从东山小学分立出二小"),
    ("far_school", "close", {}, "撤销高新小学"),
]


@pytest.mark.parametrize(("org", "kind", "values", "title"), FORMS)
def test_every_order_is_typed_previewed_and_confirmed(
    world: World, org: str, kind: str, values: dict[str, Any], title: str
) -> None:
    client = world.client("city_official")
    assert client.get(f"/orgs/{world.org(org).pk}/{kind}/").status_code == 200
    seen = send(client, world.org(org), kind, "preview", **values).content.decode()
    assert title in seen
    assert "确认办理" in seen
    assert not Change.objects.within("").exclude(order={}).exists()
    back = send(client, world.org(org), kind, "edit", **values)
    assert back.status_code == 200
    assert "核对影响" in back.content.decode()
    done = send(client, world.org(org), kind, "confirm", **values)
    change = Change.objects.within("").exclude(order={}).get()
    assert (change.state, change.title) == (ChangeState.EFFECTIVE, title)
    assert done.headers["Location"] == f"/orgs/changes/{change.pk}/"
    assert title in text_of(client, f"/orgs/changes/{change.pk}/")
    assert title in text_of(client, "/orgs/changes/", q="东教〔2018〕1号")


def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(world: World) -> None:
    values = {**FACTS, "level": "school", "name": "西山小学", "code": "2134000001"}
    answer = send(world.client("city_official"), world.county, "open", "preview", **values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "代码 2134000001 已属于“东山小学”" in page
    assert 'value="西山小学"' in page


def test_an_unknown_code_is_told(world: World) -> None:
    answer = send(world.client("city_official"), world.school, "move", "preview", parent="999")
    assert "没有找到代码为“999”的机构" in answer.content.decode()


def test_siblings_may_go_the_same_way(world: World) -> None:
    send(world.client("city_official"), world.school, "move", "confirm", parent="340171", others=[world.sibling.pk])
    assert fresh(world.sibling).parent == world.zone


def test_classes_are_divided_in_the_form(world: World) -> None:
    stays, goes = add_class(world.school, "01"), add_class(world.school, "02")
    values = {"name1": "二小", "code1": "2134000009", f"class{stays.pk}": "0", f"class{goes.pk}": "1"}
    send(world.client("city_official"), world.school, "split", "confirm", **values)
    assert "02班" in text_of(
        world.client("city_official"), f"/orgs/changes/{Change.objects.within('').latest('id').pk}/"
    )


def test_a_change_lives_through_its_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    Keeper(held=101).declare(monkeypatch)
    account("second", name="李二", role="city_official", org=world.city)
    first, second = world.client("city_official"), Client()
    second.force_login(account("third", name="王三", role="city_official", org=world.city))
    assert "需要另一人复核" in send(first, world.school, "move", "preview", parent="340171").content.decode()
    send(first, world.school, "move", "confirm", parent="340171")
    change = Change.objects.within("").latest("id")
    address = f"/orgs/changes/{change.pk}/"
    assert f"{address}confirm/" not in text_of(first, address)
    assert first.post(f"{address}confirm/").status_code == 409
    assert f"{address}confirm/" in text_of(second, address)
    assert "待复核" in text_of(first, f"/orgs/{world.school.pk}/")
    second.post(f"{address}confirm/")
    assert fresh(world.school).parent == world.zone
    assert second.post(f"{address}undo/", {"reason": ""}).status_code == 409
    second.post(f"{address}undo/", {"reason": "误办"})
    assert fresh(world.school).parent == world.county
    assert "已撤销办理" in text_of(first, address)
    assert second.post(f"{address}nonsense/").status_code == 404


def test_what_waits_can_be_withdrawn_and_what_failed_tried_again(world: World) -> None:
    client = world.client("city_official")
    soon = (timezone.localdate() + timedelta(days=9)).isoformat()
    assert "到期自动生效" in send(client, world.school, "rename", "preview", name="甲小学", on=soon).content.decode()
    send(client, world.school, "rename", "confirm", name="甲小学", on=soon)
    change = Change.objects.within("").latest("id")
    client.post(f"/orgs/changes/{change.pk}/withdraw/", {"reason": "取消"})
    assert Change.objects.within("").get(pk=change.pk).state == ChangeState.WITHDRAWN
    send(client, world.school, "rename", "confirm", name="乙小学", on=soon)
    late = Change.objects.within("").latest("id")
    today = timezone.localdate()
    Change.objects.within("").filter(pk=late.pk).update(state=ChangeState.FAILED, effective_on=today, note="说明")
    assert "说明" in text_of(client, f"/orgs/changes/{late.pk}/")
    client.post(f"/orgs/changes/{late.pk}/carry_out/")
    assert fresh(world.school).name == "乙小学"


def test_the_ledger_filters_by_day(world: World) -> None:
    decide(Rename(org_id=world.school.pk, name="甲小学"))
    client = world.client("county_official")
    query = {"kind": "2", "state": "effective"}
    assert "甲小学" in text_of(client, "/orgs/changes/", since="2018-09-01", until="2018-09-01", **query)
    assert "更名为甲小学" not in text_of(client, "/orgs/changes/", since="2018-09-02", until="nonsense")
    assert "更名为甲小学" not in text_of(client, "/orgs/changes/", until="2018-08-31", since="2018-02-31")
    assert "更名为甲小学" in text_of(world.client("principal"), "/orgs/changes/")


def test_suggestions_come_as_one_types(world: World) -> None:
    client = world.client("city_official")
    assert 'value="3134000002"' in text_of(client, "/orgs/options/", target="dszx", level="school")
    assert "option" not in text_of(client, "/orgs/options/", target=" ")
