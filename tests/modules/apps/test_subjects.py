"""Under which identifier an app knows somebody: a person has one, with or without an account."""

from typing import Any

import pytest

from shuren.kernel.refusals import NotFoundHere
from shuren.modules.apps import api
from shuren.modules.apps.models import IdentifierKey, Subject
from shuren.spine.people.models import Enrolment, PersonAccount
from tests.modules.apps import admitted
from tests.world import World, account

pytestmark = pytest.mark.django_db


def test_several_accounts_of_one_person_are_one_subject(world: World, child: Enrolment) -> None:
    app = admitted.app(world)
    known = api.subjects_of(app.pk, [child.person_id])[child.person_id]
    for name in ("first", "second"):
        own = account(name, org=world.far_school)
        PersonAccount.objects.create(account=own, person=child.person)
        assert api.subject_of(app.pk, own.pk) == known
    assert not Subject.objects.exists(), "nothing is kept for those who are in the registers"
    assert api.person_by_subject(app.pk, known) == child.person_id


def test_an_account_that_an_app_knew_before_goes_on_being_called_the_same(world: World, child: Enrolment) -> None:
    app = admitted.app(world)
    own = account("early", org=world.far_school)
    before = api.subject_of(app.pk, own.pk)
    made_of_the_record = api.subjects_of(app.pk, [child.person_id])[child.person_id]
    PersonAccount.objects.create(account=own, person=child.person)
    assert api.subject_of(app.pk, own.pk) == before
    assert api.subjects_of(app.pk, [child.person_id]) == {child.person_id: before}
    assert api.person_by_subject(app.pk, before) == child.person_id
    assert api.person_by_subject(app.pk, made_of_the_record) is None, "one person has one name in an app"


def test_an_account_that_is_untied_is_not_called_by_the_persons_name(world: World, child: Enrolment) -> None:
    app = admitted.app(world)
    own = account("wrong", org=world.far_school)
    tie = PersonAccount.objects.create(account=own, person=child.person)
    was = api.subject_of(app.pk, own.pk)
    tie.delete()
    assert api.subject_of(app.pk, own.pk) != was


def test_apps_call_a_person_differently_and_read_nothing_from_each_others_names(world: World, child: Enrolment) -> None:
    app = admitted.app(world)
    other = admitted.app(world, "counting", app.vendor, name="口算")
    ours, theirs = (api.subjects_of(one.pk, [child.person_id])[child.person_id] for one in (app, other))
    assert ours != theirs
    assert api.person_by_subject(other.pk, ours) is None


@pytest.mark.parametrize("told", ["", "x", "0" * 32, "0" * 64, "é" * 32, "A" * 32])
def test_what_names_nobody_names_nobody(world: World, told: str) -> None:
    assert api.person_by_subject(admitted.app(world).pk, told) is None


def test_the_key_is_sealed_and_made_once(world: World, django_assert_max_num_queries: Any) -> None:
    app = admitted.app(world)
    first = api.identifiers_of(app.pk)
    assert api.identifiers_of(app.pk) == first
    kept = IdentifierKey.objects.get(app=app)
    assert first.key.hex() not in kept.key.token
    with django_assert_max_num_queries(3):
        assert len(api.subjects_of(app.pk, range(1, 500))) == 499
    with pytest.raises(NotFoundHere):
        api.identifiers_of(0)
