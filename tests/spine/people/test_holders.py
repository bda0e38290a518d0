"""Accounts tied to the human beings who hold them: nobody decides on the own child, by whatever account."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.audit.models import Entry
from shuren.kernel.cases import actions, batches, commands, queries
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.refusals import NotByStandingIn, NotYours, OwnCase
from shuren.kernel.cases.state import Place
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Absence, Account, Grant
from shuren.spine.people.actions import guardians, holders
from shuren.spine.people.models import Enrolment, Guardianship, PersonAccount
from tests.modules.registry.walking import actor_at, applied, sign
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World, account

pytestmark = pytest.mark.django_db
LEAVE = {"pupil": "20240301", "reason": "19", "on": "2026-11-23", "until": "2027-09-01"}


@pytest.fixture
def pupil(wall_open: World) -> Enrolment:  # noqa: F811
    factories.school_class(wall_open.school)
    return factories.enrolment(wall_open.school, "王小雨", school_no="20240301")


@pytest.fixture
def parent(pupil: Enrolment) -> Guardianship:
    """The principal, 王校, is the child's father."""
    return factories.guardianship(pupil, "王校")


@pytest.fixture
def case(world: World, parent: Guardianship) -> Case:
    return applied(world.actor("registrar"), "registry.suspension", **LEAVE)


def owns(holder: Account, tie: Guardianship) -> None:
    PersonAccount.objects.create(account=holder, person=tie.guardian)


def account_of(actor: Actor) -> Account:
    return Account.objects.get(pk=int(actor.id.partition(":")[2]))


def task(case: Case) -> int:
    state = queries.state_of(case)
    return state.tasks_of(state.open_visits[-1])[0].number


def test_a_tie_made_after_the_case_began_bars_from_it(world: World, case: Case, parent: Guardianship) -> None:
    owns(world.accounts["principal"], parent)
    with pytest.raises(OwnCase):
        sign(case, world.actor("principal"), "school")
    shown = world.client("principal").get(reverse("cases:case", args=(case.pk,))).content.decode()
    assert "一次性补正" not in shown, "nothing to sign with is offered"


@pytest.mark.parametrize("verb", ["Agree", "Disagree", "Return", "AskCorrections", "AddSigner"])
def test_no_way_of_deciding_is_open(world: World, case: Case, parent: Guardianship, verb: str) -> None:
    owns(world.accounts["principal"], parent)
    number = task(case)
    command = {
        "Agree": commands.Agree(number), "Disagree": commands.Disagree(number),
        "Return": commands.Return(number, "apply", again=False),
        "AskCorrections": commands.AskCorrections(number, ("缺",)),
        "AddSigner": commands.AddSigner(number, "account:1", Place.AFTER),
    }[verb]  # fmt: skip
    with pytest.raises(OwnCase):
        actions.act(actor=world.actor("principal"), case_id=case.pk, command=command, comment="理由")


def test_nor_by_a_second_account_that_the_step_is_handed_to(world: World, case: Case, parent: Guardianship) -> None:
    second = actor_at("principal", world.school)
    owns(world.accounts["principal"], parent)
    owns(account_of(second), parent)
    actions.act(actor=world.actor("principal"), case_id=case.pk, command=commands.HandOver(task(case), second.id))
    with pytest.raises(OwnCase):
        sign(case, second, "school")


def test_nor_as_an_added_signer(world: World, case: Case, parent: Guardianship) -> None:
    added = actor_at("principal", world.school)
    owns(account_of(added), parent)
    command = commands.AddSigner(task(case), added.id, Place.BEFORE)
    actions.act(actor=world.actor("principal"), case_id=case.pk, command=command)
    with pytest.raises(OwnCase):
        actions.act(actor=added, case_id=case.pk, command=commands.Agree(max(queries.state_of(case).tasks)))


def test_nor_when_signing_many_at_once(world: World, case: Case, parent: Guardianship) -> None:
    case = sign(case, world.actor("principal"), "school")
    owns(world.accounts["county_official"], parent)
    batches.choose("b", [(case.pk, task(case))])
    (row,) = batches.chosen("b")
    batches.sign([row], actor=world.actor("county_official"), comment="")
    row.refresh_from_db()
    assert not row.signed
    assert "回避" in row.refusal


def test_nor_by_standing_in_for_somebody_absent(world: World, case: Case, parent: Guardianship) -> None:
    case = sign(case, world.actor("principal"), "school")
    deputy = account("deputy", org=world.county, role="county_official")
    holder = Grant.objects.within("").get(account=world.accounts["county_official"])
    today = timezone.localdate()
    Absence.objects.create(grant=holder, stand_in=deputy, valid_from=today, valid_to=date(2099, 1, 1), reason="出差")
    owns(deputy, parent)
    (grant,) = identity.grants_of(deputy)
    with pytest.raises((OwnCase, NotByStandingIn, NotYours)):
        sign(case, identity.actor_for(deputy, grant), "authority")


def test_nor_by_a_superior_to_whom_it_was_put_and_who_would_reopen_it(
    world: World, case: Case, parent: Guardianship
) -> None:
    actions.act(
        actor=world.actor("principal"), case_id=case.pk, command=commands.Disagree(task(case)), comment="不符合规定"
    )
    owns(world.accounts["county_official"], parent)
    with pytest.raises(OwnCase):
        actions.act(
            actor=world.actor("county_official"), case_id=case.pk, command=commands.Reopen("school"), comment="重办"
        )


@pytest.mark.parametrize(("phone", "barred"), [("13812345678", True), ("13900000000", False)])
def test_a_teacher_registered_twice_is_known_by_name_and_phone(
    world: World, case: Case, parent: Guardianship, phone: str, barred: bool
) -> None:
    teacher = factories.person(world.school, "王校", phone=phone)
    PersonAccount.objects.create(account=world.accounts["principal"], person=teacher)
    if barred:
        with pytest.raises(OwnCase):
            sign(case, world.actor("principal"), "school")
    else:
        sign(case, world.actor("principal"), "school")


def page(world: World, account_id: int, **typed: str) -> str:
    address = reverse("people:holder", args=(account_id,))
    client = world.client("system_admin")
    return (client.post(address, typed) if typed else client.get(address)).content.decode()


def choice_in(shown: str) -> str:
    return shown.partition('name="choice" value="')[2].partition('"')[0]


def test_an_administrator_ties_an_account_to_a_member_of_staff(wall_open: World) -> None:  # noqa: F811
    principal = wall_open.accounts["principal"]
    post = factories.post(wall_open.school, "王校")
    shown = page(wall_open, principal.pk)
    assert "东山小学" in shown
    assert post.person.id_no is None or post.person.id_no.reveal() not in shown
    client = wall_open.client("system_admin")
    answer = client.post(reverse("people:tie_holder", args=(principal.pk,)), {"choice": choice_in(shown)})
    assert answer.status_code == 302
    assert PersonAccount.objects.get(account=principal).person == post.person
    told = Entry.objects.within("").get(label="people.holder.tied")
    assert "王*" in str(told.details)
    own = client.get(reverse("identity:account", args=(principal.pk,))).content.decode()
    assert "账号持有人" in own
    assert "未关联" not in own
    again = client.post(reverse("people:untie_holder", args=(principal.pk,)), {"reason": "选错了人"})
    assert again.status_code == 302
    assert "未关联" in client.get(reverse("identity:account", args=(principal.pk,))).content.decode()


def test_who_is_in_no_list_of_staff_is_found_by_number_and_name(wall_open: World) -> None:  # noqa: F811
    official = wall_open.accounts["county_official"]
    number = factories.id_number(date(1980, 5, 5))
    factories.person(wall_open.school, "陈县", id_no=number, id_type="1")
    assert not choice_in(page(wall_open, official.pk))
    assert choice_in(page(wall_open, official.pk, id_no=number))
    other = factories.id_number(date(1981, 5, 5))
    factories.person(wall_open.school, "陈某", id_no=other, id_type="1")
    assert not choice_in(page(wall_open, official.pk, id_no=other)), "a number of somebody else tells nothing"


def test_what_was_offered_for_one_account_is_not_taken_for_another(wall_open: World) -> None:  # noqa: F811
    factories.post(wall_open.school, "王校")
    choice = choice_in(page(wall_open, wall_open.accounts["principal"].pk))
    with pytest.raises(holders.NotOffered):
        holders.tie(actor=wall_open.actor("system_admin"), account_id=wall_open.accounts["registrar"].pk, choice=choice)


def test_what_the_list_of_staff_leaves_no_doubt_about_is_tied_by_night(wall_open: World) -> None:  # noqa: F811
    post = factories.post(wall_open.school, "王校")
    factories.post(wall_open.school, "李录")
    factories.post(wall_open.school, "李录")
    factories.post(wall_open.sibling, "陈县")
    assert holders.infer() == 1
    assert holders.infer() == 0
    assert PersonAccount.objects.get().person == post.person


def test_a_teacher_with_an_account_becomes_a_guardian_by_it(
    wall_open: World,  # noqa: F811
    parent: Guardianship,
) -> None:
    owns(wall_open.accounts["principal"], parent)
    opened = guardians.open_account(
        actor=wall_open.actor("registrar"), tie_id=parent.pk, username="principal", on=date(2026, 11, 1)
    )
    assert opened.account == wall_open.accounts["principal"]
    with pytest.raises(guardians.HasAccount):
        guardians.open_account(
            actor=wall_open.actor("registrar"), tie_id=parent.pk, username="other", on=date(2026, 11, 1)
        )
    with pytest.raises(holders.HeldByGuardian):
        holders.untie(actor=wall_open.actor("system_admin"), account_id=opened.account.pk, reason="误")
