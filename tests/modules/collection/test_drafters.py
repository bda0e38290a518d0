"""A draft goes from one official to another of the same authority, and an earlier request is asked again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.audit.models import Entry
from shuren.kernel.cases import actions, commands
from shuren.kernel.cases.models import Case
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.collection.actions import checks, clearing, copying, drafters, requests
from shuren.modules.collection.models import Check, Question, Request
from shuren.modules.collection.queries import pages
from shuren.modules.collection.queries.requests import DRAFTING, questions_of, standing, state_of
from shuren.modules.collection.rules.deeds import State
from shuren.modules.collection.rules.kinds import CheckKind, Ruling
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account, Grant
from tests.modules.collection.drafting import NEW, all_granted, drafted, lines_of, officer, submitted
from tests.modules.collection.walking import colleague
from tests.world import World, grant

pytestmark = pytest.mark.django_db


def todos(account: str) -> list[str]:
    return list(
        Notice.objects.filter(account_key=account, settled_at=None, kind__startswith="collection.").values_list(
            "title", flat=True
        )
    )


def test_a_colleague_goes_on_with_a_draft_on_its_page_and_the_first_is_told(world: World) -> None:
    first, second = world.actor("city_official"), colleague(world)
    row = drafted(first, world.county, NEW)
    page = f"/collection/requests/{row.pk}/"
    mine, theirs = world.client("city_official"), world.client("city_official")
    theirs.force_login(Account.objects.get(username="colleague"))
    shown = theirs.get(page).content.decode()
    assert "接手起草" in shown
    assert "提交统筹审核" not in shown
    assert theirs.post(f"{page}submit").status_code in {409, 422}
    assert theirs.post(f"{page}drafter", {"seen": first.id}).status_code == 302
    assert "提交统筹审核" in theirs.get(page).content.decode()
    assert todos(first.id) == [drafters.TAKEN]
    assert "已接手起草" not in mine.get(page).content.decode()
    assert todos(first.id) == [], "who has looked at it knows"
    gone = mine.post(f"{page}questions/{questions_of(row)[0].pk}/strike")
    assert gone.status_code == 409
    assert "由吴科起草" in gone.content.decode()
    late = mine.post(f"{page}drafter", {"seen": first.id})
    assert late.status_code == 422
    assert "起草人已变为吴科" in late.content.decode(), "whose page is stale takes nothing on"
    assert theirs.post(f"{page}drafter", {"seen": second.id, "to": first.id}).status_code == 302
    assert todos(first.id) == [drafters.GO_ON]
    clearing.submit(actor=first, request_id=row.pk)
    assert todos(first.id) == [], "it is settled by handing the draft in"
    assert Entry.objects.within("").filter(label="collection.request.drafter_changed").count() == 2


def test_who_took_a_returned_request_on_hands_it_in_again_and_nobody_else_does(world: World) -> None:
    first, second, clearer = world.actor("city_official"), colleague(world), world.actor("clearing_officer")
    row = drafted(first, world.county, NEW)
    case = submitted(first, row)
    drafters.hand_over(actor=second, request_id=row.pk, seen=first.id, to=second.id)
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.BACK, why="请补充说明")
    with pytest.raises(requests.NotYourDraft, match="由吴科起草"):
        clearing.submit(actor=first, request_id=row.pk)
    with pytest.raises(requests.NotYourDraft):
        recall(first, case.pk)
    assert state_of(standing(row.pk)) is State.BACK
    clearing.submit(actor=second, request_id=row.pk)
    clearing.rule(actor=clearer, case_id=case.pk, ruled=all_granted(row))
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT)
    assert state_of(standing(row.pk)) is State.SENT
    with pytest.raises(drafters.SentAlready):
        drafters.hand_over(actor=first, request_id=row.pk, seen=second.id, to=first.id)


def test_who_has_drafted_a_request_does_not_clear_it(world: World) -> None:
    first, second = world.actor("city_official"), colleague(world)
    both = Account.objects.get(username="colleague")
    clearer = identity.actor_for(both, grant(both, "clearing_officer", world.city))
    row = drafted(second, world.county, NEW)
    drafters.hand_over(actor=second, request_id=row.pk, seen=second.id, to=first.id)
    case = submitted(first, row)
    (question,) = questions_of(row)
    for deed in (
        lambda: clearing.rule(actor=clearer, case_id=case.pk, ruled=[clearing.Ruled(question.pk, Ruling.ASKED)]),
        lambda: clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT),
        lambda: clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.BACK, why="请补充说明"),
        lambda: sign(clearer, case, commands.Disagree),
        lambda: sign(clearer, case, lambda task: commands.Return(task, DRAFTING, again=False)),
    ):
        with pytest.raises(clearing.OwnDraft):
            deed()
    assert state_of(standing(row.pk)) is State.CLEARING
    page = pages.of_request(clearer, row.pk)
    assert (page["may_clear"], page["has_drafted"]) == (False, True)
    Grant.objects.within("").filter(account=world.accounts["clearing_officer"]).delete()
    recall(first, case.pk)
    with pytest.raises(Refused, match="没有其他数据统筹员"):
        clearing.submit(actor=first, request_id=row.pk)


def sign(actor: Actor, case: Case, command: Callable[[int], commands.Command]) -> None:
    actions.act(actor=actor, case_id=case.pk, command=command(clearing.task_of(case)), comment="不宜采集")


def recall(actor: Actor, case_id: int) -> None:
    actions.act(actor=actor, case_id=case_id, command=commands.Cancel())


def test_a_draft_stays_with_its_authority(world: World) -> None:
    first, second = world.actor("city_official"), colleague(world)
    row = drafted(world.actor("county_official"), world.county, NEW)
    key = row.drafted_by_key
    with pytest.raises(drafters.DraftedElsewhere, match="东山县教育局"):
        drafters.hand_over(actor=first, request_id=row.pk, seen=key, to=first.id)
    own = drafted(first, world.county, NEW)
    with pytest.raises(drafters.NotAColleague):
        drafters.hand_over(actor=first, request_id=own.pk, seen=first.id, to=key)
    with pytest.raises(drafters.OnlyTheDrafter, match="周市"):
        drafters.hand_over(actor=second, request_id=own.pk, seen=first.id, to=key)
    assert world.client("clearing_officer").get(f"/collection/requests/{own.pk}/").status_code == 404


def test_what_a_case_has_seen_is_not_thrown_away(world: World) -> None:
    drafter = world.actor("city_official")
    row = drafted(drafter, world.county, NEW)
    case = submitted(drafter, row)
    recall(drafter, case.pk)
    with pytest.raises(requests.KeptOnRecord):
        requests.discard(actor=drafter, request_id=row.pk)
    clearing.submit(actor=drafter, request_id=row.pk)
    assert state_of(standing(row.pk)) is State.CLEARING, "a recalled draft is handed in as a case of its own"


def test_an_earlier_request_is_asked_again_without_what_was_not_granted(world: World) -> None:
    drafter, clearer = world.actor("city_official"), world.actor("clearing_officer")
    lines = lines_of("护学岗班次数（个）\n护学岗家长志愿者班次数（个）\n护学岗装备名称\n学校名称")
    old = drafted(drafter, world.county, *lines, title="护学岗情况", why_over="上级督导评估临时要求")
    shifts, parents, gear, _name = questions_of(old)
    checks.relate(actor=drafter, request_id=old.pk, kind=CheckKind.NO_MORE, first=parents.pk, parts=[shifts.pk])
    checks.relate(actor=drafter, request_id=old.pk, kind=CheckKind.NO_MORE, first=shifts.pk, parts=[parents.pk])
    case = submitted(drafter, old)
    ruled = [clearing.Ruled(one.pk, Ruling.ASKED) for one in (shifts, parents)]
    ruled.append(clearing.Ruled(gear.pk, Ruling.CUT, "与用途无关"))
    clearing.rule(actor=clearer, case_id=case.pk, ruled=ruled)
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT)
    Request.objects.within("").filter(pk=old.pk).update(
        as_of=date(2024, 9, 1), opens_on=date(2024, 9, 2), due_on=date(2024, 9, 20), ends_on=date(2024, 12, 31)
    )
    client = world.client("city_official")
    assert "复制为新任务" in client.get(f"/collection/requests/{old.pk}/").content.decode()
    answer = client.post(f"/collection/requests/{old.pk}/copy", follow=True)
    assert "上次删减或不予采集的 1 项没有带入" in answer.content.decode()
    new = Request.objects.within("").latest("pk")
    assert (new.title, new.basis, new.why_over, new.case_id) == ("护学岗情况", old.basis, "", None)
    assert new.opens_on
    assert new.as_of
    assert new.opens_on >= timezone.localdate() > new.opens_on - timedelta(days=366)
    assert (new.as_of.month, new.as_of.day, new.opens_on.year) == (9, 1, new.as_of.year)
    kept = {one.label: one for one in questions_of(new)}
    assert list(kept) == ["护学岗班次数", "护学岗家长志愿者班次数", "学校名称"]
    assert kept["护学岗班次数"].source[:5] == "item:", "what was asked then is known by now"
    assert {(one.first_id, *one.parts) for one in Check.objects.filter(request=new)} == {
        (kept["护学岗家长志愿者班次数"].pk, kept["护学岗班次数"].pk),
        (kept["护学岗班次数"].pk, kept["护学岗家长志愿者班次数"].pk),
    }
    assert not Question.objects.filter(request=new).exclude(ruling="").exists()


def test_who_copies_asks_in_their_own_name_and_only_what_they_may_see(world: World) -> None:
    city, county = world.actor("city_official"), world.actor("county_official")
    theirs, wide = drafted(county, world.county, NEW), drafted(city, world.city, NEW)
    officer(world.county)
    submitted(county, theirs)
    made = copying.copy(actor=city, request_id=theirs.pk)
    assert (made.row.org_path, made.row.below) == (world.city.path, world.county.path)
    submitted(city, wide)
    with pytest.raises(NotFoundHere):
        copying.copy(actor=county, request_id=wide.pk)
