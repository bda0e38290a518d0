"""Certificates of units: made at the first signature, renewed, revoked; the public can fetch root and list."""

import io
from datetime import timedelta

import pytest
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connection
from django.test import Client
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper

from shuren.kernel.audit.models import Entry
from shuren.kernel.refusals import Forbidden
from shuren.kernel.signing import national, papers
from shuren.spine.identity import gateways
from shuren.spine.identity.actions import certifying
from shuren.spine.identity.models import Root, UnitCertificate
from tests.kernel.signing.blank import blank_pdf
from tests.world import World

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


def sign(world: World, unit: str = "school", at: object = NOW) -> certifying.SignedPaper:
    return certifying.sign_paper(org=world.org(unit), pdf=blank_pdf(), reason="测试", at=at)  # type: ignore[arg-type]


def rows() -> list[UnitCertificate]:
    return list(UnitCertificate.objects.within("").order_by("id"))


def test_the_first_signature_makes_root_and_certificate(world: World) -> None:
    paper = sign(world)
    (row,) = rows()
    assert (row.serial, row.name, row.org_path) == (paper.serial, "东山小学", world.school.path)
    assert papers.look(paper.pdf, root=bytes(Root.objects.get().certificate), at=NOW).is_good
    assert national.is_signed(paper.pdf, paper.sm2, bytes(row.sm2_public))
    assert not paper.has_timestamp
    labels = Entry.objects.within("").order_by("id").values_list("label", flat=True)
    assert list(labels) == ["identity.root.founded", "identity.unit_certificate.issued"]


def test_later_signatures_use_the_same_certificate(world: World) -> None:
    assert sign(world).serial == sign(world).serial
    assert sign(world, "sibling").serial != sign(world).serial
    assert Root.objects.count() == 1


def test_keys_lie_sealed(world: World) -> None:
    sign(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, sm2_key FROM identity_unitcertificate UNION SELECT key, key FROM identity_root")
        kept = [text for row in cursor.fetchall() for text in row]
    assert all(text.startswith("A256GCM.") and "PRIVATE" not in text for text in kept)


@pytest.mark.parametrize(("days", "is_new"), [(3 * 365 - 31, False), (3 * 365 - 29, True)])
def test_a_certificate_about_to_end_is_replaced(world: World, days: int, is_new: bool) -> None:
    first = sign(world).serial
    assert (sign(world, at=NOW + timedelta(days=days)).serial != first) == is_new


def test_a_unit_with_a_new_name_gets_a_new_certificate(world: World) -> None:
    sign(world)
    world.school.name = "东山实验小学"
    world.school.save(update_fields=["name"])
    sign(world)
    assert [row.name for row in rows()] == ["东山小学", "东山实验小学"]


def test_renewing_keeps_the_old_one_good(world: World) -> None:
    paper = sign(world)
    made = certifying.renew(actor=world.actor("security_admin"), certificate=rows()[0], at=NOW)
    assert sign(world).serial == made.serial != paper.serial
    assert papers.look(paper.pdf, root=bytes(Root.objects.get().certificate), at=NOW).is_good


def test_a_revoked_certificate_signs_no_more_and_is_listed(world: World) -> None:
    paper = sign(world)
    certifying.revoke(actor=world.actor("security_admin"), certificate=rows()[0], reason="密钥泄露", at=NOW)
    assert sign(world).serial != paper.serial
    listed = x509.load_der_x509_crl(Client().get("/ca/revoked.crl").content)
    assert [f"{one.serial_number:X}" for one in listed] == [paper.serial]
    with pytest.raises(certifying.AlreadyRevoked):
        certifying.revoke(actor=world.actor("security_admin"), certificate=rows()[0], reason="再次", at=NOW)


def test_revoking_needs_a_reason_and_the_right(world: World) -> None:
    sign(world)
    with pytest.raises(certifying.ReasonMissing):
        certifying.revoke(actor=world.actor("security_admin"), certificate=rows()[0], reason=" ", at=NOW)
    for deed in ("principal", "system_admin"):
        with pytest.raises(Forbidden):
            certifying.revoke(actor=world.actor(deed), certificate=rows()[0], reason="误发", at=NOW)


def test_a_time_stamp_service_that_does_not_answer_is_told(world: World, settings: object) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"  # type: ignore[attr-defined]
    with pytest.raises(certifying.NoTimeStamp):
        sign(world)


def test_with_a_time_stamp_service_the_signature_carries_its_stamp(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, name = rsa.generate_private_key(65537, 2048), x509.Name([])
    begun = x509.CertificateBuilder(name, name, key.public_key(), 1, NOW, NOW + timedelta(days=9))
    stamper = DummyTimeStamper(
        tsa_cert=Certificate.load(begun.sign(key, SHA256()).public_bytes(Encoding.DER)),
        tsa_key=PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
    )
    monkeypatch.setattr(gateways, "stamper", lambda: stamper)
    paper = sign(world)
    assert paper.has_timestamp
    signature = PdfFileReader(io.BytesIO(paper.pdf)).embedded_signatures[0]
    kinds = [attribute["type"].native for attribute in signature.signer_info["unsigned_attrs"]]
    assert "signature_time_stamp_token" in kinds


def test_the_public_fetches_the_root(world: World) -> None:
    answer = Client().get("/ca/root.crt")
    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
    read = x509.load_der_x509_certificate(answer.content)
    assert "教育电子证书根" in read.subject.rfc4514_string()


def test_the_security_administrator_sees_renews_and_revokes(world: World) -> None:
    sign(world)
    client, row = world.client("security_admin"), rows()[0]
    assert "东山小学" in client.get("/unit-certificates").content.decode()
    assert row.serial in client.get(f"/unit-certificates/{row.pk}").content.decode()
    assert client.post(f"/unit-certificates/{row.pk}/renew").status_code == 302
    assert client.post(f"/unit-certificates/{row.pk}/revoke").status_code == 422
    answer = client.post(f"/unit-certificates/{row.pk}/revoke", {"reason": "密钥泄露"}, follow=True)
    assert "密钥泄露" in answer.content.decode()
