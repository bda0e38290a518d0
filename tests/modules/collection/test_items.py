"""What a clearing officer says of an item: other names, by which it is found, and what it is computed from."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from shuren.modules.collection.actions import items as actions
from shuren.modules.collection.models import Fact, Item
from shuren.modules.collection.queries import known
from shuren.modules.collection.queries.values import key_of, values_of
from shuren.modules.collection.rules.kinds import Finding
from tests.world import account, grant

pytestmark = pytest.mark.django_db
ON = date(2026, 9, 1)


@pytest.fixture
def officer(world):
    grant(account("clearing", org=world.city), "clearing_officer", world.city)
    from shuren.spine.identity import queries as identity
    from shuren.spine.identity.models import Account

    found = Account.objects.get(username="clearing")
    return identity.actor_for(found, identity.grants_of(found)[0])


def item(world, label, **said):
    number = Item.objects.count() + 1
    facts = {"kind": "number", "unit": "张", "level": "school", **said}
    return Item.objects.create(code=f"SJX{number:07d}", label=label, owner=world.city, **facts)


def explain(officer, row, *, plus=(), minus=(), synonyms=()):
    return actions.explain_item(actor=officer, item_id=row.pk, synonyms=synonyms, plus=plus, minus=minus)


def fact(world, row, number):
    Fact.objects.create(
        item=row, org=world.school, org_path=world.school.path, as_of=ON, value=str(number), number=Decimal(number),
        told_by="李录", recorded_at=datetime(2026, 9, 2, tzinfo=UTC),
    )  # fmt: skip


def test_a_computed_item_is_known_of_every_unit_that_told_its_parts(world, officer):
    """By name and by code, through another computed item."""
    beds, boys, girls, free = (item(world, label) for label in ("宿舍床位数", "男生床位数", "女生床位数", "空余床位数"))
    explain(officer, beds, plus=["男生床位数", girls.code])
    explain(officer, free, plus=["宿舍床位数"], minus=["男生床位数"])
    fact(world, boys, 40)
    fact(world, girls, 52)
    (match, *_) = known.find([known.Asked("空余床位数", unit="张", as_of=ON)])[0]
    assert (match.source, match.finding) == (f"item:{free.pk}", Finding.DERIVABLE)
    asked = (match.source, match.derivation)
    found = values_of([asked], below=world.city.path, on=ON)[key_of(*asked)]
    assert {unit: told.text for unit, told in found.items()} == {world.school.pk: "52"}


def test_what_would_go_round_in_a_circle_is_refused_and_named(world, officer):
    first, second, third = (item(world, label) for label in ("床位总数", "在用床位数", "备用床位数"))
    explain(officer, first, plus=["在用床位数", "备用床位数"])
    explain(officer, second, plus=["备用床位数"])
    with pytest.raises(actions.Circular) as refused:
        explain(officer, third, plus=["床位总数"], minus=["在用床位数"])
    assert "“备用床位数”要由“" in refused.value.sentence
    third.refresh_from_db()
    assert third.derivation == {}


def test_what_cannot_be_added_is_refused_at_its_field(world, officer):
    number, text = item(world, "床位总数"), item(world, "宿舍管理制度", kind="text")
    for row, said, refusal, field in (
        (number, {"plus": ["子虚乌有数"]}, actions.NoSuchSource, "plus"),
        (number, {"minus": ["在校学生数"]}, actions.NothingToAdd, "plus"),
        (text, {"plus": ["在校学生数"]}, actions.NotANumber, "plus"),
    ):
        with pytest.raises(refusal) as refused:
            explain(officer, row, **said)
        assert refused.value.field == field


def test_another_name_is_found_at_once(world, officer):
    row = item(world, "宿舍床位数")
    assert known.find([known.Asked("铺位数")]) == [[]]
    explain(officer, row, synonyms=["铺位数"])
    assert known.find([known.Asked("铺位数")])[0][0].source == f"item:{row.pk}"


def test_the_dictionary_answers_on_its_page_and_only_the_clearing_officer_explains(world, officer):
    row = item(world, "宿舍床位数")
    drafter, clearer = world.client("city_official"), world.client("city_official")
    page = drafter.get(reverse("collection:items"), {"q": "寄宿学生数"}).content.decode()
    assert "就读方式=住校" in page
    assert "宿舍床位数" in drafter.get(reverse("collection:items")).content.decode()
    half = drafter.get(reverse("collection:items"), {"q": "床位"}).content.decode()
    assert "宿舍床位数" in half
    assert "没有找到相符的数据" not in half, "what earlier requests asked is listed below"
    address = reverse("collection:explain_item", args=(row.pk,))
    assert drafter.post(address, {"synonyms": "铺位数"}).status_code == 403
    from shuren.spine.identity.models import Account

    clearer.force_login(Account.objects.get(username="clearing"))
    refused = clearer.post(address, {"plus": "宿舍床位数"})
    assert refused.status_code == 422
    assert "最后又回到它自己" in refused.content.decode()
    assert clearer.post(address, {"synonyms": "铺位数\n床铺数", "plus": "在校学生数"}).status_code == 302
    shown = clearer.get(reverse("collection:item", args=(row.pk,))).content.decode()
    assert "由已有数据计算，不再填报：在校学生数" in shown
