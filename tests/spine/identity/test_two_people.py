"""Powerful roles take two people, and every grant is looked at once a year."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import Forbidden
from shuren.spine.identity import queries, rules
from shuren.spine.identity.actions import accounts, grants, proposals, reviewing
from shuren.spine.identity.models import Account, Grant, Proposal
from shuren.spine.identity.queries import reviewing as due_reviews
from tests.world import World, account, grant

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def propose(world: World, **changes: Any) -> Proposal:
    holder = changes.pop("account", None) or account("new", org=world.county)
    facts = {"role": "county_official", "org": world.county, "on": TODAY, **changes}
    made = proposals.give_role(actor=world.actor("system_admin"), account=holder, **facts)
    assert isinstance(made, Proposal)
    return made


def decide(actor: Actor, made: Proposal, *, accept: bool = True, reason: str = "") -> Proposal:
    return proposals.decide(actor=actor, proposal_id=made.pk, accept=accept, reason=reason, at=timezone.now())


def roles(holder: Account) -> list[str]:
    return [held.role for held in queries.grants_of(holder)]


def test_a_powerful_role_holds_once_a_second_person_has_agreed(world: World) -> None:
    made = propose(world)
    assert roles(made.account) == []
    assert Notice.objects.get(kind=proposals.KIND, settled_at=None).role == "security_admin"
    decide(world.actor("security_admin"), made)
    assert roles(made.account) == ["county_official"]
    assert not Notice.objects.filter(kind=proposals.KIND, settled_at=None).exists()


def test_an_ordinary_role_holds_at_once(world: World) -> None:
    holder = account("new", org=world.school)
    made = proposals.give_role(
        actor=world.actor("system_admin"), account=holder, role="registrar", org=world.school, on=TODAY
    )
    assert isinstance(made, Grant)


def test_no_other_door_gives_a_powerful_role(world: World) -> None:
    with pytest.raises(grants.NeedsSecondPerson):
        grants.grant_role(
            actor=world.actor("system_admin"), account=account("new", org=world.county), role="county_official",
            org=world.county, on=TODAY,
        )  # fmt: skip
    opened = accounts.open_account(
        actor=world.actor("system_admin"), username="chen.new", name="陈新", org=world.county, role="county_official",
        on=TODAY,
    )  # fmt: skip
    assert roles(opened.account) == []
    assert Proposal.objects.within("").get().account == opened.account


def test_a_refusal_has_a_reason_and_gives_nothing(world: World) -> None:
    made = propose(world)
    with pytest.raises(proposals.WhyRefused):
        decide(world.actor("security_admin"), made, accept=False)
    decide(world.actor("security_admin"), made, accept=False, reason="已调离")
    assert roles(made.account) == []
    with pytest.raises(proposals.Decided):
        decide(world.actor("security_admin"), made)


def test_nobody_decides_on_themselves_or_on_what_they_proposed(world: World) -> None:
    security = world.accounts["security_admin"]
    made = propose(world, account=security, role="city_official", org=world.city)
    with pytest.raises(proposals.OwnProposal):
        decide(world.actor("security_admin"), made)
    with pytest.raises(Forbidden):
        decide(world.actor("system_admin"), made)


def test_the_same_is_proposed_once(world: World) -> None:
    made = propose(world)
    with pytest.raises(proposals.AlreadyProposed):
        propose(world, account=made.account)
    proposals.withdraw(actor=world.actor("system_admin"), proposal_id=made.pk, at=timezone.now())
    propose(world, account=made.account)


def test_what_became_wrong_meanwhile_is_refused_when_it_is_decided(world: World) -> None:
    holder = account("new", org=world.city)
    made = propose(world, account=holder, role="auditor", org=world.city)
    grant(holder, "system_admin", world.city)
    with pytest.raises(grants.RolesSeparated):
        decide(world.actor("security_admin"), made)
    assert roles(holder) == ["system_admin"]


def test_where_nobody_could_decide_the_proposer_is_told(world: World) -> None:
    Account.objects.filter(pk=world.accounts["security_admin"].pk).update(is_active=False)
    with pytest.raises(proposals.NobodyDecides):
        propose(world)


def test_the_pages_show_and_decide(world: World) -> None:
    made = propose(world)
    asked = world.client("system_admin").get("/grants/proposals").content.decode()
    assert "撤回申请" in asked
    client = world.client("security_admin")
    assert "同意" in client.get("/grants/proposals").content.decode()
    client.post(f"/grants/proposals/{made.pk}/decide", {"accept": "yes"})
    assert roles(made.account) == ["county_official"]


def aged(role: str, world: World, days: int) -> Grant:
    held = Grant.objects.within("").get(account=world.accounts[role], role=role)
    Grant.objects.within("").filter(pk=held.pk).update(granted_at=timezone.now() - timedelta(days=days))
    return held


def listed(world: World, role: str) -> set[str]:
    return {held.role for held in due_reviews.due(world.actor(role), timezone.now())}


def test_each_administrator_reviews_their_own_kind_of_roles_and_never_the_own(world: World) -> None:
    for role in world.accounts:
        Grant.objects.within("").filter(role=role).update(granted_at=timezone.now() - timedelta(days=350))
    assert listed(world, "system_admin") == {
        "office_clerk",
        "unit_leader",
        "clearing_officer",
        "principal",
        "registrar",
    }
    assert listed(world, "security_admin") == {"city_official", "county_official", "system_admin", "auditor"}


def test_keeping_lasts_a_year(world: World) -> None:
    held = aged("principal", world, 350)
    reviewing.keep(actor=world.actor("system_admin"), chosen=[held.pk], at=timezone.now())
    assert listed(world, "system_admin") == set()
    with pytest.raises(reviewing.NotDue):
        reviewing.keep(actor=world.actor("system_admin"), chosen=[held.pk], at=timezone.now())
    later = timezone.now() + timedelta(days=rules.REVIEW_DAYS - 1)
    assert reviewing.remind_and_end(later)[1] == 0 or roles(world.accounts["principal"]) == ["principal"]


def test_what_nobody_looked_at_is_asked_for_and_then_ends(world: World) -> None:
    aged("principal", world, 340)
    assert reviewing.remind_and_end(timezone.now()) == (1, 0)
    todo = Notice.objects.get(kind=reviewing.KIND)
    assert (todo.role, todo.org_path, todo.params) == ("system_admin", world.city.path, {"count": 1})
    aged("principal", world, 366)
    assert reviewing.remind_and_end(timezone.now())[1] == 1
    assert roles(world.accounts["principal"]) == []
    assert roles(world.accounts["registrar"]) == ["registrar"]


def test_the_last_administrator_of_a_node_is_not_ended(world: World) -> None:
    aged("auditor", world, 400)
    assert reviewing.remind_and_end(timezone.now())[1] == 0
    grant(account("second", org=world.city), "auditor", world.city)
    assert reviewing.remind_and_end(timezone.now())[1] == 1


def test_taking_back_ends_today(world: World) -> None:
    held = aged("registrar", world, 350)
    reviewing.take_back(actor=world.actor("system_admin"), chosen=[held.pk], at=timezone.now())
    assert roles(world.accounts["registrar"]) == []


def test_the_review_page_keeps_what_is_ticked_and_refuses_nothing(world: World) -> None:
    held = aged("registrar", world, 350)
    client = world.client("system_admin")
    assert "李录" in client.get("/grants/review").content.decode()
    assert client.post("/grants/review", {"what": "keep"}).status_code == 422
    client.post("/grants/review", {"what": "keep", "grant": [held.pk]})
    assert "没有要复核的授权" in client.get("/grants/review").content.decode()
