"""Bad input and trouble: each has one outcome, nobody is asked by it, and nothing that was typed is lost."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from shuren.kernel.refusals import Refused
from shuren.modules.collection.actions import clearing, meanwhile, requests, rounds
from shuren.modules.collection.models import Question, Request, Return, Round
from shuren.modules.collection.queries.requests import questions_of, standing, state_of
from shuren.modules.collection.queries.twins import twins
from shuren.modules.collection.rules.deeds import State
from shuren.modules.collection.rules.kinds import Finding, Ruling
from shuren.modules.collection.rules.lines import Line
from shuren.spine.orgs.models import Org
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
GRANT = clearing.Decision.GRANT


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"basis": ""}, "basis", "没有依据的不能要求填报"),
        ({"basis": "领导要求"}, "basis", "依据应当查得到"),
        ({"ends_on": None}, "ends_on", "没有终止日期的任务不能下达"),
        ({"below": ""}, "below", "没有填报单位的任务不能下达"),
    ],
)
def test_a_request_without_a_basis_an_end_or_an_audience_is_kept_and_not_handed_in(
    world: World, changed: dict[str, Any], field: str, sentence: str
) -> None:
    drafter = world.actor("city_official")
    row = requests.draft(actor=drafter, head=replace(head(world.county), **changed))
    requests.add(actor=drafter, request_id=row.pk, lines=[NEW, ALSO_NEW])
    with pytest.raises(Refused, match=sentence) as refused:
        clearing.submit(actor=drafter, request_id=row.pk)
    assert refused.value.field == field
    assert state_of(standing(row.pk)) is State.DRAFT
    assert len(questions_of(row)) == 2, "what was drafted is kept"


def test_an_audience_that_is_gone_by_the_time_it_is_granted_asks_nobody(world: World) -> None:
    drafter = world.actor("city_official")
    row = drafted(drafter, world.county)
    case = submitted(drafter, row)
    clearer = world.actor("clearing_officer")
    clearing.rule(actor=clearer, case_id=case.pk, ruled=all_granted(row))
    Org.objects.within(world.county.path).filter(level="school").update(closed_on=timezone.localdate())
    with pytest.raises(clearing.NobodyToAsk):
        clearing.decide(actor=clearer, case_id=case.pk, verb=GRANT)
    assert state_of(standing(row.pk)) is State.CLEARING


def test_what_was_cleared_too_late_to_be_answered_is_not_sent(world: World) -> None:
    drafter, today = world.actor("city_official"), timezone.localdate()
    row = drafted(drafter, world.county)
    case = submitted(drafter, row)
    clearer = world.actor("clearing_officer")
    clearing.rule(actor=clearer, case_id=case.pk, ruled=all_granted(row))
    past = today - timedelta(days=9)
    Request.objects.within("").filter(pk=row.pk).update(opens_on=past, due_on=today + timedelta(days=2))
    with pytest.raises(meanwhile.TooLate, match="不足 3 天"):
        clearing.decide(actor=clearer, case_id=case.pk, verb=GRANT)
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.BACK, why="请调整日期")
    requests.change(actor=drafter, request_id=row.pk, head=head(world.county))
    clearing.submit(actor=drafter, request_id=row.pk)
    clearing.decide(actor=clearer, case_id=case.pk, verb=GRANT)
    assert state_of(standing(row.pk)) is State.SENT


def test_of_two_offices_on_one_day_each_is_told_of_the_other_however_it_words_the_question(world: World) -> None:
    city, county = world.actor("city_official"), world.actor("county_official")
    first = drafted(city, world.city, *lines_of("参加课后服务的学生人数\n校车数量（辆）"), title="课后服务情况")
    second = drafted(county, world.county, *lines_of("课后服务参与学生数\n接送学生校车驾驶员人数"))
    (told,) = twins(second, questions_of(second)).values()
    assert [(one.org_name, one.label, one.is_same) for one in told] == [
        ("江城市教育局", "参加课后服务的学生人数", False)
    ]
    assert [one[0].org_name for one in twins(first, questions_of(first)).values()] == ["东山县教育局"]


def test_what_another_office_asked_since_a_draft_was_begun_is_found_when_it_is_handed_in(world: World) -> None:
    county = world.actor("county_official")
    late = drafted(county, world.county, NEW, *lines_of("校园周边安全隐患点数（处）"))
    sent(world, world.actor("city_official"), world.city, NEW)
    with pytest.raises(clearing.FoundMeanwhile, match="又有 1 个填报项查到已有数据，例如“校园足球特色队数”"):
        clearing.submit(actor=county, request_id=late.pk)
    found, other = questions_of(late)
    assert (found.source[:5], other.source) == ("item:", ""), "it is written down for the drafter to look at"
    own = officer(world.county)
    case = clearing.submit(actor=county, request_id=late.pk)
    clearing.rule(actor=own, case_id=case.pk, ruled=all_granted(late))
    clearing.decide(actor=own, case_id=case.pk, verb=GRANT)
    asked = Return.objects.within("").filter(round__request=late).values_list("asked", flat=True)
    assert list(asked) == [1, 1], "schools are asked the other question alone"


def test_what_another_office_sent_since_a_question_was_ruled_is_ruled_once_more(world: World) -> None:
    city, county = world.actor("city_official"), world.actor("county_official")
    mine, theirs = drafted(county, world.county, NEW), drafted(city, world.city, NEW)
    own, clearer = officer(world.county), world.actor("clearing_officer")
    case, other = submitted(county, mine), submitted(city, theirs)
    clearing.rule(actor=own, case_id=case.pk, ruled=all_granted(mine))
    clearing.rule(actor=clearer, case_id=other.pk, ruled=all_granted(theirs))
    clearing.decide(actor=clearer, case_id=other.pk, verb=GRANT)
    with pytest.raises(meanwhile.AskedMeanwhile, match="江城市教育局已下达《校园足球开展情况》"):
        clearing.decide(actor=own, case_id=case.pk, verb=GRANT)
    (question,) = questions_of(mine)
    (twin,) = twins(mine, [question])[question.pk]
    shared = clearing.Ruled(question.pk, Ruling.OPEN, source=twin.source)
    clearing.rule(actor=own, case_id=case.pk, ruled=[shared])
    question.refresh_from_db()
    assert (question.finding, question.source) == (Finding.HELD, twin.source), "the two share what the first asks"
    clearing.decide(actor=own, case_id=case.pk, verb=GRANT)
    assert state_of(standing(mine.pk)) is State.ENDED
    again = Return.objects.within("").filter(round__request=mine, asked__gt=0)
    assert not again.exists(), "what is being answered is not asked again"


def test_who_rules_knowing_of_the_other_may_grant(world: World) -> None:
    county, own = world.actor("county_official"), officer(world.county)
    mine = drafted(county, world.county, NEW)
    case = submitted(county, mine)
    sent(world, world.actor("city_official"), world.city, NEW)
    clearing.rule(actor=own, case_id=case.pk, ruled=all_granted(mine))
    clearing.decide(actor=own, case_id=case.pk, verb=GRANT)
    assert state_of(standing(mine.pk)) is State.SENT


def test_what_an_authority_did_not_grant_lately_is_brought_to_mind(world: World) -> None:
    drafter, clearer = world.actor("city_official"), world.actor("clearing_officer")
    old = drafted(drafter, world.county, NEW)
    case = submitted(drafter, old)
    (question,) = questions_of(old)
    refused = clearing.Ruled(question.pk, Ruling.REFUSED, "上级已有统计，不再采集")
    clearing.rule(actor=clearer, case_id=case.pk, ruled=[refused])
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.REFUSE, why="不予采集")
    again = drafted(drafter, world.county, NEW)
    (told,) = next(iter(twins(again, questions_of(again)).values()))
    assert told.why_dropped == "上级已有统计，不再采集"
    elsewhere = drafted(world.actor("county_official"), world.county, NEW)
    assert twins(elsewhere, questions_of(elsewhere))[questions_of(elsewhere)[0].pk][0].title == again.title


def test_a_monthly_request_asks_each_month_and_ends_by_itself_after_its_last_day(world: World) -> None:
    today = timezone.localdate()
    days = {"as_of": today, "opens_on": today, "due_on": today + timedelta(days=6)}
    ends = _later(today, 2) + timedelta(days=3)
    row = sent(world, world.actor("city_official"), world.county, NEW, frequency="monthly", ends_on=ends, **days)
    begun: list[tuple[date, date]] = []
    day = today
    while day <= ends + timedelta(days=40):
        rounds.keep_time(day)
        found = list(Round.objects.within("").filter(request=row).order_by("as_of"))
        begun += [(day, each.due_on) for each in found[len(begun) :]]
        if day == ends:
            assert standing(row.pk).ended_at is None, "the last day can still be used"
            assert not Return.objects.within("").filter(round=found[-1]).exclude(closed_at=None).exists()
        day += timedelta(days=1)
    assert [opened for opened, _due in begun] == [_later(today, months) for months in (0, 1, 2)]
    assert [due for _opened, due in begun][-1] == ends, (
        "the last round is not answered for longer than the request runs"
    )
    assert state_of(standing(row.pk)) is State.ENDED
    assert Return.objects.within("").filter(round__request=row).exclude(closed_at=None).count() == 6
    assert not Question.objects.filter(request=row).exclude(ruling=Ruling.ASKED).exists()


def _later(day: date, months: int) -> date:
    from shuren.modules.collection.rules.rounds import later

    return later(day, months)


def test_a_computed_entry_takes_no_answers(world: World) -> None:
    """A question asked although it is computed gets an entry of its own: what units say is not lost in a formula."""
    drafter = world.actor("city_official")
    row = sent(world, drafter, world.county, Line("校园足球男队数", unit="个"), Line("校园足球女队数", unit="个"))
    boys, girls = (one.item for one in questions_of(row))
    assert boys
    assert girls
    boys.derivation = {"plus": [f"item:{girls.pk}"]}
    boys.save()
    again = drafted(drafter, world.county, Line("校园足球男队数", unit="个"))
    (question,) = questions_of(again)
    requests.ask_anew(actor=drafter, request_id=again.pk, question_id=question.pk, why="口径不同，需要各校自己填报")
    case = submitted(drafter, again)
    clearer = world.actor("clearing_officer")
    clearing.rule(actor=clearer, case_id=case.pk, ruled=all_granted(again))
    clearing.decide(actor=clearer, case_id=case.pk, verb=GRANT)
    question.refresh_from_db()
    assert question.item_id not in {boys.pk, None}
