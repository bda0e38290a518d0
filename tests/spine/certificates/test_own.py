"""A guardian fetches the papers of the own children on the phone, and nobody else's."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.spine.certificates.actions import issuing
from shuren.spine.people.models import Enrolment, PersonAccount
from tests.spine.certificates.factories import issued
from tests.spine.people import factories
from tests.world import World

pytestmark = pytest.mark.django_db
OWN = reverse("certificates:own")


@pytest.fixture
def family(world: World, pupil: Enrolment) -> Any:
    tie = factories.guardianship(pupil, "郑家")
    PersonAccount.objects.create(account=world.accounts["guardian"], person=tie.guardian)
    return world


def test_the_own_childs_papers_are_there_to_fetch(family: World, pupil: Enrolment) -> None:
    mine, other = issued(pupil), issued(factories.enrolment(family.school, "别家孩子"))
    client = family.client("guardian")
    shown = client.get(OWN).content.decode()
    assert mine.number in shown
    assert other.number not in shown
    assert client.get(reverse("certificates:own_file", args=(mine.pk,))).getvalue() == mine.file.path.read_bytes()
    assert client.get(reverse("certificates:own_file", args=(other.pk,))).status_code == 404
    assert client.get(reverse("certificates:certificate", args=(mine.pk,))).status_code == 403
    about = Entry.objects.within("").filter(subject_id=str(pupil.person_id))
    labels = set(about.values_list("label", flat=True))
    assert {"certificates.own.seen", "certificates.certificate.fetched"} <= labels


def test_what_was_revoked_is_no_longer_handed_out(family: World, pupil: Enrolment) -> None:
    mine = issued(pupil)
    issuing.revoke(actor=family.actor("principal"), certificate=mine, reason="信息有误", at=timezone.now())
    client = family.client("guardian")
    assert mine.number not in client.get(OWN).content.decode()
    assert client.get(reverse("certificates:own_file", args=(mine.pk,))).status_code == 404


def test_a_child_who_has_left_school_keeps_them(family: World, pupil: Enrolment) -> None:
    mine = issued(pupil)
    Enrolment.objects.within("").filter(pk=pupil.pk).update(left_on=timezone.localdate(), status="07")
    assert mine.number in family.client("guardian").get(OWN).content.decode()


def test_a_case_leads_each_party_to_what_it_may_see(family: World) -> None:
    address = reverse("certificates:from_case", args=("ZX1",))
    assert family.client("guardian").get(address)["Location"] == OWN
    assert family.client("registrar").get(address)["Location"].endswith("?q=ZX1")
