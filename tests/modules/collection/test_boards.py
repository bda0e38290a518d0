"""The board of a round: who is reminded how often, and which units have nobody to answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.notices import queries as notices
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.collection.actions import rounds
from shuren.modules.collection.handlers import follow_the_role
from shuren.modules.collection.models import Return, Round, Urging
from shuren.modules.collection.queries import boards
from shuren.spine.identity.actions import accounts
from shuren.spine.identity.events import RoleGiven
from shuren.spine.orgs.models import Org
from tests.modules.collection.sending import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world):
    return Round.objects.within("").select_related("request").get(request=sent(world))


def todos(actor, kind):
    return [each.sentence for each in notices.open_for(actor) if each.kind == kind]


def test_a_unit_is_reminded_once_a_day_whoever_reminds_it(world, asked):
    county, city = world.actor("county_official"), world.actor("city_official")
    assert rounds.urge(actor=county, round_id=asked.pk) == 2
    assert rounds.urge(actor=city, round_id=asked.pk) == 1  # only the school of the zone
    for actor in (county, city):
        with pytest.raises(rounds.UrgedToday):
            rounds.urge(actor=actor, round_id=asked.pk)
    assert boards.board_of(city, asked).total.to_urge == 0
    page = world.client("city_official").get(reverse("collection:board", args=(asked.pk,))).content.decode()
    assert reverse("collection:urge", args=(asked.pk,)) not in page
    assert "陈县" in page  # who has reminded already
    Urging.objects.within("").update(urged_at=timezone.now() - timedelta(days=1))
    assert rounds.urge(actor=city, round_id=asked.pk) == 3


def test_the_units_of_one_authority_are_reminded_alone(world, asked):
    city, county = world.client("city_official"), world.actor("county_official")
    board, zone = reverse("collection:board", args=(asked.pk,)), (asked.pk, world.zone.pk)
    assert reverse("collection:urge_authority", args=zone) in city.get(board).content.decode()
    assert city.post(reverse("collection:urge_authority", args=zone)).status_code == 302
    page = city.get(board).content.decode()
    assert reverse("collection:urge_authority", args=zone) not in page
    assert reverse("collection:urge_authority", args=(asked.pk, world.county.pk)) in page
    assert "提醒未提交的 2 个单位" in page  # what is left for the button of all
    with pytest.raises(rounds.UrgedToday):
        rounds.urge(actor=world.actor("city_official"), round_id=asked.pk, only=world.zone.pk)
    with pytest.raises(NotFoundHere):
        rounds.urge(actor=county, round_id=asked.pk, only=world.zone.pk)
    assert rounds.urge(actor=county, round_id=asked.pk) == 2


def test_the_board_says_how_many_units_owe_nothing(world, asked):
    Return.objects.within("").filter(org=world.sibling).update(
        asked=0, closed_at=timezone.now(), why_closed="数据均已掌握"
    )
    city = world.actor("city_official")
    assert (boards.board_of(city, asked).total.units, boards.board_of(city, asked).spared) == (2, 1)
    page = world.client("city_official").get(reverse("collection:board", args=(asked.pk,))).content.decode()
    assert "另有 1 个单位数据均已掌握，不需填报" in page


def test_a_unit_without_anybody_to_answer_is_told_on_the_board_and_to_whoever_opens_accounts(world, asked):
    board = boards.board_of(world.actor("city_official"), asked)
    assert (board.unanswered, board.unsigned) == (2, 2)
    client = world.client("city_official")
    page = client.get(reverse("collection:board", args=(asked.pk,)) + "?standing=unmanned").content.decode()
    assert "高新小学" in page
    assert "东山小学" not in page
    admin = world.actor("system_admin")
    (told,) = todos(admin, "collection.unmanned")
    assert told.startswith("开通账号 · 2 个单位没有人填报《信息化情况补充调查》")
    listed = world.client("system_admin").get(reverse("collection:unmanned")).content.decode()
    assert "东山中学" in listed
    assert f"org={world.sibling.code}&amp;role=registrar" in listed


def test_an_account_that_was_opened_takes_the_unit_off_the_list(world, asked):
    admin = world.actor("system_admin")
    for org, name in ((world.sibling, "first"), (world.far_school, "second")):
        opened = accounts.open_account(
            actor=admin, username=name, name="新员", org=org, role="registrar", on=timezone.localdate()
        )
        follow_the_role(RoleGiven(org.pk, "registrar"), actor=rounds.CLOCK)
    assert todos(admin, "collection.unmanned") == []
    assert boards.board_of(world.actor("city_official"), asked).unanswered == 0
    assert opened.account.org == world.far_school
    listed = world.client("system_admin").get(reverse("collection:unmanned")).content.decode()
    assert "没有无人填报的单位" in listed


def test_what_ends_asks_for_no_accounts_any_more(world, asked):
    rounds.end(actor=world.actor("city_official"), request_id=asked.request_id, reason="改由统计取数")
    assert todos(world.actor("system_admin"), "collection.unmanned") == []


def test_the_units_of_one_authority_are_looked_at_alone(world, asked):
    city = world.client("city_official")
    address = reverse("collection:board", args=(asked.pk,))
    assert f"county={world.zone.pk}#units" in city.get(address).content.decode()
    page = city.get(f"{address}?county={world.zone.pk}").content.decode()
    assert "高新小学" in page
    assert "东山小学" not in page


@pytest.fixture
def directly_run(world):
    """A school that the city itself runs."""
    Org.objects.within("").filter(pk=world.far_school.pk).update(
        parent=world.city, county=world.city, path=f"{world.city.path}000z"
    )
    world.far_school.refresh_from_db()
    return world.far_school


def test_the_units_that_the_city_runs_itself_are_reminded_alone(world, directly_run):
    asked = Round.objects.within("").select_related("request").get(request=sent(world))
    city = world.client("city_official")
    address = reverse("collection:urge_authority", args=(asked.pk, world.city.pk))
    assert address in city.get(reverse("collection:board", args=(asked.pk,))).content.decode()
    assert city.post(address).status_code == 302
    assert [row.org_path for row in Urging.objects.within("")] == [directly_run.path]
    assert set(boards.to_urge(asked, world.city.path).values_list("org", flat=True)) == {
        world.school.pk, world.sibling.pk,
    }  # fmt: skip


def test_one_unit_is_reminded_alone(world, asked):
    city, county = world.client("city_official"), world.actor("county_official")
    board, one = reverse("collection:board", args=(asked.pk,)), (asked.pk, world.school.pk)
    assert reverse("collection:urge_authority", args=one) in city.get(board).content.decode()
    assert city.post(reverse("collection:urge_authority", args=one)).status_code == 302
    assert reverse("collection:urge_authority", args=one) not in city.get(board).content.decode()
    assert rounds.urge(actor=county, round_id=asked.pk) == 1, "the other school of the county"
    with pytest.raises(rounds.UrgedToday):
        rounds.urge(actor=county, round_id=asked.pk, only=world.school.pk)
    with pytest.raises(NotFoundHere):
        rounds.urge(actor=county, round_id=asked.pk, only=world.far_school.pk)


def test_units_reminded_in_one_go_are_told_as_one_reminder(world, directly_run):
    asked = Round.objects.within("").select_related("request").get(request=sent(world))
    city = world.actor("city_official")
    Org.objects.within("").filter(pk=world.sibling.pk).update(county=world.city)
    assert rounds.urge(actor=city, round_id=asked.pk, only=world.city.pk) == 2
    assert [each.units for each in boards.board_of(city, asked).urgings] == [2]


def test_what_was_typed_to_move_the_last_day_is_kept_when_it_is_refused(world, asked):
    told = {"due_on": "2001-01-01", "reason": "多所学校申请延期"}
    page = world.client("city_official").post(reverse("collection:move", args=(asked.pk,)), told).content.decode()
    assert 'value="2001-01-01"' in page
    assert 'value="多所学校申请延期"' in page
