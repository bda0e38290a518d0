"""A return from the request to the fact: filled in, signed, received, returned by the cell, corrected."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import commands, queries
from shuren.kernel.cases.models import Case
from shuren.kernel.notices import queries as notices
from shuren.kernel.paths import step_of
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.collection.actions import answers, returns, rounds
from shuren.modules.collection.actions.answers import Typed
from shuren.modules.collection.models import Answer, Fact, Question, Return, Round
from shuren.modules.collection.queries.returns import sheet_for, stamp_of
from shuren.modules.collection.queries.rollups import rollup_of
from shuren.modules.collection.rules.rounds import Standing
from shuren.spine.orgs.models import Org
from tests.modules.collection.sending import drafted, fill, owed, sent, step
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar(world):
    return world.actor("registrar")


@pytest.fixture
def request_(world):
    return sent(world)


@pytest.fixture
def row(world, request_):
    return owed(request_, world.school)


def question(row, place):
    return Question.objects.get(request=row.round.request, position=place)


def todos(actor):
    return [(each.kind, each.sentence) for each in notices.open_for(actor)]


def handed_in(actor, row):
    fill(actor, row, "100", "是", "自建")
    returns.hand_in(actor=actor, return_id=row.pk)


def signed(world, row):
    handed_in(world.actor("registrar"), row)
    step(world.actor("principal"), row, "sign")


def received(world, row):
    signed(world, row)
    step(world.actor("county_official"), row, "receive")
    row.refresh_from_db()


def facts(row):
    told = Fact.objects.within("").filter(org=row.org_id).order_by("item", "revision")
    return [(each.value, each.revision, each.superseded_at is None) for each in told]


def test_every_school_below_is_asked_once_and_told(world, request_, registrar):
    assert Round.objects.within("").get(request=request_).units == 3
    assert {each.org.name for each in Return.objects.within("").select_related("org")} == {
        "东山小学", "东山中学", "高新小学",
    }  # fmt: skip
    assert [kind for kind, _ in todos(registrar)] == ["collection.return"]
    with pytest.raises(rounds.NotCleared):
        rounds.send(actor=world.actor("city_official"), request=request_)


def test_a_request_that_was_not_cleared_or_asks_nobody_is_not_sent(world):
    uncleared = drafted(world.city, case_id=None)
    with pytest.raises(rounds.NotCleared):
        rounds.send(actor=world.actor("city_official"), request=uncleared)
    nobody = drafted(world.city, stages=["special"])
    with pytest.raises(rounds.NobodyAsked):
        rounds.send(actor=world.actor("city_official"), request=nobody)


def test_what_is_signed_is_known_as_of_the_day_asked_about(world, row, registrar):
    received(world, row)
    assert facts(row) == [("100", 1, True), ("1", 1, True), ("自建", 1, True)]
    fact = Fact.objects.within("").filter(org=row.org_id).first()
    assert (fact.as_of, fact.told_by, fact.sheet_id) == (row.round.as_of, "李录", row.pk)
    assert sheet_for(registrar, row.pk).standing == Standing.RECEIVED
    assert todos(registrar) == []
    assert Entry.objects.within("").filter(label="collection.return.signed").count() == 1


def test_what_lacks_is_named_and_nothing_is_handed_in(row, registrar):
    fill(registrar, row, "100")
    with pytest.raises(returns.StillLacking, match="是否开展人工智能课程"):
        returns.hand_in(actor=registrar, return_id=row.pk)
    assert not Case.objects.within("").filter(type="collection.return").exists()


def test_a_teacher_hands_nothing_in_and_another_school_sees_nothing(world, row, request_):
    with pytest.raises(returns.NotTheFiller):
        returns.hand_in(actor=world.actor("teacher"), return_id=row.pk)
    with pytest.raises(answers.NotYourPart):
        fill(world.actor("teacher"), row, "1")
    other = owed(request_, world.far_school)
    with pytest.raises(NotFoundHere):
        sheet_for(world.actor("registrar"), other.pk)
    with pytest.raises(answers.NotYourUnit):
        fill(world.actor("county_official"), row, "1")


def test_two_windows_lose_nothing(row, registrar):
    first = question(row, 1)
    (kept,) = answers.answer(actor=registrar, return_id=row.pk, typed=[Typed(first.pk, "100", "")])
    (met,) = answers.answer(actor=registrar, return_id=row.pk, typed=[Typed(first.pk, "200", "")])
    assert kept.is_kept
    assert (met.other, met.typed) == ("李录", "200")
    now = Answer.objects.within("").get()
    assert now.value == "100"
    (kept,) = answers.answer(actor=registrar, return_id=row.pk, typed=[Typed(first.pk, "200", stamp_of(now))])
    assert kept.is_kept
    row.refresh_from_db()
    assert (row.answered, row.changes) == (1, 2)


def test_an_answer_to_a_closed_request_stays_on_the_page(world, row, request_):
    rounds.end(actor=world.actor("city_official"), request_id=request_.pk, reason="改由统计取数")
    page = world.client("registrar").post(
        reverse("collection:cell", args=(row.pk, question(row, 1).pk)), {"value": "4321", "seen": ""}
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="4321"' in text
    assert "改由统计取数" in text
    assert not Answer.objects.within("").exists()


def test_a_signed_return_is_sent_back_by_whoever_receives_it_alone(world, row):
    """The authority above reads it meanwhile, and is not offered what would be refused."""
    signed(world, row)
    assert sheet_for(world.actor("county_official"), row.pk).may_send_back
    assert not sheet_for(world.actor("city_official"), row.pk).may_send_back


def test_only_the_cells_returned_can_be_changed_and_the_fact_is_revised(world, row, registrar):
    signed(world, row)
    county = world.actor("county_official")
    row.refresh_from_db()
    remarks = {question(row, 1).pk: "请核对带宽"}
    returns.send_back(actor=county, return_id=row.pk, changes=row.changes, remarks=remarks)
    assert sheet_for(registrar, row.pk).standing == Standing.BACK
    with pytest.raises(answers.NotReturned):
        answers.answer(actor=registrar, return_id=row.pk, typed=[Typed(question(row, 3).pk, "购买")])
    fill(registrar, row, "1000")
    returns.hand_in(actor=registrar, return_id=row.pk)
    step(world.actor("principal"), row, "sign")
    assert facts(row)[:2] == [("100", 1, False), ("1000", 2, True)]
    assert len(facts(row)) == 4
    step(county, row, "receive")


def test_a_sheet_corrected_meanwhile_is_not_returned(world, row, registrar):
    signed(world, row)
    county, remarks = world.actor("county_official"), {question(row, 1).pk: "请核对带宽"}
    row.refresh_from_db()
    seen = row.changes
    returns.send_back(actor=county, return_id=row.pk, changes=seen, remarks=remarks)
    fill(registrar, row, "1000")
    returns.hand_in(actor=registrar, return_id=row.pk)
    step(world.actor("principal"), row, "sign")
    with pytest.raises(returns.ChangedMeanwhile):
        returns.send_back(actor=county, return_id=row.pk, changes=seen, remarks=remarks)
    assert sheet_for(county, row.pk).standing == Standing.SIGNED


def test_an_authority_returns_no_whole_sheet(world, row):
    signed(world, row)
    row.refresh_from_db()
    county = world.actor("county_official")
    with pytest.raises(returns.NothingMarked):
        returns.send_back(actor=county, return_id=row.pk, changes=row.changes, remarks={})
    case = Case.objects.within("").get(pk=row.case_id)
    task = max(queries.state_of(case).tasks)
    with pytest.raises(returns.NothingMarked):
        cases.act(actor=county, case_id=case.pk, command=commands.Return(task, "hand_in", again=True))
    assert sheet_for(county, row.pk).standing == Standing.SIGNED


def test_after_the_cut_off_it_is_answered_late_for_a_reason(world, row, registrar):
    day = row.round.due_on + timedelta(days=1)
    rounds.keep_time(day)
    with pytest.raises(answers.CutOffReached):
        fill(registrar, row, "100")
    county = world.actor("county_official")
    assert ("collection.overdue", f"逾期未报 · 信息化情况补充调查（{row.round.label}），2 个单位") in todos(county)
    returns.take_up(actor=registrar, return_id=row.pk, reason="校园网检修")
    received(world, row)
    assert {each.why for each in Fact.objects.within("")} == {"校园网检修"}
    rounds.keep_time(day + timedelta(days=1))
    assert any("1 个单位" in sentence for _kind, sentence in todos(county))


def test_a_correction_after_receipt_is_a_revision_and_the_old_value_stays(world, row, registrar):
    received(world, row)
    with pytest.raises(answers.ReceivedAlready):
        fill(registrar, row, "120")
    returns.take_up(actor=registrar, return_id=row.pk, reason="报小了")
    fill(registrar, row, "120")
    returns.hand_in(actor=registrar, return_id=row.pk)
    step(world.actor("principal"), row, "sign")
    assert facts(row)[:2] == [("100", 1, False), ("120", 2, True)]


def test_the_city_returns_a_cell_of_what_the_county_has_received(world, row, registrar):
    received(world, row)
    city = world.actor("city_official")
    returns.send_back(
        actor=city, return_id=row.pk, changes=row.changes, remarks={question(row, 1).pk: "单位是 Mbps 吗"}
    )
    sheet = sheet_for(registrar, row.pk)
    assert sheet.standing == Standing.BACK
    assert [cell.question.position for cell in sheet.cells if cell.is_open] == [1]
    assert [kind for kind, _ in todos(registrar)] == ["collection.return"]


def test_a_moved_cut_off_leaves_what_is_signed_and_tells_everybody(world, row, request_, registrar):
    signed(world, row)
    later = timezone.localdate() + timedelta(days=30)
    rounds.move_cut_off(actor=world.actor("city_official"), round_id=row.round_id, due_on=later, reason="恰逢考试")
    row.refresh_from_db()
    assert row.signed_at is not None
    assert [kind for kind, _ in todos(registrar)] == ["collection.told"]
    world.client("registrar").get(reverse("collection:sheet", args=(row.pk,)))
    assert todos(registrar) == []
    with pytest.raises(rounds.NoReason):
        rounds.move_cut_off(actor=world.actor("city_official"), round_id=row.round_id, due_on=later, reason=" ")
    with pytest.raises(rounds.NotTheAsker):
        rounds.move_cut_off(actor=world.actor("county_official"), round_id=row.round_id, due_on=later, reason="x")


def test_later_rounds_begin_offer_the_last_answer_and_the_request_ends_by_itself(world, registrar):
    request = sent(world, frequency="monthly", ends_on=timezone.localdate() + timedelta(days=40))
    row = owed(request, world.school)
    received(world, row)
    rounds.keep_time(timezone.localdate() + timedelta(days=31))
    second = owed(request, world.school)
    assert second.pk != row.pk
    sheet = sheet_for(registrar, second.pk)
    assert [cell.last_shown for cell in sheet.cells] == ["100", "是", "自建"]
    world.client("registrar").post(reverse("collection:carry", args=(second.pk,)))
    assert [cell.value for cell in sheet_for(registrar, second.pk).cells] == ["100", "1", "自建"]
    answers.answer(actor=registrar, return_id=second.pk, typed=[Typed(question(row, 1).pk, "900")])
    with pytest.raises(returns.StillLacking):
        returns.hand_in(actor=registrar, return_id=second.pk)
    answers.answer(
        actor=registrar, return_id=second.pk, typed=[Typed(question(row, 1).pk, "900", why_odd="已升级千兆")]
    )
    returns.hand_in(actor=registrar, return_id=second.pk)
    rounds.keep_time(timezone.localdate() + timedelta(days=41))
    request.refresh_from_db()
    assert request.why_ended == "任务到期自动终止"
    other = owed(request, world.sibling)
    assert other.closed_at is not None
    step(world.actor("principal"), second, "sign")  # what was handed in is brought to its end


def test_a_merged_school_owes_no_more_and_its_successor_is_told(world: World, row, request_):
    from shuren.modules.collection.actions.units import follow_unit
    from shuren.spine.orgs import api as orgs

    order = orgs.Merge(source_ids=[world.sibling.pk], target_id=world.school.pk)
    paper = orgs.Paper(on=timezone.localdate(), document="东政〔2026〕1号")
    orgs.decide(actor=world.actor("city_official"), order=order, paper=paper)
    assert Org.objects.within("").get(pk=world.sibling.pk).is_closed
    follow_unit(org_id=world.sibling.pk, actor=rounds.CLOCK)
    gone = owed(request_, world.sibling)
    assert "东山小学" in str(gone.why)
    assert any("东山中学" in sentence for _kind, sentence in todos(world.actor("registrar")))


def test_an_answer_apart_from_those_of_comparable_schools_is_explained_before_it_is_handed_in(world, row, registrar):
    item = question(row, 1).item
    for number in range(8):
        peer = Org.objects.within("").get(pk=world.school.pk)
        peer.pk, peer.path, peer.code = None, world.county.path + step_of(number + 100), f"21349{number:05}"
        peer.save(force_insert=True)
        Fact.objects.create(
            item=item, org=peer, org_path=peer.path, as_of=row.round.as_of, value="100", number=100 + number,
            told_by="测试", recorded_at=timezone.now(),
        )  # fmt: skip
    fill(registrar, row, "100000", "是", "自建")
    with pytest.raises(returns.StillLacking, match="校园网出口带宽"):
        returns.hand_in(actor=registrar, return_id=row.pk)
    doubt = sheet_for(registrar, row.pk).cell(question(row, 1).pk).doubt_sentence
    assert doubt.startswith("本地同类 8 个单位半数在 101.75 至 105.25 之间，本单位为 100000")
    fill(registrar, row, "110")
    returns.hand_in(actor=registrar, return_id=row.pk)


def test_what_was_signed_is_counted_while_a_correction_waits_and_the_cut_off_can_be_looked_at(world, row, registrar):
    received(world, row)
    rounds.keep_time(row.round.due_on + timedelta(days=1))
    returns.take_up(actor=registrar, return_id=row.pk, reason="报小了")
    city = world.actor("city_official")
    asked = Round.objects.within("").select_related("request").get(pk=row.round_id)
    assert [each.now.number for each in rollup_of(city, asked).rows][:2] == [100, 1]
    fill(registrar, row, "120")
    returns.hand_in(actor=registrar, return_id=row.pk)
    step(world.actor("principal"), row, "sign")
    now, then = rollup_of(city, asked), rollup_of(city, asked, at_cut_off=True)
    assert (now.rows[0].now.number, now.signed, now.revised) == (120, 1, 1)
    assert then.rows[0].now.number == 100
