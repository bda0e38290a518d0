"""Two records become one person and two again; every pointer goes along, and what was is put back exactly."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.audit import queries as audit
from shuren.kernel.pointers import POINTERS, pointers_to
from shuren.kernel.refusals import Refused
from shuren.spine.people.actions import merging
from shuren.spine.people.models import (
    Doubt,
    Enrolment,
    FormerNumber,
    Guardianship,
    Merge,
    Movement,
    Person,
    PersonAccount,
    Post,
)
from tests.spine.people import factories
from tests.spine.people.factories import id_number
from tests.world import account

BORN = date(2019, 3, 1)


@pytest.fixture
def world(wall_open):
    return wall_open


def a_doubt(world, one, other):
    first, second = sorted((one.pk, other.pk))
    told = {"org_path": world.county.path, "verdict": "likely", "bits": 30, "way": "review", "found_at": timezone.now()}
    doubt, _found_before = Doubt.objects.within("").get_or_create(first_id=first, second_id=second, defaults=told)
    return doubt


def merged(world, kept, gone, *, by="county_official"):
    """Merge; where two must decide, a second official agrees."""
    doubt = a_doubt(world, kept, gone)
    made = merging.merge(actor=world.actor(by), doubt_id=doubt.pk, keep=kept.pk, reason="核对户口簿")
    if made.state == "waiting":
        made = merging.decide(actor=world.actor("city_official"), merge_id=made.pk, step="approve")
    return made


def split(world, made):
    return merging.decide(actor=world.actor("county_official"), merge_id=made.pk, step="split", reason="认定有误")


def nobody(person):
    Person.objects.within("").filter(pk=person.pk).update(id_no=None, id_index=None)
    person.refresh_from_db()
    return person


def picture():
    """Every row of every table that tells of persons, as the database holds it."""
    tables = [model._meta.db_table for model in (Person, Enrolment, Post, Guardianship, Movement, PersonAccount,
                                                 FormerNumber)]  # fmt: skip
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id")
            found[table] = cursor.fetchall()
    return found


def busy_pair(world):
    """Two records of one teacher who is also a guardian: registered, employed, with accounts, under two numbers."""
    kept = factories.person(world.school, "刘敏", born_on=BORN, id_no=id_number(BORN, serial=11))
    gone = factories.person(world.sibling, "刘敏", born_on=BORN, id_no=id_number(BORN, serial=12), former_name="刘小敏")
    factories.post(world.school, of=kept)
    factories.post(world.sibling, of=gone)
    ward = factories.enrolment(world.sibling, "陈一")
    tie = factories.guardianship(ward, "刘敏")
    Guardianship.objects.within("").filter(pk=tie.pk).update(guardian=gone)
    one, two = factories.enrolment(world.school, of=kept), factories.enrolment(world.sibling, of=gone)
    factories.guardianship(one, "刘父")
    factories.guardianship(two, "刘母")
    factories.movement(two)
    for number, person in enumerate((kept, gone)):
        PersonAccount.objects.create(account=account(f"min{number}", org=world.school, name="刘敏"), person=person)
    return kept, gone


def test_every_pointer_goes_along_and_splitting_puts_back_exactly_what_was(world):
    kept, gone = busy_pair(world)
    before = picture()
    made = merged(world, kept, gone)
    for model in (Enrolment, Post, Movement, PersonAccount):
        rows = model.objects if model is PersonAccount else model.objects.within("")
        assert not rows.filter(person=gone).exists(), model.__name__
    assert not Guardianship.objects.within("").filter(guardian=gone).exists()
    split(world, made)
    assert picture() == before


def test_of_two_registrations_the_formal_one_lasts(world):
    kept, gone = nobody(factories.person(world.school)), factories.person(world.sibling)
    formal = factories.enrolment(world.sibling, of=gone)
    temporary = factories.enrolment(world.school, of=Person.objects.within("").get(pk=gone.pk), national_no="L34",
                                    left_on=date(2025, 9, 1), status="10")  # fmt: skip
    Enrolment.objects.within("").filter(pk=temporary.pk).update(person=kept, left_on=None, status="01")
    merged(world, kept, gone)
    formal.refresh_from_db()
    temporary.refresh_from_db()
    assert (formal.person_id, formal.left_on) == (kept.pk, None)
    assert (temporary.status, temporary.left_on) == ("99", timezone.localdate())
    assert Person.objects.within("").get(pk=kept.pk).org_path == world.sibling.path


def test_the_number_goes_to_the_one_that_is_kept_and_a_second_one_is_remembered(world):
    kept, gone = nobody(factories.person(world.school)), factories.person(world.sibling)
    number = gone.id_no.reveal()
    merged(world, kept, gone)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert kept.id_no.reveal() == number
    assert (gone.id_no, gone.id_index, gone.merged_into_id) == (None, None, kept.pk)
    other = factories.person(world.school, id_no=id_number(BORN, serial=20))
    second = other.id_no.reveal()
    merged(world, kept, other)
    assert FormerNumber.objects.within("").get(person=kept).id_no.reveal() == second


def test_the_page_of_the_record_that_is_gone_leads_to_the_other(world):
    kept, gone = nobody(factories.person(world.school)), factories.person(world.school)
    merged(world, kept, gone)
    answer = world.client("registrar").get(reverse("people:person", args=(gone.pk,)))
    assert answer["Location"] == reverse("people:person", args=(kept.pk,))


def test_far_reaching_merges_wait_for_a_second_person(world):
    kept, gone = busy_pair(world)
    doubt = a_doubt(world, kept, gone)
    made = merging.merge(actor=world.actor("county_official"), doubt_id=doubt.pk, keep=kept.pk, reason="核对户口簿")
    assert made.state == "waiting"
    with pytest.raises(Refused, match="不能由自己复核"):
        merging.decide(actor=world.actor("county_official"), merge_id=made.pk, step="approve")
    with pytest.raises(Refused):
        merging.merge(actor=world.actor("city_official"), doubt_id=doubt.pk, keep=kept.pk, reason="再来一次")
    merging.decide(actor=world.actor("city_official"), merge_id=made.pk, step="refuse", reason="不是同一人")
    assert not Person.objects.within("").filter(merged_into__isnull=False).exists()


def test_two_who_are_signed_in_are_signed_out_and_keep_both_accounts(world):
    kept, gone = factories.person(world.school), nobody(factories.person(world.school))
    browsers = []
    for number, person in enumerate((kept, gone)):
        made = account(f"signed{number}", org=world.school, role="teacher")
        PersonAccount.objects.create(account=made, person=person)
        browsers.append(signed_in(made))
    assert all(browser.get(reverse("portal:desk")).status_code == 200 for browser in browsers)
    merged(world, kept, gone)
    assert all(browser.get(reverse("portal:desk")).status_code == 302 for browser in browsers)
    assert PersonAccount.objects.filter(person=kept).count() == 2


def signed_in(holder):
    from django.test import Client

    from shuren.spine.identity.actions import signing

    client = Client()
    client.force_login(holder)
    signing.begin(
        account=holder, session_key=client.session.session_key, address="127.0.0.1", agent="tests", at=timezone.now()
    )
    return client


def test_a_child_is_not_merged_with_the_own_guardian(world):
    row = factories.enrolment(world.school)
    tie = factories.guardianship(row)
    nobody(tie.guardian)
    with pytest.raises(Refused, match="监护关系"):
        merged(world, row.person, tie.guardian)
    assert not Merge.objects.within("").exists()


def test_what_came_since_stays_with_the_one_that_was_kept(world):
    kept, gone = factories.person(world.school), nobody(factories.person(world.school))
    made = merged(world, kept, gone)
    since = factories.post(world.school, of=kept)
    split(world, made)
    since.refresh_from_db()
    assert since.person_id == kept.pk
    assert Doubt.objects.within("").get(pk=made.doubt_id).state == "different"


def test_merges_are_split_the_last_one_first(world):
    kept, gone, third = (factories.person(world.school), *(nobody(factories.person(world.school)) for _ in "ab"))
    first, second = merged(world, kept, gone), merged(world, kept, third)
    with pytest.raises(Refused, match="先拆分后来的"):
        split(world, first)
    split(world, second)
    split(world, first)
    assert not Person.objects.within("").filter(merged_into__isnull=False).exists()


def test_merge_and_split_are_told_in_the_logs_of_both(world):
    kept, gone = factories.person(world.school), nobody(factories.person(world.school))
    split(world, merged(world, kept, gone))
    for person in (kept, gone):
        told = {line.label for line in audit.about("people.person", person.pk)}
        assert {"people.person.merged", "people.person.split", "people.doubt.decided"} <= told


def test_a_file_taken_back_after_a_merge_is_refused_rather_than_half_undone(world):
    kept, gone = factories.person(world.school), nobody(factories.person(world.school))
    row = factories.enrolment(world.school, of=Person.objects.within("").get(pk=kept.pk))
    Enrolment.objects.within("").filter(pk=row.pk).update(person=gone, batch_id=77, batch_row=4)
    made = merged(world, kept, gone)
    row.refresh_from_db()
    assert (row.batch_id, row.person_id) == (None, kept.pk)
    split(world, made)
    row.refresh_from_db()
    assert (row.batch_id, row.batch_row, row.person_id) == (77, 4, gone.pk)


# --- nothing is forgotten --------------------------------------------------------------------------------------------


def keys_to_persons():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is Person and model._meta.managed:
                yield f"{model._meta.label}.{field.column}"


@pytest.mark.pure
def test_every_foreign_key_to_a_person_is_moved_or_says_why_not():
    moved = {pointer.name for pointer in pointers_to(Person)}
    stays = {pointer.name for pointer in POINTERS if pointer.stays}
    assert set(keys_to_persons()) <= moved | stays
    assert not moved & stays


@pytest.mark.pure
def test_every_number_of_a_person_kept_as_a_value_is_declared():
    values = {
        f"{model._meta.label}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.column in {"person_id", "child_id", "guardian_id", "holder_id"} and not field.is_relation
    }
    assert values == {pointer.name for pointer in POINTERS if pointer.to == "people.Person"} & values
    assert values
