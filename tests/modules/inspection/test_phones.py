"""What phones hand in, whatever happened meanwhile: it arrives once, and nothing is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import Forbidden, NotFoundHere
from shuren.modules.inspection.actions import phones, rounds, units, visits
from shuren.modules.inspection.handlers import CLOCK
from shuren.modules.inspection.models import Note, Photo, Visit
from shuren.modules.inspection.queries import phone as queries
from shuren.modules.inspection.queries.visits import record_of
from shuren.spine.orgs.models import Change, ChangeKind, Effect, Org
from tests.modules.inspection.visiting import HIDDEN, answered, handed_in, issued, items_of, note, picture, send
from tests.world import World, account

pytestmark = pytest.mark.django_db
ASIDE = "inspection.aside"


def standing(visit: Visit) -> dict[str, list[str]]:
    """Return what a phone is told of each item."""
    told = queries.state_of(visit.pk)["standing"]
    return {item: [one["answer"] for one in said] for item, said in told.items()}


def test_a_phone_takes_along_what_it_needs(world: World) -> None:
    (visit,) = issued(world)
    (told,) = queries.to_make(world.actor("county_official"))
    assert (told["unit"], told["basis"], told["keepsPlace"]) == ("东山小学", "东教〔2026〕5号", False)
    assert [(one["text"], one["photos"]) for one in told["items"]][:2] == [("消防通道是否畅通", 1), ("可用的计算机", 0)]
    assert queries.to_make(world.actor("city_official")) == []
    assert told["id"] == visit.pk


def test_what_is_sent_twice_arrives_once(world: World) -> None:
    (visit,) = issued(world)
    written, key = note(items_of(visit)[0], "no", remark="堆放课桌"), uuid4()
    for _time in range(3):
        assert send(world, visit, written) == {}
        picture(world, visit, key)
    assert Note.objects.count() == Photo.objects.count() == 1
    labels = list(Entry.objects.within("").values_list("label", flat=True))
    assert labels.count("inspection.notes.taken") == 2


def test_wrong_answers_are_told_by_note_and_the_others_stay(world: World) -> None:
    (visit,) = issued(world)
    way, computers, _rest = items_of(visit)
    wrong, good = note(computers, "许多"), note(way, "yes")
    assert send(world, visit, wrong, good) == {str(wrong.key): "figure"}
    assert standing(visit) == {str(way.pk): ["yes"]}


def test_two_phones_on_one_visit_disagree_until_somebody_settles_it(world: World) -> None:
    (visit,) = issued(world)
    answered(world, visit)
    computers = items_of(visit)[1]
    first = Note.objects.get(item=computers)
    send(world, visit, note(computers, "50", key=(second := uuid4())), phone="two")
    assert sorted(standing(visit)[str(computers.pk)]) == ["48", "50"]
    with pytest.raises(phones.Disagreement):
        phones.hand_in(actor=world.actor("county_official"), visit_id=visit.pk, photos=())
    send(world, visit, note(computers, "49", first.key, second))
    assert standing(visit)[str(computers.pk)] == ["49"]
    assert phones.hand_in(actor=world.actor("county_official"), visit_id=visit.pk, photos=()).state == "done"
    assert Note.objects.filter(item=computers).count() == 3


def test_nothing_is_handed_in_while_answers_or_pictures_are_missing(world: World) -> None:
    (visit,) = issued(world)
    way, computers, _rest = items_of(visit)
    send(world, visit, note(way, "yes"), note(computers, "48"))
    county, on_the_way = world.actor("county_official"), uuid4()
    with pytest.raises(phones.Incomplete, match="消防通道"):
        phones.hand_in(actor=county, visit_id=visit.pk, photos=())
    with pytest.raises(phones.PhotosOnTheWay):
        phones.hand_in(actor=county, visit_id=visit.pk, photos=[on_the_way])
    picture(world, visit, on_the_way)
    for _twice in range(2):
        assert phones.hand_in(actor=county, visit_id=visit.pk, photos=[on_the_way]).state == "done"
    visit.refresh_from_db()
    assert (visit.problems, visit.handed_in_by) == (0, "陈县")
    assert not Notice.objects.filter(kind="inspection.round", settled_at=None).exists()
    assert Notice.objects.get(kind="inspection.result").role == "principal"


def test_a_phone_that_was_offline_for_a_week_is_taken_at_its_word(world: World) -> None:
    (visit,) = issued(world)
    week_ago = timezone.now() - timedelta(days=7)
    made = visit.round
    made.until_on = made.from_on = timezone.localdate() - timedelta(days=3)
    made.save()
    send(world, visit, note(items_of(visit)[0], "yes", at=week_ago))
    send(world, visit, note(items_of(visit)[1], "48", at=timezone.now() + timedelta(days=400)))
    kept = {one.answer: one for one in Note.objects.all()}
    assert kept["yes"].at == week_ago
    assert kept["yes"].received_at > week_ago
    assert kept["48"].at == kept["48"].received_at  # a clock that runs ahead is set to when it arrived
    assert not any(one.is_aside for one in kept.values())


def test_what_comes_after_the_withdrawal_is_kept_aside_and_counts_when_opened_again(world: World) -> None:
    (visit,) = issued(world)
    county = world.actor("county_official")
    visits.step(actor=county, visit=visit, name="withdraw", reason="学校停课")
    assert queries.to_make(county) == []
    answered(world, visit, way="no")
    state = queries.state_of(visit.pk)
    assert (state["state"], state["why"], state["standing"], state["photos"]) == ("withdrawn", "学校停课", {}, [])
    assert Notice.objects.get(kind=ASIDE).org_path == world.county.path
    assert len(record_of(visit, with_aside=True).lines[0].aside) == 1
    visit.refresh_from_db()
    visits.step(actor=county, visit=visit, name="reopen", reason="按后到的记录补入")
    assert standing(visit)[str(items_of(visit)[0].pk)] == ["no"]
    assert Notice.objects.get(kind=ASIDE).settled_at is not None
    phones.hand_in(actor=county, visit_id=visit.pk, photos=())
    visit.refresh_from_db()
    assert visit.problems == 1


def test_what_comes_after_the_result_changes_nothing_by_itself(world: World) -> None:
    (visit,) = issued(world)
    handed_in(world, visit)
    visit.refresh_from_db()
    send(world, visit, note(items_of(visit)[0], "no"), phone="two")
    record = record_of(visit, with_aside=True)
    assert [one.answer for one in record.lines[0].said] == ["是"]
    assert [one.answer for one in record.lines[0].aside] == ["否"]
    assert not record_of(visit).has_aside
    visits.leave_aside(actor=world.actor("county_official"), visit=visit)
    assert Notice.objects.get(kind=ASIDE).settled_at is not None
    assert Note.objects.filter(is_aside=True).count() == 1


def merged(source: Org, target: Org) -> None:
    change = Change.objects.create(kind=ChangeKind.MERGE, effective_on=timezone.localdate(), actor_name="tests")
    Effect.objects.create(change=change, org=source, did=Effect.Did.ENDED)
    Effect.objects.create(change=change, org=target, did=Effect.Did.TOOK)
    source.closed_on = timezone.localdate()
    source.save()


def test_a_unit_merged_meanwhile_is_looked_at_where_it_has_gone(world: World) -> None:
    (visit, other) = issued(world, "school", "sibling")
    written = note(items_of(visit)[0], "yes")
    merged(world.school, world.far_school)  # of another authority: the phone's owner was sent, and stays so
    for _twice in range(2):
        units.follow_unit(org_id=world.school.pk, actor=CLOCK)
    send(world, visit, written)
    state = queries.state_of(visit.pk)
    assert (state["unit"], state["was"]) == ("高新小学", "东山小学")
    assert handed_in(world, visit).org_path == world.far_school.path
    other.refresh_from_db()
    assert (other.org, other.was) == (world.sibling, None)


def test_a_unit_that_is_gone_for_good_is_looked_at_no_more(world: World) -> None:
    (visit,) = issued(world)
    world.school.closed_on = timezone.localdate()
    world.school.save()
    units.follow_unit(org_id=world.school.pk, actor=CLOCK)
    send(world, visit, note(items_of(visit)[0], "yes"))
    state = queries.state_of(visit.pk)
    assert (state["state"], state["why"]) == ("withdrawn", "单位已撤销，不再核查。")
    assert Note.objects.get().is_aside


def test_pictures_lose_what_is_hidden_and_keep_a_place_only_where_declared(world: World) -> None:
    where = {"taken_at": timezone.now(), "latitude": 31.8, "longitude": 117.2}
    (plain,), (located,) = issued(world), issued(world, keeps_place=True)
    bare, full = picture(world, plain, **where), picture(world, located, **where)
    assert HIDDEN not in bare.file.path.read_bytes()
    assert (bare.taken_at, bare.latitude, bare.longitude) == (None, None, None)
    assert (full.latitude, full.longitude, full.width) == (31.8, 117.2, 1600)
    with pytest.raises(phones.UnreadablePhoto):
        picture(world, plain, content=b"%PDF-1.7")


def test_a_dropped_picture_does_not_come_back(world: World) -> None:
    (visit,) = issued(world)
    key = uuid4()
    picture(world, visit, key)
    for _twice in range(2):
        phones.drop_photo(actor=world.actor("county_official"), visit_id=visit.pk, key=key)
    picture(world, visit, key)
    assert queries.state_of(visit.pk)["photos"] == []
    assert Photo.objects.get().dropped_by == "陈县"


def test_who_was_not_sent_from_elsewhere_hands_nothing_in(world: World) -> None:
    (visit,) = issued(world)
    world.accounts["elsewhere"] = account("elsewhere", role="county_official", org=world.zone)
    with pytest.raises(NotFoundHere):
        send(world, visit, note(items_of(visit)[0], "yes"), role="elsewhere")
    with pytest.raises(Forbidden):
        send(world, visit, note(items_of(visit)[0], "yes"), role="principal")


def test_closing_a_round_withdraws_what_nobody_looked_at(world: World) -> None:
    first, second = issued(world, "school", "sibling")
    handed_in(world, first)
    rounds.step(actor=world.actor("county_official"), round_id=first.round_id, name="close")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("done", "withdrawn")
    send(world, second, note(items_of(second)[0], "yes"))
    assert Note.objects.get(visit=second).is_aside
