"""A colleague signs for somebody who is away."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from shuren.kernel.access import PERMISSIONS, Permission
from shuren.kernel.audit.models import Entry as Audited
from shuren.kernel.cases import actions, commands, queries, refusals
from shuren.kernel.cases.models import Case, Entry
from shuren.kernel.notices.queries import open_for
from shuren.kernel.refusals import NotFoundHere
from shuren.site.cases.permissions import handle_cases
from shuren.spine.identity import queries as identity
from shuren.spine.identity.actions import absences
from shuren.spine.identity.models import Absence, Account
from tests.kernel.cases.leave import Leave
from tests.world import World, account

pytestmark = pytest.mark.django_db


@pytest.fixture
def deputy(world: World) -> Account:
    """A second registrar, who stands in for the principal."""
    made = account("deputy", name="赵录", org=world.school, role="registrar")
    away(world, "principal", made)
    return made


def away(world: World, role: str, stand_in: Account) -> None:
    today = timezone.localdate()
    absences.name_stand_in(
        actor=world.actor(role), account=world.accounts[role], stand_in=stand_in.pk, first=today,
        last=today + timedelta(days=3), reason="出差", today=today,
    )  # fmt: skip


def acting(holder: Account) -> identity.Actor:
    return identity.actor_for(holder, identity.grants_of(holder)[0])


def applied(world: World, **form: object) -> Case:
    return actions.apply(actor=world.actor("registrar"), type_code="tests.leave", form={"days": 3} | form)


def task_at(case: Case, step: str) -> int:
    state = queries.state_of(case)
    return state.tasks_of(next(visit for visit in state.open_visits if visit.step == step))[0].number


def agree(holder: Account, case: Case, step: str = "principal") -> Case:
    return actions.act(actor=acting(holder), case_id=case.pk, command=commands.Agree(task_at(case, step)))


def test_the_to_do_is_before_the_stand_in_marked_with_the_absent_one(world: World, deputy: Account) -> None:
    applied(world)
    assert [todo.absent for todo in open_for(acting(deputy))] == ["王校"]
    assert [todo.absent for todo in open_for(world.actor("principal"))] == [""]
    assert not open_for(world.actor("registrar"))


def test_the_stand_in_signs_and_the_record_says_for_whom(world: World, deputy: Account) -> None:
    case = agree(deputy, applied(world))
    assert case.outcome == "granted"
    entry = Entry.objects.filter(case=case).order_by("number").last()
    assert entry is not None
    assert (entry.actor_name, entry.absent_name) == ("赵录", "王校")
    told = Audited.objects.within("").get(label="cases.case.acted_for")
    assert json.loads(told.details)["absent"] == "王校"


def test_the_stand_in_sees_what_the_absent_one_handles_and_no_longer_than_that(
    world: World, deputy: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_principals = next(one for one in PERMISSIONS if "principal" in one.holders and "registrar" not in one.holders)
    monkeypatch.setattr(Leave, "handled", of_principals)
    case = applied(world)
    assert queries.case_for(acting(deputy), handle_cases, case.pk) == case
    with pytest.raises(NotFoundHere):
        queries.case_for(world.actor("registrar"), handle_cases, case.pk)
    absences.end(
        actor=world.actor("principal"), account=world.accounts["principal"], absence_id=Absence.objects.get().pk,
        today=timezone.localdate(),
    )  # fmt: skip
    with pytest.raises(NotFoundHere):
        queries.case_for(acting(deputy), handle_cases, case.pk)


@pytest.fixture
def of_principals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave is seen by principals alone."""
    handled = next(one for one in PERMISSIONS if "principal" in one.holders and "registrar" not in one.holders)
    monkeypatch.setattr(Leave, "handled", handled)


def sees(holder: Account, case: Case, needed: Permission = handle_cases) -> tuple[bool, bool]:
    """Say whether an account finds a case in its list, and by its number."""
    actor = acting(holder)
    try:
        opened = bool(queries.case_for(actor, needed, case.pk))
    except NotFoundHere:
        opened = False
    return queries.visible_to(actor, needed).filter(pk=case.pk).exists(), opened


@pytest.mark.usefixtures("of_principals")
def test_a_case_of_the_stand_ins_own_child_is_not_seen_by_standing_in(
    world: World, deputy: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = applied(world)
    monkeypatch.setattr(Leave, "barred", staticmethod(lambda _: frozenset({deputy.key})))
    case = applied(world)
    assert sees(deputy, case) == (False, False)
    assert not open_for(acting(deputy)).filter(subject_id__startswith=f"{case.pk}.")
    monkeypatch.setattr(Leave, "barred", staticmethod(lambda _: frozenset()))
    assert sees(deputy, other) == (True, True)


@pytest.mark.usefixtures("of_principals")
def test_who_became_a_guardian_after_the_case_was_opened_does_not_open_it_by_standing_in(
    world: World, deputy: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = applied(world)
    monkeypatch.setattr(Leave, "barred", staticmethod(lambda _: frozenset({deputy.key})))
    assert sees(deputy, case)[1] is False


@pytest.mark.usefixtures("of_principals")
def test_what_the_absent_one_may_not_look_at_is_not_lent(world: World, deputy: Account) -> None:
    """A stand-in's own sight of statistics, say, does not open the types of somebody who has none."""
    applied(world)
    of_registrars = next(one for one in PERMISSIONS if "registrar" in one.holders and "principal" not in one.holders)
    assert not queries.stays_visible_to(acting(deputy), of_registrars).exists()
    assert not queries.visible_to(acting(deputy), of_registrars).exists()
    assert queries.stays_visible_to(acting(deputy), handle_cases).exists()


@pytest.mark.usefixtures("of_principals")
def test_nothing_is_seen_before_the_absence_begins_and_after_it_ends(world: World, deputy: Account) -> None:
    case, today = applied(world), timezone.localdate()
    Absence.objects.update(valid_from=today + timedelta(days=1), valid_to=today + timedelta(days=3))
    assert sees(deputy, case) == (False, False)
    Absence.objects.update(valid_from=today - timedelta(days=3), valid_to=today)
    assert sees(deputy, case) == (False, False)
    Absence.objects.update(valid_to=today + timedelta(days=1))
    assert sees(deputy, case) == (True, True)


def test_what_the_absent_one_signs_is_nobody_elses(world: World, deputy: Account) -> None:
    case = applied(world)
    agree(world.accounts["principal"], case)
    entry = Entry.objects.filter(case=case).order_by("number").last()
    assert entry is not None
    assert entry.absent_name == ""


def test_an_applicant_does_not_sign_the_own_application_by_standing_in(world: World) -> None:
    away(world, "principal", world.accounts["registrar"])
    case = applied(world)
    assert not open_for(world.actor("registrar"))
    with pytest.raises(refusals.NotByStandingIn):
        agree(world.accounts["registrar"], case)
    handed = commands.HandOver(task_at(case, "principal"), "account:1")
    with pytest.raises(refusals.NotYours):
        actions.act(actor=world.actor("registrar"), case_id=case.pk, command=handed)


def test_who_is_barred_does_not_sign_by_standing_in(
    world: World, deputy: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Leave, "barred", staticmethod(lambda _: frozenset({deputy.key})))
    with pytest.raises(refusals.NotByStandingIn):
        agree(deputy, applied(world))


def test_nobody_signs_for_an_absent_one_whose_own_case_it_is(
    world: World, deputy: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = world.accounts["principal"].key
    monkeypatch.setattr(Leave, "barred", staticmethod(lambda _: frozenset({absent})))
    with pytest.raises(refusals.NotByStandingIn):
        agree(deputy, applied(world))


def test_applying_is_not_lent(world: World) -> None:
    away(world, "registrar", world.accounts["principal"])
    case = applied(world)
    back = commands.Return(task_at(case, "principal"), "apply", again=False)
    actions.act(actor=world.actor("principal"), case_id=case.pk, command=back, comment="请补充")
    with pytest.raises(refusals.NotByStandingIn):
        agree(world.accounts["principal"], case, "apply")


def test_a_chain_ends_with_the_first_stand_in(world: World, deputy: Account) -> None:
    third = account("third", name="孙录", org=world.school, role="registrar")
    today = timezone.localdate()
    absences.name_stand_in(
        actor=acting(deputy), account=deputy, stand_in=third.pk, first=today, last=today, reason="病假", today=today
    )
    with pytest.raises(refusals.NotYours):
        agree(third, applied(world))


def test_what_was_handed_to_the_absent_one_alone_is_lent_too(world: World, deputy: Account) -> None:
    second = account("second", name="周校", org=world.school, role="principal")
    case = applied(world)
    handed = commands.HandOver(task_at(case, "principal"), world.accounts["principal"].key)
    actions.act(actor=acting(second), case_id=case.pk, command=handed)
    assert [todo.absent for todo in open_for(acting(deputy))] == ["王校"]
    assert agree(deputy, case).outcome == "granted"


def test_no_to_do_of_another_unit_is_lent(world: World, deputy: Account) -> None:
    from shuren.kernel.notices.actions import ask

    elsewhere = {"kind": "cases", "subject_id": "9.1", "title": "x", "link": "/x", "role": ""}
    absent = world.accounts["principal"].key
    ask(**elsewhere, org_path=world.far_school.path, account_key=absent)  # type: ignore[arg-type]
    assert not open_for(acting(deputy))
    assert open_for(world.actor("principal"))
