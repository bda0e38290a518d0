"""A round from its draft to a letter that asks for what was found to be put right."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.notices.models import Notice
from shuren.kernel.notices.queries import open_for
from shuren.kernel.refusals import Forbidden, NotFoundHere
from shuren.kernel.workflow.actions import NotNow, ReasonMissing, StepForbidden
from shuren.modules.inspection.actions import rounds, visits
from shuren.modules.inspection.models import Item, Round, Visit
from shuren.modules.inspection.queries import rounds as queries
from tests.modules.inspection.visiting import handed_in, issued, planned
from tests.modules.registry.walking import applied, sign
from tests.world import World, account

pytestmark = pytest.mark.django_db


def test_it_is_issued_when_it_says_what_whom_and_by_whom(world: World) -> None:
    county, today = world.actor("county_official"), timezone.localdate()
    what = rounds.Told(title="安全检查", basis="东教〔2026〕9号", from_on=today, until_on=today)
    made = rounds.plan(actor=county, what=what)

    def issue() -> Round:
        return rounds.step(actor=county, round_id=made.pk, name="issue")

    with pytest.raises(rounds.NothingToLookAt):
        issue()
    rounds.add_item(actor=county, round_id=made.pk, text="校门", kind="photo")
    with pytest.raises(rounds.NobodyToVisit):
        issue()
    assert rounds.add_units(actor=county, round_id=made.pk, names=["东山小学", "3134000002", ""]) == 2
    with pytest.raises(rounds.NobodySent, match="东山小学、东山中学等 2 个"):
        issue()
    chosen = list(Visit.objects.within("").filter(round=made).values_list("pk", flat=True))
    rounds.assign(actor=county, round_id=made.pk, visits=chosen, accounts=[world.accounts["county_official"].pk])
    issue()
    todo = Notice.objects.get(kind="inspection.round")
    assert (todo.account_key, todo.params["count"], todo.link) == (county.id, 2, reverse("inspection:phone"))
    with pytest.raises(rounds.NotADraft):
        rounds.add_item(actor=county, round_id=made.pk, text="围墙", kind="text")


def test_units_are_named_or_taken_whole_and_never_twice(world: World) -> None:
    made = planned(world)
    county = world.actor("county_official")
    with pytest.raises(rounds.UnitsUnknown, match="西山小学、高新小学"):
        rounds.add_units(actor=county, round_id=made.pk, names=["西山小学", "高新小学", "东山中学"])
    assert rounds.add_units(actor=county, round_id=made.pk, authority=world.county.pk) == 1
    assert rounds.add_units(actor=county, round_id=made.pk, authority=world.county.pk) == 0
    with pytest.raises(NotFoundHere):
        rounds.add_units(actor=county, round_id=made.pk, authority=world.zone.pk)


def test_the_items_of_an_earlier_round_are_taken_over(world: World) -> None:
    known, county, today = planned(world), world.actor("county_official"), timezone.localdate()
    what = rounds.Told(title="复查", basis="同上", from_on=today, until_on=today)
    again = rounds.plan(actor=county, what=what, form_of=known.pk)
    assert [item.text for item in again.items.order_by("number")] == [item.text for item in known.items.all()]
    first = Item.objects.get(round=again, number=1)
    rounds.remove_item(actor=county, round_id=again.pk, item_id=first.pk)
    assert list(again.items.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert Item.objects.filter(round=known).count() == 3


def test_only_officials_of_the_authority_and_below_are_sent(world: World) -> None:
    made = planned(world)
    stranger = account("stranger", role="county_official", org=world.zone)
    with pytest.raises(rounds.NotOneOfYours):
        rounds.assign(actor=world.actor("county_official"), round_id=made.pk, visits=[], accounts=[stranger.pk])
    assert list(queries.inspectors_for(world.zone.path)) == [stranger.pk]
    with pytest.raises(Forbidden):
        rounds.plan(actor=world.actor("principal"), what=rounds.Told("x", "y", *[timezone.localdate()] * 2))


def test_who_is_no_longer_sent_is_asked_no_longer(world: World) -> None:
    (visit,) = issued(world)
    county, other = world.actor("county_official"), account("other", role="county_official", org=world.county)
    rounds.assign(actor=county, round_id=visit.round_id, visits=[visit.pk], accounts=[other.pk])
    asked = Notice.objects.filter(kind="inspection.round", settled_at=None)
    assert [todo.account_key for todo in asked] == [other.key]
    assert not open_for(county).filter(kind="inspection.round")  # a colleague of the same role is not asked


def test_what_the_city_has_planned_the_county_does_not_withdraw(world: World) -> None:
    (visit,) = issued(world)
    Round.objects.within("").update(org=world.city, org_path=world.city.path)
    visit = Visit.objects.within("").select_related("round", "org").get(pk=visit.pk)
    with pytest.raises(StepForbidden):
        visits.step(actor=world.actor("county_official"), visit=visit, name="withdraw", reason="x")
    with pytest.raises(ReasonMissing):
        visits.step(actor=world.actor("city_official"), visit=visit, name="withdraw", reason=" ")
    with pytest.raises(NotNow):
        visits.step(actor=world.actor("city_official"), visit=visit, name="reopen", reason="x")


def test_the_school_sees_its_result_once_it_is_handed_in_and_answers(world: World) -> None:
    (visit,) = issued(world)
    principal, address = world.client("principal"), reverse("inspection:visit", args=(visit.pk,))
    assert principal.get(address).status_code == 404
    handed_in(world, visit, way="no")
    shown = principal.get(address).content.decode()
    assert "消防通道是否畅通" in shown
    assert "陈县" in shown
    assert principal.post(reverse("inspection:answer", args=(visit.pk,)), {"text": "当天已清理。"}).status_code == 302
    assert "当天已清理。" in world.client("county_official").get(address).content.decode()
    assert Notice.objects.get(kind="inspection.result").settled_at is not None
    paper = principal.get(reverse("inspection:paper", args=(visit.pk,)))
    assert paper.content.startswith(b"%PDF")


def test_what_was_found_becomes_a_letter_that_the_school_answers(world: World) -> None:
    (visit,) = issued(world)
    handed_in(world, visit, way="no")
    county, day = world.actor("county_official"), timezone.localdate() + timedelta(days=15)
    page = world.client("county_official").get(
        reverse("cases:apply", args=("inspection.rectification",)), {"visit": visit.pk}
    )
    assert "消防通道是否畅通：否" in page.content.decode()
    case = applied(
        county, "inspection.rectification", visit=str(visit.pk), problems="消防通道堵塞", demand="立即清理。",
        reply_by=day.isoformat(),
    )  # fmt: skip
    assert Notice.objects.filter(role="principal", org_path=world.school.path, settled_at=None).count() == 2
    case = sign(case, world.actor("principal"), "reply", reply="已清理并上锁。", done_on=day.isoformat())
    case = sign(case, county, "review")
    assert case.outcome == "granted"
    shown = world.client("principal").get(reverse("inspection:visit", args=(visit.pk,))).content.decode()
    assert case.number in shown


def test_pages_keep_to_a_dozen_queries(world: World, django_assert_max_num_queries) -> None:
    first, second = issued(world, "school", "sibling")
    handed_in(world, first, way="no")
    client = world.client("county_official")
    client.get("/")
    for name, arguments in (
        ("visits", ()), ("rounds", ()), ("round", (first.round_id,)), ("visit", (first.pk,)), ("visit", (second.pk,)),
        ("phone_visits", ()), ("phone", ()),
    ):  # fmt: skip
        with django_assert_max_num_queries(22):  # session, grants, menu and to-dos of the frame among them
            assert client.get(reverse(f"inspection:{name}", args=arguments)).status_code == 200
