"""Administration of accounts: down the tree only, never of oneself, system and security in different hands."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shuren.kernel.audit.models import Entry
from shuren.kernel.refusals import Forbidden
from shuren.spine.identity import queries, rules
from shuren.spine.identity.actions import accounts, grants
from shuren.spine.identity.models import Account, Attempts, Grant
from tests.world import World, account, grant

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def open_one(world: World, **changes: Any) -> accounts.Opened:
    given_values = {"username": "new.one", "name": "新人", "org": world.school, "role": "registrar", "on": TODAY}
    return accounts.open_account(actor=world.actor("system_admin"), **{**given_values, **changes})


def labels() -> list[str]:
    return list(Entry.objects.within("").order_by("id").values_list("label", flat=True))


def test_an_opened_account_signs_in_and_must_choose_its_own_password(world: World) -> None:
    opened = open_one(world)
    client = Client()
    client.post("/sign-in", {"username": "new.one", "password": opened.password})
    assert client.get("/")["Location"] == "/me/password"
    assert labels()[:2] == ["identity.account.opened", "identity.grant.given"]
    assert opened.password not in " ".join(Entry.objects.within("").values_list("details", flat=True))


REFUSED = {
    "a name that is taken": ({"username": "principal"}, accounts.UsernameTaken),
    "a name of Chinese characters": ({"username": "王老师"}, accounts.BadUsername),
    "a role of another level": ({"role": "county_official"}, grants.WrongLevel),
}


@pytest.mark.parametrize(("changes", "refusal"), REFUSED.values(), ids=REFUSED.keys())
def test_opening_is_refused_as_a_whole(world: World, changes: dict[str, Any], refusal: type[Exception]) -> None:
    before = Account.objects.count()
    with pytest.raises(refusal):
        open_one(world, **changes)
    assert Account.objects.count() == before


def test_nobody_opens_an_account_above_or_beside_the_own_node(world: World) -> None:
    clerk = account("clerk", org=world.county, role="system_admin")
    actor = queries.actor_of(clerk)
    for org in (world.city, world.far_school):
        with pytest.raises(Forbidden):
            accounts.open_account(actor=actor, username="x.y", name="x", org=org, role="", on=TODAY)
    accounts.open_account(actor=actor, username="x.y", name="x", org=world.school, role="", on=TODAY)


@pytest.mark.parametrize("role", ["registrar", "county_official", "city_official", "security_admin", "auditor"])
def test_only_the_system_administrator_grants(world: World, role: str) -> None:
    with pytest.raises(Forbidden):
        grants.grant_role(
            actor=world.actor(role), account=world.accounts["principal"], role="registrar", org=world.school, on=TODAY
        )


@pytest.mark.parametrize("second", ["security_admin", "auditor"])
def test_system_security_and_audit_stay_in_different_hands(world: World, second: str) -> None:
    holder = account("clerk", org=world.city, role="system_admin")
    with pytest.raises(grants.RolesSeparated, match="不同的人"):
        grants.grant_role(actor=world.actor("system_admin"), account=holder, role=second, org=world.city, on=TODAY)


def test_a_separated_role_that_begins_later_counts_too(world: World) -> None:
    holder = account("clerk", org=world.city)
    grant(holder, "auditor", world.city, since=TODAY + timedelta(days=30))
    with pytest.raises(grants.RolesSeparated):
        grants.grant_role(
            actor=world.actor("system_admin"), account=holder, role="system_admin", org=world.city, on=TODAY
        )


@given(st.sets(st.sampled_from([*rules.EXCLUSIVE, "registrar", "principal"])), st.sampled_from([*rules.EXCLUSIVE]))
def test_a_role_conflicts_exactly_with_the_other_two(held: set[str], role: str) -> None:
    assert (rules.conflicting_role(role, held) is not None) is bool(held & (rules.EXCLUSIVE - {role}))


def test_the_same_role_is_not_given_twice(world: World) -> None:
    with pytest.raises(grants.RoleHeld):
        grants.grant_role(
            actor=world.actor("system_admin"),
            account=world.accounts["registrar"],
            role="registrar",
            org=world.school,
            on=TODAY,
        )


@pytest.mark.parametrize(
    "deed",
    [
        lambda actor, mine, world: grants.grant_role(
            actor=actor, account=mine, role="city_official", org=world.city, on=TODAY
        ),
        lambda actor, mine, _world: accounts.reset_password(actor=actor, account=mine, at=timezone.now()),
        lambda actor, mine, _world: grants.revoke_role(actor=actor, grant=queries.grants_of(mine)[0], on=TODAY),
    ],
    ids=["grant", "reset", "revoke"],
)
def test_nobody_acts_on_the_own_account(world: World, deed: Any) -> None:
    with pytest.raises(grants.OwnAccount):
        deed(world.actor("system_admin"), world.accounts["system_admin"], world)


def test_a_revoked_role_is_over_today(world: World) -> None:
    held = Grant.objects.within("").get(role="registrar")
    grants.revoke_role(actor=world.actor("system_admin"), grant=held, on=TODAY)
    assert queries.grants_of(world.accounts["registrar"]) == []
    assert Grant.objects.within("").get(role="registrar").valid_to == TODAY


def test_a_role_given_today_and_revoked_today_never_was(world: World) -> None:
    actor = world.actor("system_admin")
    given_today = grants.grant_role(
        actor=actor, account=world.accounts["principal"], role="registrar", org=world.school, on=TODAY
    )
    grants.revoke_role(actor=actor, grant=given_today, on=TODAY)
    assert not Grant.objects.within("").filter(pk=given_today.pk).exists()
    assert labels()[-2:] == ["identity.grant.given", "identity.grant.revoked"]


def test_a_role_does_not_end_before_it_begins(world: World) -> None:
    client, target = world.client("system_admin"), world.accounts["principal"]
    typed = {"org": world.school.code, "role": "registrar", "until": TODAY.isoformat()}
    answer = client.post(f"/accounts/{target.pk}/grants", typed)
    assert answer.status_code == 422
    assert "失效日期须晚于" in answer.content.decode()
    assert [one.role for one in queries.grants_from(target, TODAY)] == ["principal"]


def test_disabling_needs_a_reason_and_signs_out(world: World) -> None:
    client = Client()
    client.force_login(world.accounts["registrar"])
    actor, target = world.actor("security_admin"), world.accounts["registrar"]
    with pytest.raises(accounts.ReasonNeeded):
        accounts.disable(actor=actor, account=target, reason=" ", at=timezone.now())
    accounts.disable(actor=actor, account=target, reason="离职", at=timezone.now())
    assert client.get("/me").status_code == 302
    with pytest.raises(grants.AlreadySo):
        accounts.disable(actor=actor, account=target, reason="离职", at=timezone.now())
    accounts.enable(actor=actor, account=target)
    assert Account.objects.get(pk=target.pk).is_active


def test_only_the_security_administrator_disables_and_unlocks(world: World) -> None:
    for role in ("system_admin", "city_official", "auditor"):
        with pytest.raises(Forbidden):
            accounts.disable(
                actor=world.actor(role), account=world.accounts["registrar"], reason="x", at=timezone.now()
            )
        with pytest.raises(Forbidden):
            accounts.unlock(actor=world.actor(role), account=world.accounts["registrar"])


def test_unlocking_lets_the_holder_try_again(world: World) -> None:
    for _ in range(5):
        Client().post("/sign-in", {"username": "registrar", "password": "wrong"})
    client = world.client("security_admin")
    shown = client.get("/accounts?state=locked").content.decode()
    assert "李录" in shown
    assert client.post(f"/accounts/{world.accounts['registrar'].pk}/unlock").status_code == 302
    assert not Attempts.objects.exists()
    assert "李录" not in client.get("/accounts?state=locked").content.decode()


def test_a_reset_password_is_told_once_and_replaces_the_old(world: World) -> None:
    client = world.client("system_admin")
    target = world.accounts["principal"]
    answer = client.post(f"/accounts/{target.pk}/reset-password")
    assert "临时密码" in answer.content.decode()
    assert answer["Cache-Control"].startswith("max-age=0") or "no-store" in answer["Cache-Control"]
    assert Account.objects.get(pk=target.pk).must_change_password


def test_the_form_opens_an_account_and_shows_its_password_once(world: World) -> None:
    client = world.client("system_admin")
    typed = {"username": "form.made", "name": "表单", "org": world.school.code, "role": "registrar"}
    answer = client.post("/accounts/new", typed)
    assert answer.status_code == 200
    assert "只在这里显示一次" in answer.content.decode()
    assert Account.objects.get(username="form.made").org == world.school


@pytest.mark.parametrize("code", ["nothing", ""])
def test_the_form_says_where_an_org_is_not_found(world: World, code: str) -> None:
    typed = {"username": "form.made", "name": "表单", "org": code, "role": "registrar"}
    answer = world.client("system_admin").post("/accounts/new", typed)
    assert answer.status_code == 422
    assert not Account.objects.filter(username="form.made").exists()


def test_the_form_does_not_reach_orgs_outside_the_own_node(world: World) -> None:
    account("clerk", org=world.county, role="system_admin")
    client = Client()
    client.force_login(Account.objects.get(username="clerk"))
    typed = {"username": "form.made", "name": "表单", "org": world.far_school.code, "role": "registrar"}
    assert client.post("/accounts/new", typed).status_code == 422
    assert world.far_school.name not in client.get("/accounts/new").content.decode()


def test_lists_show_the_own_part_of_the_tree_only(world: World) -> None:
    account("far", name="远处", org=world.far_school)
    account("clerk", org=world.county, role="system_admin")
    client = Client()
    client.force_login(Account.objects.get(username="clerk"))
    shown = client.get("/accounts").content.decode()
    assert "李录" in shown
    assert "远处" not in shown
    assert "周市" not in shown


@pytest.mark.parametrize("typed", ["hmm", "HM", "黄", "far"])
def test_the_list_is_searched_by_name_initials_or_user_name(world: World, typed: str) -> None:
    clerk = world.actor("system_admin")
    far = accounts.open_account(
        actor=clerk, username="far.one", name="黄蔓蔓", org=world.far_school, role="registrar", on=TODAY
    ).account
    found = queries.accounts_named(queries.accounts_for(clerk), typed)
    assert list(found) == [far]


def test_initials_are_not_found_in_the_middle(world: World) -> None:
    far = account("nobody", name="黄蔓蔓", org=world.far_school)
    assert far not in queries.accounts_named(queries.accounts_for(world.actor("system_admin")), "mm")


def test_accounts_from_before_are_given_their_initials(world: World) -> None:
    Account.objects.update(initials="")
    import_module("shuren.spine.identity.migrations.0003_accounts_by_initials").spell(apps, None)
    assert Account.objects.get(username="registrar").initials == "ll"
