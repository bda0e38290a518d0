"""A guardian agrees that a child has an account, gets the code, and may take the consent back."""

import pytest
from django.utils import timezone

from shuren.kernel.refusals import NotFoundHere
from shuren.modules.accounts.actions import consents, opening
from shuren.modules.accounts.queries import groups
from shuren.spine.identity.actions import signing
from shuren.spine.identity.models import SignIn
from shuren.spine.people.models import PersonAccount
from tests.modules.accounts.third import ThirdGrade
from tests.spine.people import factories
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(world: World, third: ThirdGrade) -> int:
    """The guardian's account is the mother's; the child's id."""
    PersonAccount.objects.create(account=world.accounts["guardian"], person=third.mother.guardian)
    return third.young.person_id


def signs_in(username: str, code: str) -> bool:
    account = signing.check_credentials(username=username, password=code, address="", at=timezone.now())
    return account.username == username


def test_agreeing_gives_the_code(world: World, own: int) -> None:
    opened = consents.agree(actor=world.actor("guardian"), person_id=own, at=timezone.now())
    assert signs_in(opened.account.username, opened.password)


def test_taking_it_back_seals_the_account_and_ends_its_stays(world: World, own: int) -> None:
    guardian = world.actor("guardian")
    opened = consents.agree(actor=guardian, person_id=own, at=timezone.now())
    stay = signing.begin(account=opened.account, session_key="k", address="", agent="", at=timezone.now())
    consents.withdraw(actor=guardian, person_id=own, at=timezone.now())
    with pytest.raises(signing.Sealed):
        signs_in(opened.account.username, opened.password)
    assert SignIn.objects.get(pk=stay.pk).ended_at is not None
    with pytest.raises(consents.NothingAgreed):
        consents.withdraw(actor=guardian, person_id=own, at=timezone.now())
    again = consents.agree(actor=guardian, person_id=own, at=timezone.now())
    assert again.account == opened.account
    assert signs_in(again.account.username, again.password)


def test_after_that_the_school_needs_consent_anew(world: World, third: ThirdGrade, own: int) -> None:
    guardian, registrar = world.actor("guardian"), world.actor("registrar")
    consents.agree(actor=guardian, person_id=own, at=timezone.now())
    consents.withdraw(actor=guardian, person_id=own, at=timezone.now())
    chosen = groups.chosen_of(registrar, third.pupils)
    with pytest.raises(opening.ConsentMissing):
        opening.ask(actor=registrar, chosen=chosen, people=[own], has_paper=False, at=timezone.now())


def test_another_s_child_does_not_exist(world: World, third: ThirdGrade, own: int) -> None:
    stranger = factories.enrolment(world.school, "陈同学", school_class=third.group)
    for person_id in (stranger.person_id, third.old.person_id, 0):
        with pytest.raises(NotFoundHere):
            consents.agree(actor=world.actor("guardian"), person_id=person_id, at=timezone.now())


def test_the_page_tells_the_code_once(world: World, own: int) -> None:
    client = world.client("guardian")
    assert "尚未同意" in client.get("/opening/children/").content.decode()
    told = client.post(f"/opening/children/{own}/agree")
    assert "登录码只在这里显示一次" in told.content.decode()
    page = client.get("/opening/children/").content.decode()
    assert "撤回同意" in page
    assert "郑家 于" in page
