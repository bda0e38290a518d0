"""The public page: three words, the same for everything that is not genuine, and no names."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from shuren.kernel.signing import authority, papers
from shuren.spine.certificates.actions import issuing, verifying
from shuren.spine.certificates.actions.verifying import Asked, Verdict, verify, verify_file
from shuren.spine.certificates.models import Certificate
from shuren.spine.identity.models import UnitCertificate
from tests.kernel.signing.blank import blank_pdf
from tests.world import World

pytestmark = pytest.mark.django_db
VALID, REVOKED, UNKNOWN = "现在有效", "不再有效", "没有找到与所填内容或文件完全一致的证书"


def asked(certificate: Certificate, **typed: str) -> Asked:
    return Asked(**{"number": certificate.number, "code": certificate.code, **typed})


def upload(client: Client, content: bytes) -> str:
    file = SimpleUploadedFile("paper.pdf", content, content_type="application/pdf")
    return client.post("/verify/file", {"file": file}).content.decode()


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ({}, Verdict.VALID),
        ({"name": "李小雨"}, Verdict.VALID),
        ({"name": "李 小雨"}, Verdict.VALID),
        ({"name": "李小玉"}, Verdict.UNKNOWN),
        ({"code": "ABCDE-FGHJK"}, Verdict.UNKNOWN),
        ({"code": ""}, Verdict.UNKNOWN),
        ({"number": "CS-2134000001-2026-9999"}, Verdict.UNKNOWN),
        ({"number": "CS-2134000001-2026-9999", "code": "-"}, Verdict.UNKNOWN),
    ],
)
def test_number_code_and_name_must_agree(certificate: Certificate, typed: dict[str, str], verdict: Verdict) -> None:
    assert verify(asked(certificate, **typed)) == verdict


def test_a_revoked_one_is_told_so_by_number_and_by_file(world: World, certificate: Certificate, paper: bytes) -> None:
    assert verify_file(io.BytesIO(paper)) == Verdict.VALID
    issuing.revoke(actor=world.actor("principal"), certificate=certificate, reason="误发", at=timezone.now())
    assert verify(asked(certificate)) == Verdict.REVOKED
    assert verify_file(io.BytesIO(paper)) == Verdict.REVOKED


@pytest.mark.parametrize("place", [0, 500, -1])
def test_one_byte_changed_is_not_valid(paper: bytes, place: int) -> None:
    spoiled = bytearray(paper)
    spoiled[place] ^= 1
    assert verify_file(io.BytesIO(spoiled)) == Verdict.UNKNOWN


def test_what_another_authority_signed_is_not_valid(world: World, certificate: Certificate) -> None:
    now = timezone.now()
    forger = authority.found("合肥市教育电子证书根", at=now, until=now.replace(year=now.year + 9))
    forged = papers.sign(blank_pdf(), keeper=forger, chain=[forger.certificate], name="东山小学", reason="")
    assert verify_file(io.BytesIO(forged)) == Verdict.UNKNOWN


def test_bytes_changed_in_the_store_are_not_valid(certificate: Certificate, paper: bytes) -> None:
    certificate.file.path.write_bytes(paper[:-1])
    assert verify_file(io.BytesIO(paper)) == Verdict.UNKNOWN


def test_a_certificate_revoked_before_it_signed_vouches_for_nothing(certificate: Certificate, paper: bytes) -> None:
    signer = UnitCertificate.objects.within("").filter(serial=certificate.signer)
    signer.update(is_current=False, revoked_at=certificate.issued_at.replace(year=2020))
    assert verify_file(io.BytesIO(paper)) == Verdict.UNKNOWN


def test_the_page_answers_without_an_account_and_without_names(certificate: Certificate, paper: bytes) -> None:
    client = Client()
    scanned = client.get("/verify", {"number": certificate.number, "code": certificate.code}).content.decode()
    typed = client.post("/verify", {"number": certificate.number, "code": "ABCDE-FGHJK"}).content.decode()
    assert VALID in scanned
    assert UNKNOWN in typed
    assert VALID in upload(client, paper)
    assert UNKNOWN in upload(client, paper[:-1])
    for page in (scanned, typed, upload(client, paper)):
        assert "李小雨" not in page
        assert "东山小学" not in page


def test_scanning_asks_to_compare_the_name(certificate: Certificate) -> None:
    sent = {"number": certificate.number, "code": certificate.code}
    assert "一并核对，或上传" in Client().get("/verify", sent).content.decode()
    assert "一并核对，或上传" not in Client().post("/verify", {**sent, "name": "李小雨"}).content.decode()


def test_the_page_opens_empty_and_in_english(world: World) -> None:
    assert Client().get("/verify").status_code == 200
    assert Client().get("/verify", headers={"Accept-Language": "en"}).status_code == 200


@pytest.mark.parametrize("number", ["", "\0", "x" * 500])
def test_odd_questions_get_an_answer(number: str, world: World) -> None:
    assert Client().post("/verify", {"number": number, "code": "x"}).status_code in {200, 422}


def test_too_many_questions_from_one_address_must_wait(certificate: Certificate, settings: object) -> None:
    client, sent = Client(), {"number": certificate.number, "code": certificate.code}
    for _ in range(verifying.LIMIT):
        assert client.get("/verify", sent).status_code == 200
    answer = client.get("/verify", sent)
    assert answer.status_code == 422
    assert "查询过于频繁" in answer.content.decode()
    assert VALID not in answer.content.decode()
    assert VALID in client.get("/verify", sent, REMOTE_ADDR="10.0.0.9").content.decode()


def test_a_file_that_is_too_large_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "LARGEST", 10)
    assert "超过 10 MB" in upload(Client(), b"x" * 11)
