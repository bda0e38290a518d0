"""Every night accounts follow the registers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from shuren.modules.accounts import rules
from shuren.modules.accounts.actions import keeping
from shuren.modules.accounts.actions.codes import code_for
from shuren.modules.accounts.queries.wards import DOOR
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account
from shuren.spine.people.models import Enrolment, Guardianship, Post
from tests.modules.accounts.third import ThirdGrade
from tests.spine.people import factories
from tests.world import World

pytestmark = pytest.mark.django_db


def opened(school: Any, group: str, person: Any) -> Account:
    until = timezone.now() + timedelta(days=30)
    return code_for(actor=DOOR, school=school, group=group, person=person, until=until).account


def roles(account: Account) -> list[str]:
    return [grant.role for grant in identity.grants_of(account)]


def test_who_stays_keeps_everything(world: World, third: ThirdGrade) -> None:
    pupil = opened(world.school, "pupils", third.old.person)
    mother = opened(world.school, "guardians", third.mother.guardian)
    told = keeping.keep(timezone.now())
    assert told == {"ended": 0, "moved": 0, "sealed": 0, "wiped": 0}
    assert (roles(pupil), roles(mother)) == (["student"], ["guardian"])


def test_a_graduate_becomes_a_citizen_with_the_same_account(world: World, third: ThirdGrade) -> None:
    pupil = opened(world.school, "pupils", third.old.person)
    Enrolment.objects.within("").filter(pk=third.old.pk).update(left_on=date(2026, 7, 1))
    assert keeping.keep(timezone.now())["ended"] == 1
    pupil.refresh_from_db()
    assert roles(pupil) == []
    assert pupil.is_active
    assert keeping.keep(timezone.now())["ended"] == 0


def test_a_member_of_staff_who_left_loses_the_office_and_keeps_the_child(world: World, third: ThirdGrade) -> None:
    post = factories.post(world.school, of=third.mother.guardian)
    account = opened(world.school, "staff", post.person)
    opened(world.school, "guardians", post.person)
    Post.objects.within("").filter(pk=post.pk).update(to_on=date(2026, 10, 1))
    keeping.keep(timezone.now())
    assert roles(account) == ["guardian"]


def test_an_office_given_knowingly_to_somebody_not_in_the_list_of_staff_stays(world: World, third: ThirdGrade) -> None:
    assert keeping.keep(timezone.now())["ended"] == 0
    assert roles(world.accounts["principal"]) == ["principal"]


def test_a_guardian_without_a_child_at_school_is_one_no_more(world: World, third: ThirdGrade) -> None:
    mother = opened(world.school, "guardians", third.mother.guardian)
    Guardianship.objects.within("").filter(pk=third.mother.pk).delete()
    keeping.keep(timezone.now())
    assert roles(mother) == []


def test_the_account_goes_with_the_pupil_to_the_next_school(world: World, third: ThirdGrade) -> None:
    pupil = opened(world.school, "pupils", third.old.person)
    Enrolment.objects.within("").filter(pk=third.old.pk).update(left_on=date(2026, 9, 1))
    factories.enrolment(world.far_school, of=third.old.person)
    assert keeping.keep(timezone.now())["moved"] == 1
    pupil.refresh_from_db()
    assert (pupil.org, pupil.org_path) == (world.far_school, world.far_school.path)
    assert roles(pupil) == ["student"]


@pytest.mark.parametrize(
    ("role", "days", "is_sealed"),
    [
        ("auditor", rules.POWERFUL_DAYS + 1, False),  # the only one there: nobody could let the next one in
        ("teacher", rules.OFFICE_DAYS + 1, True),
        ("teacher", rules.OFFICE_DAYS - 1, False),
        ("guardian", rules.OFFICE_DAYS + 1, False),
        ("guardian", rules.OWN_DAYS + 1, True),
    ],
)
def test_an_account_nobody_uses_is_sealed(world: World, role: str, days: int, is_sealed: bool) -> None:
    account = world.accounts[role]
    Account.objects.filter(pk=account.pk).update(last_login=timezone.now() - timedelta(days=days))
    keeping.keep(timezone.now())
    account.refresh_from_db()
    assert (account.sealed_at is not None, account.is_active) == (is_sealed, not is_sealed)


def test_of_two_auditors_the_idle_one_is_sealed(world: World, third: ThirdGrade) -> None:
    from tests.world import account

    second = account("second", org=world.city, role="auditor")
    Account.objects.filter(pk=second.pk).update(last_login=timezone.now() - timedelta(days=rules.POWERFUL_DAYS + 1))
    keeping.keep(timezone.now())
    second.refresh_from_db()
    assert second.sealed_at is not None
