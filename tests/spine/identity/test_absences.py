"""Whoever goes away names a colleague, who answers for them."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shuren.kernel.audit.models import Entry as Audited
from shuren.kernel.refusals import Forbidden
from shuren.spine.identity import queries
from shuren.spine.identity.actions import absences, grants
from shuren.spine.identity.models import Absence, Account, Grant
from tests.world import World, account, grant

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def name(world: World, role: str = "principal", to: str = "registrar", **changed: Any) -> Absence:
    today = timezone.localdate()
    told = {"first": today, "last": today + 5 * DAY, "reason": "出差", "today": today} | changed
    stand_in = told.pop("stand_in", None) or world.accounts[to].pk
    actor = world.actor(role)
    return absences.name_stand_in(actor=actor, account=world.accounts[role], stand_in=stand_in, **told)


def stands_in_for(world: World, role: str = "registrar") -> list[str]:
    return [absent.name for absent in world.actor(role).stands_in_for]


def test_the_colleague_answers_from_the_first_to_the_last_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    today = timezone.localdate()
    name(world, first=today + DAY, last=today + 2 * DAY)
    held = []
    for after in range(4):
        monkeypatch.setattr(queries.timezone, "localdate", lambda after=after: today + after * DAY)
        held.append(stands_in_for(world))
    assert held == [[], ["王校"], ["王校"], []]


def test_ended_early_it_is_over_at_once(world: World) -> None:
    made = name(world)
    principal = world.accounts["principal"]
    told = {"actor": world.actor("principal"), "account": principal, "absence_id": made.pk}
    absences.end(**told, today=timezone.localdate())
    assert stands_in_for(world) == []
    assert queries.absences_of(principal) == []
    with pytest.raises(absences.AbsenceOver):
        absences.end(**told, today=timezone.localdate())


def test_nobody_ends_what_somebody_else_has_asked(world: World) -> None:
    made = name(world)
    with pytest.raises(absences.AbsenceOver):
        absences.end(
            actor=world.actor("registrar"),
            account=world.accounts["registrar"],
            absence_id=made.pk,
            today=timezone.localdate(),
        )


def test_it_ends_with_the_role_of_the_absent_one(world: World) -> None:
    name(world)
    held = Grant.objects.within("").get(role="principal")
    grants.revoke_role(actor=world.actor("system_admin"), grant=held, on=timezone.localdate())
    assert stands_in_for(world) == []


def test_whose_account_is_closed_lends_nothing(world: World) -> None:
    name(world)
    Account.objects.filter(username="principal").update(is_active=False)
    assert stands_in_for(world) == []


def test_a_stand_in_who_leaves_the_unit_stands_in_no_longer(world: World) -> None:
    name(world)
    Grant.objects.within("").filter(role="registrar").update(org=world.sibling, org_path=world.sibling.path)
    assert stands_in_for(world) == []


def test_what_was_lent_is_not_lent_on(world: World) -> None:
    third = account("third", name="赵副", org=world.school, role="principal")
    name(world)
    with pytest.raises(absences.ColleagueAway):
        name(world, role="principal", first=timezone.localdate() + 9 * DAY, last=timezone.localdate() + 12 * DAY,
             stand_in=_away(world, third).pk)  # fmt: skip
    assert [absent.name for absent in world.actor("registrar").stands_in_for] == ["王校"]


def _away(world: World, third: Account) -> Account:
    held = queries.actor_for(third, queries.grants_of(third)[0])
    today = timezone.localdate()
    absences.name_stand_in(
        actor=held, account=third, stand_in=world.accounts["registrar"].pk, first=today + 10 * DAY,
        last=today + 11 * DAY, reason="培训", today=today,
    )  # fmt: skip
    return third


@pytest.mark.parametrize(
    ("first", "last"), [(-1, 3), (3, 2), (0, 366)], ids=["in the past", "ending before it begins", "too long"]
)
def test_wrong_days_are_refused(world: World, first: int, last: int) -> None:
    today = timezone.localdate()
    with pytest.raises(absences.WrongDays):
        name(world, first=today + first * DAY, last=today + last * DAY)


def test_only_one_colleague_at_a_time(world: World) -> None:
    name(world)
    with pytest.raises(absences.AlreadyNamed):
        name(world)


@pytest.mark.parametrize("to", ["principal", "county_official", "auditor"])
def test_only_a_colleague_of_the_own_unit_is_named(world: World, to: str) -> None:
    with pytest.raises(absences.NotAColleague):
        name(world, to=to)


def test_administrators_neither_name_nor_stand_in(world: World) -> None:
    with pytest.raises(Forbidden):
        name(world, role="auditor", to="system_admin")
    grant(world.accounts["system_admin"], "system_admin", world.school)
    with pytest.raises(absences.NotAColleague):
        name(world, to="system_admin")


def test_naming_and_ending_are_audited(world: World) -> None:
    made = name(world)
    absences.end(
        actor=world.actor("principal"),
        account=world.accounts["principal"],
        absence_id=made.pk,
        today=timezone.localdate(),
    )
    rows = Audited.objects.within("").filter(label__startswith="identity.absence").order_by("id")
    assert [row.label for row in rows] == ["identity.absence.named", "identity.absence.ended"]
    assert json.loads(rows[0].details)["stand_in"] == "李录"


# --- over HTTP ---


def post(client: Client, world: World, **changed: str) -> Any:
    today = timezone.localdate()
    told = {"stand_in": str(world.accounts["registrar"].pk), "first": str(today), "last": str(today), "reason": "休假"}
    return client.post("/me/absences/new", told | changed)


def test_it_is_named_seen_and_ended_on_the_own_page(world: World) -> None:
    client = world.client("principal")
    assert "委托他人代办" in client.get("/me").content.decode()
    assert post(client, world).status_code == 302
    assert "李录" in client.get("/me").content.decode()
    assert "王校" in world.client("registrar").get("/me").content.decode()
    made = Absence.objects.get()
    assert client.post("/me/absences/end", {"absence": made.pk}).status_code == 302
    assert "李录" not in client.get("/me").content.decode()


@pytest.mark.parametrize("named", ["", "x", "999999"])
def test_ending_what_is_not_there_is_told(world: World, named: str) -> None:
    assert world.client("principal").post("/me/absences/end", {"absence": named}).status_code == 409


def test_what_was_typed_wrong_is_told_at_its_field(world: World) -> None:
    answer = post(world.client("principal"), world, last=str(date(2020, 1, 1)))
    assert answer.status_code == 422
    assert "委托的日期不对" in answer.content.decode()


def test_the_administrator_sees_it_on_the_account(world: World) -> None:
    post(world.client("principal"), world)
    page = world.client("system_admin").get(f"/accounts/{world.accounts['principal'].pk}").content.decode()
    assert "休假" in page


def test_it_costs_no_query_where_nobody_is_away(world: World, django_assert_num_queries: Any) -> None:
    held = world.accounts["registrar"]
    with django_assert_num_queries(1):
        queries.actor_for(held, queries.grants_of(held)[0])
