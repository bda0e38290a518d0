"""A unit is asked what is known of others and not of it; whoever is known has nothing to type."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.notices import queries as notices
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.collection.actions import answers, ceilings, clearing, gaps, requests, returns, rounds
from shuren.modules.collection.actions.answers import Typed
from shuren.modules.collection.models import Fact, Gap, Item, Question, Request, Return, Round
from shuren.modules.collection.queries import burden, ledger
from shuren.modules.collection.queries.counting import reporting_year
from shuren.modules.collection.queries.newest import newest_of
from shuren.modules.collection.queries.requests import State, questions_of, standing, state_of
from shuren.modules.collection.queries.returns import sheet_for
from shuren.modules.collection.queries.spared import spared_in
from shuren.modules.collection.rules.gaps import Held
from shuren.modules.collection.rules.kinds import Finding, Ruling
from shuren.modules.conditions.models import Network
from shuren.spine.orgs.models import Org
from tests.modules.collection.drafting import ALSO_NEW, NEW, all_granted, drafted, head, submitted
from tests.modules.collection.sending import owed, step
from tests.world import World

pytestmark = pytest.mark.django_db
IPV6 = "column:conditions.network.ipv6"
NAME = "org:name"


def network(org: Org, year: int, *, ipv6: bool) -> None:
    """Write what a school has filed of its network for a year."""
    Network.objects.create(
        org_path=org.path, school=org, county=org.parent, city=org.city, year=year, ipv6=ipv6, has_internet=True,
        wired_lan=True, wifi="2", entered_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def year(world: World) -> int:
    """This year's sheet has come from the sibling; from the school elsewhere only last year's; from the school none."""
    now = reporting_year(timezone.localdate())
    network(world.sibling, now, ipv6=True)
    network(world.far_school, now - 1, ipv6=False)
    return now


def held(row: Request, label: str, source: str, kind: str = "yes_no") -> Question:
    """Add a question that a register answers."""
    made: Question = Question.objects.create(
        request=row, position=row.questions.count() + 1, label=label, seconds=15, kind=kind, finding=Finding.HELD,
        source=source, source_label=label,
    )  # fmt: skip
    return made


def asking(world: World, *lines: Any, source: str = IPV6, **changed: Any) -> Request:
    row = drafted(world.actor("city_official"), world.city, *(lines or (NEW,)), **changed)
    held(row, "是否启用 IPv6", source, "yes_no" if source == IPV6 else "text")
    return row


def granted(world: World, row: Request, ruled: list[clearing.Ruled] | None = None) -> None:
    """Hand a draft in, have what was counted ruled, and sent."""
    case = submitted(world.actor("city_official"), row)
    clearer = world.actor("clearing_officer")
    every = [clearing.Ruled(one.pk, Ruling.ASKED) for one in questions_of(row)]
    clearing.rule(actor=clearer, case_id=case.pk, ruled=every if ruled is None else ruled)
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT)
    row.refresh_from_db()


def asked_of(row: Request) -> dict[str, tuple[int, int]]:
    rows = Return.objects.within("").filter(round__request=row)
    return {name: (asked, spared) for name, asked, spared in rows.values_list("org__name", "asked", "spared")}


def test_only_units_of_which_nothing_is_known_are_asked(world: World, year: int) -> None:
    row = asking(world)
    granted(world, row)
    assert asked_of(row) == {"东山小学": (2, 0), "东山中学": (1, 1), "高新小学": (2, 0)}
    assert ledger.whole(world.city.path, timezone.localdate().year).asked == 5
    sibling = owed(row, world.sibling)
    assert [each.label for each in sheet_for(world.actor("county_official"), sibling.pk).questions] == [NEW.label]
    assert burden.loads(world.city.path, timezone.localdate().year) == {
        world.school.pk: 75, world.sibling.pk: 60, world.far_school.pk: 75,
    }  # fmt: skip


def test_the_drafter_sees_who_lacks_what_and_may_accept_older_values_or_leave_the_rest(world: World, year: int) -> None:
    row, officer = asking(world), world.client("city_official")
    page = reverse("collection:coverage", args=(row.pk,))
    assert "1 / 3" in officer.get(page).content.decode()
    assert (weight := burden.weight_of(row)).times == 3 + 2
    assert (weight.asked, weight.filled, weight.spared, weight.asking) == (1, 1, 0, 3)
    years = reverse("collection:accept_years", args=(row.pk,))
    assert officer.post(years, {"years": "99"}).status_code == 422
    shown = officer.post(years, {"years": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "需填报 1 项次" in shown
    row.refresh_from_db()
    assert burden.weight_of(row).times == 3 + 1
    (one,) = (each for each in questions_of(row) if each.source)
    leave = reverse("collection:fill_gaps", args=(row.pk, one.pk))
    assert officer.post(leave, {"asks": "0"}).status_code == 302
    row.refresh_from_db()
    assert (burden.weight_of(row).times, burden.weight_of(row).filled) == (3, 0)
    assert "不补报" in officer.get(page).content.decode()
    granted(world, row, all_granted(row))
    assert asked_of(row) == {"东山小学": (1, 1), "东山中学": (1, 1), "高新小学": (1, 1)}
    far = owed(row, world.far_school)
    (told,) = spared_in(sheet_for(world.actor("city_official"), far.pk))
    assert (told.value, told.as_of) == ("否", date(year - 1, 9, 1)), "an older value is told with its day"


def test_what_some_units_lack_is_ruled_before_it_is_asked(world: World, year: int) -> None:
    row = asking(world)
    case = submitted(world.actor("city_official"), row)
    clearer = world.actor("clearing_officer")
    page = world.client("clearing_officer").get(reverse("collection:clearing", args=(case.pk,))).content.decode()
    assert "1 / 3 个单位已有，2 个单位需填报" in page
    clearing.rule(actor=clearer, case_id=case.pk, ruled=all_granted(row))
    with pytest.raises(clearing.Unruled, match="还有 1 个"):
        clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT)
    (one,) = (each for each in questions_of(row) if each.source)
    cut = clearing.Ruled(one.pk, Ruling.CUT, "由学校补登")
    clearing.rule(actor=clearer, case_id=case.pk, ruled=[cut])
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT)
    assert asked_of(row) == {"东山小学": (1, 0), "东山中学": (1, 1), "高新小学": (1, 0)}
    shown_after = world.client("city_official").get(reverse("collection:request", args=(row.pk,))).content.decode()
    assert "1 / 3 个单位已有，其余单位不采集" in shown_after
    assert "2 个单位需填报" not in shown_after
    shown = {
        org.name: spared_in(sheet_for(world.actor("city_official"), owed(row, org).pk))
        for org in (world.sibling, world.school)
    }
    assert {name: [each.value for each in rows] for name, rows in shown.items()} == {"东山中学": ["是"], "东山小学": []}


def test_an_answer_fills_the_gap_for_every_later_request(world: World, year: int) -> None:
    row, registrar = asking(world), world.actor("registrar")
    granted(world, row)
    sheet = owed(row, world.school)
    new, gap = (each.pk for each in questions_of(row))
    for key, text in ((new, "3"), (gap, "是")):
        answers.answer(actor=registrar, return_id=sheet.pk, typed=[Typed(key, text)])
    returns.hand_in(actor=registrar, return_id=sheet.pk)
    step(world.actor("principal"), sheet, "sign")
    assert Fact.objects.within("").get(item__stands_for=IPV6).value == "1"
    again = asking(world)
    gaps.count(again, again.as_of)
    left = Gap.objects.filter(question__request=again, question__source=IPV6)
    assert not left.exists(), "the one has told, the other is being asked"
    network(world.school, year, ipv6=False)
    found = newest_of([(IPV6, {})], below=world.school.path, on=timezone.localdate(), back=0)[IPV6][world.school.pk]
    assert (found.told.text, found.is_told) == ("0", False), "what the register says since goes first"
    granted(world, again)
    assert Item.objects.filter(stands_for=IPV6).count() == 1


@pytest.mark.parametrize("is_counted_before", [True, False])
def test_a_unit_that_another_request_asks_now_is_not_asked_the_same_by_a_second(
    world: World, year: int, *, is_counted_before: bool
) -> None:
    first, second = asking(world), asking(world, ALSO_NEW, title="另一项任务")
    if is_counted_before:
        gaps.count(second, second.as_of)
    granted(world, first)
    granted(world, second)
    assert asked_of(first) == {"东山小学": (2, 0), "东山中学": (1, 1), "高新小学": (2, 0)}
    assert asked_of(second) == {"东山小学": (1, 1), "东山中学": (1, 1), "高新小学": (1, 1)}


def test_page_and_workbook_of_a_unit_hold_what_it_lacks_alone(world: World, year: int) -> None:
    network(world.school, year - 1, ipv6=True)
    row = asking(world)
    granted(world, row)
    sheet, school = owed(row, world.school), world.client("registrar")
    (gap,) = (each for each in questions_of(row) if each.source)
    page = school.get(reverse("collection:sheet", args=(sheet.pk,))).content.decode()
    assert "已有的单位不填" in page
    assert "仍为 是" in page, "last year's answer is offered"
    book = openpyxl.load_workbook(
        io.BytesIO(school.get(reverse("collection:workbook", args=(sheet.pk,))).content), read_only=True
    )
    assert [each[1].value for each in list(book.worksheets[0].iter_rows(min_row=3))] == [NEW.label, gap.label]
    network(world.school, year, ipv6=False)
    page = school.get(reverse("collection:sheet", args=(sheet.pk,))).content.decode()
    assert "采用登记的 否" in page, "the register was filled in since"
    cell = reverse("collection:cell", args=(sheet.pk, gap.pk))
    assert school.post(cell, {"value": "0", "seen": "", "carried": "1"}).status_code == 200
    Return.objects.within("").filter(pk=sheet.pk).update(lacks={})
    with pytest.raises(NotFoundHere):
        answers.answer(actor=world.actor("registrar"), return_id=sheet.pk, typed=[Typed(gap.pk, "1")])


def test_a_request_that_all_registers_answer_asks_nobody_and_stands_in_the_ledger(world: World) -> None:
    row = drafted(world.actor("city_official"), world.city)
    Question.objects.filter(request=row).delete()
    held(row, "单位名称", NAME, "text")
    granted(world, row, [])
    assert state_of(standing(row.pk)) is State.ENDED
    told = ledger.whole(world.city.path, timezone.localdate().year)
    assert (told.requests, told.returns, told.asked, told.spared, told.expired) == (1, 0, 0, 3, 0)
    assert not list(notices.open_for(world.actor("registrar")))
    school = world.client("registrar")
    assert row.title not in school.get(reverse("collection:returns")).content.decode()
    page = world.client("principal").get(reverse("collection:burden")).content.decode()
    assert row.title in page
    assert "免填" in page


def test_a_unit_that_lacks_nothing_owes_nothing_where_nothing_new_is_asked(world: World, year: int) -> None:
    row = asking(world)
    Question.objects.filter(request=row, source="").delete()
    granted(world, row)
    assert asked_of(row) == {"东山小学": (1, 0), "东山中学": (0, 1), "高新小学": (1, 0)}
    asked = Round.objects.within("").get(request=row)
    assert asked.units == 2
    spared = owed(row, world.sibling)
    assert spared.closed_at is not None
    page = world.client("county_official").get(reverse("collection:sheet", args=(spared.pk,))).content.decode()
    assert "所需数据平台均已掌握" in page
    board = world.client("city_official").get(reverse("collection:board", args=(asked.pk,))).content.decode()
    assert "东山中学" not in board


def test_every_round_asks_anew_of_whom_nothing_is_known(world: World, year: int) -> None:
    row = asking(world, frequency="monthly", ends_on=timezone.localdate() + timedelta(days=60))
    granted(world, row)
    network(world.school, reporting_year(timezone.localdate()), ipv6=True)
    rounds.keep_time(timezone.localdate() + timedelta(days=31))
    assert [owed(row, org).asked for org in (world.school, world.sibling, world.far_school)] == [1, 1, 2]


def test_a_ceiling_is_held_against_what_each_unit_is_really_asked(world: World, year: int) -> None:
    clearer = world.actor("clearing_officer")
    ceilings.set_ceiling(actor=clearer, minutes=1, basis="江教办〔2026〕1号", from_on=timezone.localdate())
    row = asking(world)
    with pytest.raises(clearing.OverCeiling, match="2 个单位"):
        clearing.submit(actor=world.actor("city_official"), request_id=row.pk)
    (one,) = (each for each in questions_of(row) if each.source)
    gaps.fill(actor=world.actor("city_official"), request_id=row.pk, question_id=one.pk, asks=False)
    assert submitted(world.actor("city_official"), row).pk


def test_two_questions_that_one_source_answers_are_two_facts(world: World, year: int) -> None:
    row = asking(world)
    held(row, "是否使用 IPv6", IPV6)
    granted(world, row)
    items = [each.item_id for each in questions_of(row)]
    assert len(set(items)) == 3
    assert None not in items


def test_what_is_changed_of_a_draft_is_counted_anew(world: World, year: int) -> None:
    row = asking(world)
    gaps.count(row, row.as_of)
    requests.change(
        actor=world.actor("city_official"), request_id=row.pk,
        head=head(world.county),
    )  # fmt: skip
    row.refresh_from_db()
    held(row, "是否启用 IPv6 协议", IPV6)
    gaps.count(row, row.as_of)
    found = {each.label: Held.read(each.held) for each in questions_of(row) if each.source}
    assert found["是否启用 IPv6 协议"] == Held.of(2, [0])


@pytest.mark.parametrize(
    ("handed_in", "closed", "due"),
    [
        (None, False, -1), (None, False, 0), (None, True, -1), (datetime(2026, 3, 10, 17, tzinfo=UTC), False, None),
        (datetime(2026, 3, 10, 15, tzinfo=UTC), False, None),
    ],
)  # fmt: skip
def test_the_sum_and_the_single_return_agree_on_what_is_late(
    world: World, handed_in: datetime | None, closed: bool, due: int | None
) -> None:
    """17:00 in London is the next day in China; what is owed no more is not late."""
    row = asking(world, source=NAME)
    granted(world, row)
    own = Return.objects.within("").filter(org=world.school)
    own.update(handed_in_at=handed_in, closed_at=timezone.now() if closed else None, why_closed="x" if closed else "")
    last = date(2026, 3, 10) if due is None else timezone.localdate() + timedelta(days=due)
    Round.objects.within("").update(opens_on=min(last, timezone.localdate()), due_on=last)
    (one,) = ledger.owed_by(world.school, last.year)
    assert ledger.whole(world.school.path, last.year).overdue == int(ledger.was_late(one))
