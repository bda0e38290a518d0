"""An authority, a paper signed below it, and everything that must not pass."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from shuren.kernel.signing import authority, national, papers
from tests.kernel.signing.blank import blank_pdf

pytestmark = pytest.mark.pure
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=400)
URL = "https://edu.example.cn/ca/revoked.crl"


@dataclass(frozen=True)
class House:
    """A root and one body below it."""

    root: authority.Keeper
    body: authority.Keeper
    sm2: national.Pair


@pytest.fixture(scope="module")
def house() -> House:
    root = authority.found("江城市教育局电子证书根", at=NOW, until=NOW + timedelta(days=7300))
    sm2 = national.new_pair()
    body = authority.issue(
        root, "东山小学", code="2134000001", at=NOW, until=LATER, sm2_key=sm2.public, revocations_url=URL
    )
    return House(root, body, sm2)


@pytest.fixture(scope="module")
def blank() -> bytes:
    return blank_pdf()


@pytest.fixture(scope="module")
def paper(house: House, blank: bytes) -> bytes:
    return papers.sign(blank, keeper=house.body, chain=[house.root.certificate], name="东山小学", reason="签发转学证明")


def looked(paper: bytes, house: House, at: datetime = NOW) -> papers.Finding:
    return papers.look(paper, root=house.root.certificate, at=at)


def test_a_signed_paper_is_whole_and_ours(paper: bytes, house: House) -> None:
    found = looked(paper, house)
    assert found.is_good
    assert found.serial == house.body.serial


@pytest.mark.parametrize("place", [20, 400, -40])
def test_one_byte_changed_is_seen(paper: bytes, house: House, place: int) -> None:
    spoiled = bytearray(paper)
    spoiled[place] ^= 1
    assert not looked(bytes(spoiled), house).is_good


def test_what_is_added_behind_the_signature_is_seen(paper: bytes, house: House) -> None:
    assert not looked(paper + b"\n%added\n", house).is_good


def test_a_paper_signed_below_another_root_is_not_ours(house: House, blank: bytes) -> None:
    forger = authority.found("江城市教育局电子证书根", at=NOW, until=LATER)
    body = authority.issue(
        forger, "东山小学", code="2134000001", at=NOW, until=LATER, sm2_key=house.sm2.public, revocations_url=URL
    )
    forged = papers.sign(blank, keeper=body, chain=[forger.certificate], name="东山小学", reason="")
    found = looked(forged, house)
    assert found.is_intact
    assert not found.is_ours
    assert not found.is_good


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_signed_pdf_is_not_good(content: bytes, blank: bytes, house: House) -> None:
    assert not looked(content, house).is_good
    assert not looked(blank, house).is_good


def test_a_certificate_signs_only_while_it_is_valid(paper: bytes, house: House) -> None:
    assert not looked(paper, house, LATER + timedelta(days=1)).is_ours


def test_the_list_names_what_was_taken_back(house: House) -> None:
    made = authority.revocation_list(house.root, [authority.Revoked(house.body.serial, NOW)], at=NOW)
    read = x509.load_der_x509_crl(made)
    root = x509.load_der_x509_certificate(house.root.certificate)
    assert read.is_signature_valid(root.public_key())  # type: ignore[arg-type]
    assert read.get_revoked_certificate_by_serial_number(int(house.body.serial, 16)) is not None
    assert read.get_revoked_certificate_by_serial_number(1) is None


def test_the_certificate_vouches_for_the_sm2_key(house: House) -> None:
    read = x509.load_der_x509_certificate(house.body.certificate)
    kept = read.extensions.get_extension_for_oid(authority.SM2_KEY).value
    assert isinstance(kept, x509.UnrecognizedExtension)
    assert kept.value == house.sm2.public


def test_sm2_holds_for_what_was_signed_and_nothing_else(house: House) -> None:
    signature = national.sign(b"paper", house.sm2)
    assert national.is_signed(b"paper", signature, house.sm2.public)
    assert not national.is_signed(b"Paper", signature, house.sm2.public)
    assert not national.is_signed(b"paper", signature, national.new_pair().public)
    assert not national.is_signed(b"paper", b"\x30\x00", house.sm2.public)
    assert not national.is_signed(b"paper", signature, b"no key")


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_openssl_agrees_about_sm2(house: House, tmp_path: Path) -> None:
    (tmp_path / "paper").write_bytes(b"paper")
    (tmp_path / "paper.sm2").write_bytes(national.sign(b"paper", house.sm2))
    (tmp_path / "key.pem").write_text(national.pem_of(house.sm2.public))
    asked = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -digest sm3 -in paper -sigfile paper.sm2 -pkeyopt"
    done = subprocess.run([*asked.split(), f"distid:{national.NOBODY.decode()}"], cwd=tmp_path, check=False)
    assert done.returncode == 0


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler's pdfsig is not installed")
def test_pdfsig_agrees(paper: bytes, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(paper)
    told = subprocess.run(["pdfsig", "paper.pdf"], cwd=tmp_path, check=False, capture_output=True, text=True).stdout
    assert "Signature is Valid" in told
    assert "ETSI.CAdES.detached" in told
    assert "Total document signed" in told
