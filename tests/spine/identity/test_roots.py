"""The authority over the years: roots follow each other, units' certificates too, and old papers stay good."""

from datetime import timedelta

import pytest
from cryptography import x509
from django.test import Client
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.kernel.signing import papers
from shuren.spine.identity.actions import certifying, roots
from shuren.spine.identity.actions.roots import AUTHORITY, ROOT_LASTS, ROOT_RENEWED_BEFORE
from shuren.spine.identity.models import Root, UnitCertificate
from tests.kernel.signing.blank import blank_pdf
from tests.world import World

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
YEAR = timedelta(days=365)
LATER = NOW + ROOT_LASTS - ROOT_RENEWED_BEFORE + timedelta(days=1)
AFTER = NOW + ROOT_LASTS + YEAR  # the first root has ended


def sign(world: World, at: object) -> certifying.SignedPaper:
    return certifying.sign_paper(org=world.school, pdf=blank_pdf(), reason="测试", at=at)  # type: ignore[arg-type]


def is_good(paper: certifying.SignedPaper, at: object) -> bool:
    return certifying.is_signed_paper(paper.pdf, sm2=paper.sm2, serial=paper.serial, at=at)  # type: ignore[arg-type]


def test_a_root_is_renewed_while_every_certificate_below_it_still_gets_its_term(world: World) -> None:
    sign(world, NOW)
    assert not roots.renew_root_in_time(LATER - timedelta(days=2))
    assert roots.renew_root_in_time(LATER)
    assert not roots.renew_root_in_time(LATER)
    assert Root.objects.count() == 2
    made = certifying.renew(
        actor=world.actor("security_admin"), certificate=UnitCertificate.objects.within("").get(), at=LATER
    )
    assert made.expires_at - LATER == roots.UNIT_LASTS
    assert made.root == Root.objects.get(is_current=True)
    assert "identity.root.renewed" in Entry.objects.within("").values_list("label", flat=True)


def test_papers_of_both_roots_are_good_when_the_first_has_ended(world: World) -> None:
    old = sign(world, NOW)
    roots.renew_root(actor=AUTHORITY, at=LATER)
    new, last = sign(world, LATER), sign(world, AFTER)
    assert len({old.serial, new.serial, last.serial}) == 3
    assert all([is_good(old, NOW), is_good(new, LATER), is_good(last, AFTER)])
    assert not is_good(old, AFTER), "it was not signed then"
    changed = certifying.SignedPaper(old.pdf[:-2] + b"\n\n", old.sm2, old.serial, has_timestamp=False)
    assert not is_good(changed, NOW)


def test_who_trusts_the_old_root_alone_can_check_what_is_signed_below_the_new(world: World) -> None:
    sign(world, NOW)
    roots.renew_root(actor=AUTHORITY, at=LATER)
    certifying.renew(
        actor=world.actor("security_admin"), certificate=UnitCertificate.objects.within("").get(), at=LATER
    )
    paper = sign(world, LATER)
    first, second = (bytes(root.certificate) for root in Root.objects.order_by("id"))
    assert papers.look(paper.pdf, root=second, at=LATER).is_good
    assert papers.look(paper.pdf, root=first, at=LATER).is_good
    assert not papers.look(paper.pdf, root=first, at=AFTER).is_good


def test_units_certificates_are_renewed_before_a_signature_has_to_wait(world: World) -> None:
    first = sign(world, NOW)
    assert certifying.renew_in_time(NOW + 2 * YEAR) == 0
    soon = NOW + 3 * YEAR - timedelta(days=20)
    assert certifying.renew_in_time(soon) == 1
    assert sign(world, soon).serial == UnitCertificate.objects.within("").get(is_current=True).serial != first.serial


def test_each_root_lists_what_it_took_back(world: World) -> None:
    old = sign(world, NOW)
    roots.renew_root(actor=AUTHORITY, at=LATER)
    row = UnitCertificate.objects.within("").get(serial=old.serial)
    certifying.revoke(actor=world.actor("security_admin"), certificate=row, reason="密钥泄露", at=LATER)
    first, second = Root.objects.order_by("id")
    new = sign(world, LATER)
    signer = x509.load_der_x509_certificate(
        bytes(UnitCertificate.objects.within("").get(serial=new.serial).certificate)
    )
    points = signer.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    address = f"/ca/{second.pk}/revoked.crl"
    assert points[0].full_name[0].value.endswith(address)
    listed = x509.load_der_x509_crl(Client().get("/ca/revoked.crl").content)
    assert [f"{one.serial_number:X}" for one in listed] == [old.serial]
    assert not list(x509.load_der_x509_crl(Client().get(address).content))
    assert Client().get("/ca/999999/revoked.crl").status_code == 404
    assert first.revocations != second.revocations


def test_lists_are_signed_anew_twice_a_day_and_not_at_each_request(world: World) -> None:
    sign(world, NOW)
    kept = Client().get("/ca/revoked.crl").content
    assert Client().get("/ca/revoked.crl").content == kept
    later = timezone.now() + timedelta(hours=13)
    assert roots.publish_in_time(later) == 1
    assert roots.publish_in_time(later) == 0
    assert Client().get("/ca/revoked.crl").content != kept


def test_everybody_can_fetch_all_roots(world: World) -> None:
    sign(world, NOW)
    roots.renew_root(actor=AUTHORITY, at=LATER)
    told = Client().get("/ca/roots.pem").content
    names = {one.subject.rfc4514_string() for one in x509.load_pem_x509_certificates(told)}
    assert len(x509.load_pem_x509_certificates(told)) == 3
    assert len(names) == 2
