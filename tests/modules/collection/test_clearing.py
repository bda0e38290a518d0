"""No request is asked of anybody before each of its questions has been ruled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shuren.kernel.access import permissions_of
from shuren.kernel.refusals import Forbidden, NotFoundHere, Refused
from shuren.modules.collection.actions import ceilings, clearing, requests, rounds
from shuren.modules.collection.models import Item, Question, Request, Return
from shuren.modules.collection.queries import candidates
from shuren.modules.collection.queries.requests import questions_of, standing, state_of
from shuren.modules.collection.queries.twins import twins
from shuren.modules.collection.rules.deeds import State
from shuren.modules.collection.rules.kinds import Finding, Ruling
from tests.modules.collection.drafting import (
    ALSO_NEW,
    NEW,
    all_granted,
    drafted,
    head,
    lines_of,
    officer,
    sent,
    submitted,
)
from tests.world import World

pytestmark = pytest.mark.django_db


def state(row: Request) -> State:
    return state_of(standing(row.pk))


def labelled(row: Request, label: str) -> Question:
    return next(one for one in questions_of(row) if one.label == label)


def test_what_is_known_is_found_while_drafting_and_only_the_rest_is_asked(world: World) -> None:
    drafter = world.actor("city_official")
    row = drafted(drafter, world.county, *lines_of("学校名称\n学校（机构）标识码\n教学班数\n校园足球特色队数（个）"))
    found = {one.label: Finding(one.finding) for one in questions_of(row)}
    assert found["校园足球特色队数"] is Finding.NEW
    assert found["学校名称"] is Finding.HELD
    assert found["学校（机构）标识码"] is Finding.HELD
    assert labelled(row, "学校名称").source == "org:name"
    case = submitted(drafter, row)
    clearer = world.actor("clearing_officer")
    clearing.rule(actor=clearer, case_id=case.pk, ruled=all_granted(row))
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT)
    row.refresh_from_db()
    assert state(row) is State.SENT
    assert (row.asked, row.spared) == (1, 3)
    owed = Return.objects.within("").values_list("org_id", "asked", "repeated")
    assert set(owed) == {(world.school.pk, 1, 0), (world.sibling.pk, 1, 0)}
    item = Item.objects.get()
    assert (item.label, item.unit, item.owner_id, item.code[:3]) == ("校园足球特色队数", "个", world.city.pk, "SJX")


def test_it_is_not_granted_before_all_is_ruled_and_what_is_dropped_is_dropped_with_a_reason(world: World) -> None:
    drafter, clearer = world.actor("city_official"), world.actor("clearing_officer")
    row = drafted(drafter, world.county)
    case = submitted(drafter, row)
    first, second = questions_of(row)
    clearing.rule(actor=clearer, case_id=case.pk, ruled=[clearing.Ruled(first.pk, Ruling.ASKED)])
    with pytest.raises(clearing.Unruled, match="还有 1 个"):
        clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT)
    assert state(row) is State.CLEARING
    with pytest.raises(clearing.NoRuling, match="足球教练员来源"):
        clearing.rule(actor=clearer, case_id=case.pk, ruled=[clearing.Ruled(second.pk, Ruling.REFUSED)])
    refused = clearing.Ruled(second.pk, Ruling.REFUSED, "与用途无关")
    clearing.rule(actor=clearer, case_id=case.pk, ruled=[refused])
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT)
    row.refresh_from_db()
    assert (state(row), row.asked, row.spared) == (State.SENT, 1, 0), "what was refused is neither asked nor spared"
    assert set(Return.objects.within("").values_list("asked", "spared")) == {(1, 0)}
    assert [one.label for one in questions_of(row) if one.is_asked] == [NEW.label]


def test_where_everything_is_dropped_nobody_is_asked(world: World) -> None:
    drafter, clearer = world.actor("city_official"), world.actor("clearing_officer")
    row = drafted(drafter, world.county, NEW)
    case = submitted(drafter, row)
    (only,) = questions_of(row)
    clearing.rule(actor=clearer, case_id=case.pk, ruled=[clearing.Ruled(only.pk, Ruling.CUT, "上月已经了解")])
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT)
    assert state(row) is State.ENDED
    assert not Return.objects.within("").exists(), "nobody was asked, and nobody was spared"


def test_a_returned_request_is_changed_and_handed_in_again(world: World) -> None:
    drafter, clearer = world.actor("city_official"), world.actor("clearing_officer")
    row = drafted(drafter, world.county)
    case = submitted(drafter, row)
    clearing.rule(actor=clearer, case_id=case.pk, ruled=all_granted(row))
    with pytest.raises(requests.NotEditable):
        requests.add(actor=drafter, request_id=row.pk, lines=[ALSO_NEW])
    with pytest.raises(clearing.NoDecision):
        clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.BACK)
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.BACK, why="第二项请改为选择")
    assert state(row) is State.BACK
    second = labelled(row, ALSO_NEW.label)
    requests.reword(
        actor=drafter, request_id=row.pk, question_id=second.pk, line=lines_of("足球教练员来源\t\t单选\t本校；外聘")[0]
    )
    assert submitted(drafter, row).pk == case.pk
    assert [one.ruling for one in questions_of(row)] == [Ruling.ASKED, Ruling.OPEN], "what was changed is ruled anew"


def test_a_refused_request_goes_nowhere(world: World) -> None:
    drafter, clearer = world.actor("city_official"), world.actor("clearing_officer")
    row = drafted(drafter, world.county)
    case = submitted(drafter, row)
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.REFUSE, why="没有必要采集")
    assert state(row) is State.REFUSED
    with pytest.raises(requests.NotEditable):
        clearing.submit(actor=drafter, request_id=row.pk)
    with pytest.raises(clearing.NotBeingCleared):
        clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT)
    with pytest.raises(Refused):
        rounds.send(actor=drafter, request=Request.objects.within("").get(pk=row.pk))
    assert not Return.objects.within("").exists()


def test_only_the_clearing_officer_of_the_same_authority_rules(world: World) -> None:
    drafter = world.actor("city_official")
    row = drafted(drafter, world.county)
    case = submitted(drafter, row)
    with pytest.raises(Forbidden):
        clearing.rule(actor=drafter, case_id=case.pk, ruled=all_granted(row))
    with pytest.raises(NotFoundHere):
        clearing.rule(actor=officer(world.county), case_id=case.pk, ruled=all_granted(row))
    assert "collection.draft_requests" not in permissions_of("clearing_officer")
    county = drafted(world.actor("county_official"), world.county)
    case = submitted(world.actor("county_official"), county)
    with pytest.raises(clearing.ClearedElsewhere, match="东山县教育局"):
        clearing.rule(actor=world.actor("clearing_officer"), case_id=case.pk, ruled=all_granted(county))


def test_without_a_clearing_officer_nothing_is_handed_in(world: World) -> None:
    drafter = world.actor("county_official")
    world.accounts.pop("clearing_officer")
    row = drafted(drafter, world.county)
    with pytest.raises(Refused, match="数据统筹员"):
        clearing.submit(actor=drafter, request_id=row.pk)
    assert state(row) is State.DRAFT


def test_what_is_likely_known_is_taken_or_asked_with_a_reason(world: World) -> None:
    drafter = world.actor("city_official")
    row = drafted(drafter, world.county, *lines_of("学校名称\n校园足球特色队数（个）"))
    name = labelled(row, "学校名称")
    with pytest.raises(requests.NoReason):
        requests.ask_anew(actor=drafter, request_id=row.pk, question_id=name.pk, why="要")
    requests.ask_anew(actor=drafter, request_id=row.pk, question_id=name.pk, why="需要填写对外使用的简称")
    name.refresh_from_db()
    assert (name.finding, name.source) == (Finding.NEW, "org:name")
    case = submitted(drafter, row)
    clearer = world.actor("clearing_officer")
    taken = clearing.Ruled(name.pk, Ruling.OPEN, source="org:name")
    clearing.rule(actor=clearer, case_id=case.pk, ruled=[taken])
    name.refresh_from_db()
    assert name.finding == Finding.HELD, "the clearing officer has it taken from the register after all"
    Question.objects.filter(pk=name.pk).update(finding=Finding.NEW, why_anew="")
    with pytest.raises(clearing.Undecided, match="还有 1 个"):
        clearing.refuse_unready(row)


def test_over_the_ceiling_it_needs_a_reason_and_a_county_may_only_set_less(world: World) -> None:
    today = timezone.localdate()
    clearer, drafter = world.actor("clearing_officer"), world.actor("city_official")
    ceilings.set_ceiling(actor=clearer, minutes=10, basis="江教办〔2026〕1号", from_on=today)
    with pytest.raises(ceilings.AboveTheirs, match="10 分钟"):
        ceilings.set_ceiling(actor=officer(world.county), minutes=20, basis="县规定", from_on=today)
    with pytest.raises(ceilings.CeilingPast):
        ceilings.set_ceiling(actor=clearer, minutes=10, basis="同上", from_on=today - timedelta(days=1))
    lines = lines_of("\n".join(f"校园足球第{word}阶段训练课时数" for word in "甲乙丙丁戊己"))
    sent(world, drafter, world.county, *lines)
    others = "校外研学线路数\n食堂留样柜数\n护学岗志愿者排班次数\n心理辅导来访次数\n家长开放日次数"
    second = drafted(drafter, world.county, *lines_of(others))
    with pytest.raises(clearing.OverCeiling, match=r"2 个单位.*将达 11 分钟，上限 10 分钟"):
        clearing.submit(actor=drafter, request_id=second.pk)
    why = head(world.county, why_over="上级督导评估临时要求，年内不再布置")
    requests.change(actor=drafter, request_id=second.pk, head=why)
    assert submitted(drafter, second).outcome == ""


def test_who_asks_the_same_second_is_told_what_the_first_asks(world: World) -> None:
    first = drafted(world.actor("city_official"), world.city, NEW)
    county = world.actor("county_official")
    second = drafted(county, world.county, *lines_of("校园足球 特色队数（个）"))
    (found,) = twins(second, questions_of(second)).values()
    told = [(one.org_name, one.title, one.is_same, one.sent_at) for one in found]
    assert told == [("江城市教育局", first.title, True, None)]
    elsewhere = requests.draft(actor=world.actor("city_official"), head=head(world.zone))
    requests.add(actor=world.actor("city_official"), request_id=elsewhere.pk, lines=[NEW])
    told_there = twins(elsewhere, questions_of(elsewhere))
    assert [one.org_name for one in next(iter(told_there.values()))] == ["江城市教育局"], "the county's asks others"


def test_only_what_nobody_knew_was_dropped_for_good(world: World) -> None:
    drafter, clearer = world.actor("city_official"), world.actor("clearing_officer")
    row = drafted(drafter, world.county, NEW)
    case = submitted(drafter, row)
    (only,) = questions_of(row)
    clearing.rule(actor=clearer, case_id=case.pk, ruled=[clearing.Ruled(only.pk, Ruling.CUT, "上月已经了解")])
    again = drafted(drafter, world.county, *lines_of("校园足球 特色队数（个）"))
    ((told,),) = twins(again, questions_of(again)).values()
    assert told.why_dropped == "上月已经了解"
    Question.objects.filter(pk=only.pk).update(finding=Finding.HELD, source="org:name")
    assert not twins(again, questions_of(again)), "that some units need not fill a gap says nothing of the question"


def test_the_same_question_a_year_later_is_the_same_entry(world: World) -> None:
    drafter = world.actor("city_official")
    sent(world, drafter, world.county, NEW)
    again = drafted(drafter, world.county, NEW)
    (question,) = questions_of(again)
    item = Item.objects.get()
    if question.finding != Finding.NEW or question.source != f"item:{item.pk}":
        assert f"item:{item.pk}" in [one.source for one in candidates.candidates(question, again)]
    requests.take_known(actor=drafter, request_id=again.pk, question_id=question.pk, source=f"item:{item.pk}")
    requests.ask_anew(actor=drafter, request_id=again.pk, question_id=question.pk, why="数据时点不同，需要新一年的")
    case = submitted(drafter, again)
    clearer = world.actor("clearing_officer")
    clearing.rule(actor=clearer, case_id=case.pk, ruled=all_granted(again))
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT)
    again.refresh_from_db()
    assert Item.objects.count() == 1
    assert set(Return.objects.within("").filter(round__request=again).values_list("repeated", flat=True)) == {1}
