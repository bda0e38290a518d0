"""Roles end with the org they are held at, and come back where the change that closed it is undone."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.spine.identity import queries
from shuren.spine.identity.actions import grants
from shuren.spine.identity.models import Account, Grant
from shuren.spine.orgs import actions as orgs
from shuren.spine.orgs.models import Change, Org
from shuren.spine.orgs.rules.orders import Close, Merge, Move, Order, Rename
from tests.inline import run_jobs
from tests.spine.orgs.factories import CLERK, DAY, decide, fresh
from tests.world import World, account, grant

TODAY = timezone.localdate()


def settled(order: Order, *, on: date = DAY) -> Change:
    """Carry an order out and let the worker handle what follows."""
    change = decide(order, on=on)
    run_jobs()
    return change


def undone(change: Change) -> None:
    orgs.undo(actor=CLERK, change=change, reason="误办")
    run_jobs()


def reread(one: Grant) -> Grant:
    return Grant.objects.within("").get(pk=one.pk)


def told(label: str) -> list[str]:
    return list(Entry.objects.within("").filter(label=label).order_by("id").values_list("details", flat=True))


@pytest.fixture
def held(world: World) -> Grant:
    return Grant.objects.within("").get(role="registrar")


def test_a_role_ends_on_the_day_its_school_was_closed(world: World, held: Grant) -> None:
    settled(Close(org_id=world.school.pk))
    assert reread(held).valid_to == DAY
    (entry,) = (one for one in told("identity.grant.ended_with_org") if "registrar" in one)
    assert DAY.isoformat() in entry
    assert world.school.name in entry


def test_an_open_session_loses_the_role_at_the_next_request(world: World) -> None:
    page = f"/orgs/{world.school.pk}/"
    client = world.client("registrar")
    assert client.get(page).status_code == 200
    settled(Close(org_id=world.school.pk), on=TODAY)
    assert client.get(page).status_code in {403, 404}
    assert client.get("/me").status_code == 200


def test_roles_end_at_a_school_merged_into_another_and_stay_elsewhere(world: World, held: Grant) -> None:
    stays = grant(world.accounts["registrar"], "registrar", world.sibling)
    settled(Merge(source_ids=[world.school.pk], target_id=world.sibling.pk))
    assert reread(held).valid_to == DAY
    assert queries.grants_of(world.accounts["registrar"]) == [stays]


def test_roles_at_schools_of_a_merged_county_go_along_and_those_at_the_county_end(world: World, held: Grant) -> None:
    official = Grant.objects.within("").get(role="county_official")
    settled(Merge(source_ids=[world.county.pk], target_id=world.zone.pk))
    assert reread(official).valid_to == DAY
    assert reread(held).valid_to is None
    assert reread(held).org_path == fresh(world.school).path
    assert queries.actor_of(world.accounts["registrar"]).covers(fresh(world.school).path)


def test_moving_a_school_takes_its_roles_along_and_back(world: World, held: Grant) -> None:
    change = settled(Move(org_ids=[world.school.pk], parent_id=world.zone.pk))
    moved = reread(held)
    assert moved.org_path == fresh(world.school).path
    assert moved.org_path.startswith(world.zone.path)
    assert moved.valid_to is None
    undone(change)
    assert reread(held).org_path == world.school.path


def test_a_role_that_ended_before_is_left_as_it_was(world: World) -> None:
    over = DAY - timedelta(days=30)
    past = grant(world.accounts["principal"], "registrar", world.school, until=over)
    change = settled(Close(org_id=world.school.pk))
    undone(change)
    assert reread(past).valid_to == over


@pytest.mark.parametrize("begins", [DAY + timedelta(days=10), TODAY, TODAY + timedelta(days=10)])
def test_a_role_that_begins_after_the_school_has_closed_never_holds(world: World, begins: date) -> None:
    later = grant(account("late", org=world.school), "registrar", world.school, since=begins)
    settled(Close(org_id=world.school.pk))
    settled(Rename(org_id=world.sibling.pk, name="甲中学"))
    assert not any(reread(later).holds_on(begins + timedelta(days=days)) for days in (0, 1, 100))
    assert not queries.grants_from(later.account, TODAY).exists()


@pytest.mark.parametrize("until", [None, date(2099, 9, 1)], ids=["without an end", "with one"])
def test_undoing_gives_back_what_the_change_ended(world: World, until: date | None) -> None:
    holder = account("holder", org=world.school)
    one = grant(holder, "registrar", world.school, until=until)
    change = settled(Close(org_id=world.school.pk))
    assert queries.grants_of(holder) == []
    undone(change)
    assert reread(one).valid_to == until
    assert queries.grants_of(holder) == [one]
    assert [entry for entry in told("identity.grant.given_back") if "holder" in entry]


def test_closing_again_after_undoing_ends_and_gives_back_again(world: World, held: Grant) -> None:
    undone(settled(Close(org_id=world.school.pk)))
    second = settled(Close(org_id=world.school.pk), on=TODAY)
    assert reread(held).valid_to == TODAY
    undone(second)
    assert reread(held).valid_to is None


def test_a_role_that_was_taken_back_meanwhile_stays_taken_back(world: World, held: Grant) -> None:
    grants.revoke_role(actor=world.actor("system_admin"), grant=held, on=TODAY)
    change = settled(Close(org_id=world.school.pk))
    assert reread(held).valid_to == DAY
    undone(change)
    assert reread(held).valid_to == TODAY


def test_a_role_that_ended_with_its_school_cannot_be_made_longer_by_taking_it_back(world: World, held: Grant) -> None:
    settled(Close(org_id=world.school.pk))
    with pytest.raises(grants.AlreadySo):
        grants.revoke_role(actor=world.actor("system_admin"), grant=held, on=TODAY)
    assert reread(held).valid_to == DAY


def test_undoing_does_not_unite_roles_that_must_stay_apart(world: World) -> None:
    holder = account("holder", org=world.zone, role="system_admin")
    Org.objects.within("").filter(pk=world.far_school.pk).update(closed_on=DAY)
    change = settled(Close(org_id=world.zone.pk))
    grant(holder, "auditor", world.city, since=TODAY)
    undone(change)
    assert [one.role for one in queries.grants_of(holder)] == ["auditor"]
    (entry,) = told("identity.grant.not_given_back")
    assert "审计员" in entry
    settled(Rename(org_id=world.zone.pk, name="新区教育局"))
    assert len(told("identity.grant.not_given_back")) == 1


def test_undoing_does_not_give_a_role_twice(world: World, held: Grant) -> None:
    change = settled(Close(org_id=world.school.pk))
    orgs.undo(actor=CLERK, change=change, reason="误办")
    again = grants.grant_role(
        actor=world.actor("system_admin"), account=Account.objects.get(pk=held.account_id), role="registrar",
        org=fresh(world.school), on=TODAY,
    )  # fmt: skip
    run_jobs()
    assert queries.grants_of(world.accounts["registrar"]) == [again]
