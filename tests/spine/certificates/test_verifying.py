"""The public page: three words, the same for everything that is not genuine, and no names."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

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
from tests.spine.certificates.factories import ONCE, issued
from tests.spine.people import factories
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


def test_a_paper_is_as_good_whatever_becomes_of_the_one_in_the_store(certificate: Certificate, paper: bytes) -> None:
    certificate.file.path.write_bytes(paper[:-1])
    assert verify_file(io.BytesIO(paper)) == Verdict.VALID
    assert verify_file(io.BytesIO(paper[:-1])) == Verdict.UNKNOWN
    certificate.file.path.unlink()
    assert verify_file(io.BytesIO(paper)) == Verdict.VALID


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


def plain(page: str) -> str:
    """Return a page without what belongs to the question and the moment: what was typed, the token, the time."""
    page = re.sub(r'\s*value="[^"]*"\s*', " ", page)
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?|[A-Za-z0-9]{64}| +", "", page)


def test_it_tells_one_of_three_words_and_nothing_more(world: World, certificate: Certificate) -> None:
    other = issued(factories.enrolment(world.far_school, "欧阳若兰", national_no="G340102201003076159"), kind=ONCE)
    client, actor = Client(), replace(world.actor("principal"), path="")

    def page(row: Certificate, **typed: str) -> str:
        return plain(client.post("/verify", {"number": row.number, "code": row.code, **typed}).content.decode())

    told = [page(certificate, name="李小雨")]
    assert told[0] == page(other, name="欧阳若兰"), "whatever the paper is and whoever issued it"
    told.append(page(certificate, code="ABCDE-FGHJK"))
    assert told[1] == page(certificate, number="CS-1-2026-0001") == page(certificate, name="欧阳若兰")
    issuing.revoke(actor=actor, certificate=certificate, reason="学校误发", at=timezone.now())
    issuing.replace(actor=actor, certificate=other, reason="姓名变更", at=timezone.now())
    told.append(page(certificate))
    assert told[2] == page(other), "not why, nor whether another took its place"
    assert page(certificate, code="ABCDE-FGHJK") == told[1], "who does not hold the paper learns nothing"
    assert [word in text for text in told for word in (VALID, REVOKED, UNKNOWN)].count(True) == len(set(told)) == 3


@pytest.mark.parametrize("place", [0.1, 0.5, 0.99])
@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler's pdfsig is not installed")
def test_a_byte_changed_after_verifying_is_seen_by_the_page_and_by_pdfsig(
    paper: bytes, tmp_path: Path, place: float
) -> None:
    assert VALID in upload(Client(), paper)
    spoiled = bytearray(paper)
    start, hole, after, rest = covered(paper)
    at = int(start + hole * place) if place < 0.9 else int(after + rest * 0.5)
    spoiled[at] ^= 1
    assert UNKNOWN in upload(Client(), bytes(spoiled))
    (tmp_path / "paper.pdf").write_bytes(spoiled)
    told = subprocess.run(["pdfsig", "paper.pdf"], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert "Signature is Valid" not in told.stdout


def covered(paper: bytes) -> tuple[int, ...]:
    """Return the two ranges that the signature covers: beginning and length of each."""
    found = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", paper)
    assert found
    return tuple(map(int, found.groups()))
