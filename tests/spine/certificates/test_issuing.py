"""Issuing: number, paper, signature and register row together or not at all."""

import io
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from shuren.kernel import documents
from shuren.kernel.audit.models import Entry
from shuren.kernel.refusals import Forbidden
from shuren.kernel.signing import national, papers
from shuren.spine.certificates.actions import issuing
from shuren.spine.certificates.models import Certificate, Serial
from shuren.spine.identity.models import Root, UnitCertificate
from shuren.spine.people.models import Enrolment
from tests.spine.certificates.factories import ONCE, PRESENCE, issued
from tests.spine.people import factories
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_paper_is_signed_by_the_unit_and_kept(certificate: Certificate, paper: bytes, world: World) -> None:
    assert papers.look(paper, root=bytes(Root.objects.get().certificate), at=certificate.issued_at).is_good
    signer = UnitCertificate.objects.within("").get(serial=certificate.signer)
    assert signer.org_id == world.school.pk
    assert national.is_signed(paper, bytes(certificate.sm2), bytes(signer.sm2_public))
    assert certificate.sha256 == certificate.file.sha256
    assert PdfFileReader(io.BytesIO(paper)).root["/Type"] == "/Catalog"


def test_the_number_is_printed_whole_and_kept_masked(certificate: Certificate, pupil: Enrolment) -> None:
    assert certificate.facts["学籍号"] == str(pupil.national_no)
    assert pupil.national_no.reveal() not in str(certificate.facts)


def test_numbers_follow_each_other_per_kind_and_unit(pupil: Enrolment, world: World) -> None:
    far = factories.enrolment(world.far_school, "王二")
    numbers = [issued(pupil).number, issued(pupil).number, issued(far).number, issued(pupil, kind=ONCE).number]
    year = timezone.localdate().year
    assert numbers == [
        f"CS-2134000001-{year}-0001",
        f"CS-2134000001-{year}-0002",
        f"CS-2134000003-{year}-0001",
        f"CO-2134000001-{year}-0001",
    ]


def test_what_fails_takes_no_number(pupil: Enrolment, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(**_given: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(issuing, "store", breaks)
    with pytest.raises(OSError, match="no space"):
        issued(pupil)
    monkeypatch.undo()
    assert not Serial.objects.exists()
    assert issued(pupil).number.endswith("-0001")


def test_where_one_is_enough_there_is_no_second(pupil: Enrolment) -> None:
    first = issued(pupil, kind=ONCE)
    with pytest.raises(issuing.AlreadyCertified, match=first.number):
        issued(pupil, kind=ONCE)


def test_what_the_register_does_not_know_is_not_certified(pupil: Enrolment) -> None:
    Enrolment.objects.within("").filter(pk=pupil.pk).update(national_no=None)
    with pytest.raises(issuing.FactsMissing, match="学籍号没有登记"):
        issued(pupil)


@pytest.mark.parametrize(("role", "may"), [("registrar", True), ("principal", True), ("city_official", False)])
def test_the_unit_itself_issues(world: World, pupil: Enrolment, role: str, may: bool) -> None:
    if may:
        assert issued(pupil, by=world.actor(role)).issued_by == world.actor(role).name
    else:
        with pytest.raises(Forbidden):
            issued(pupil, by=world.actor(role))


def test_another_school_may_not(world: World, pupil: Enrolment) -> None:
    far = factories.enrolment(world.far_school)
    with pytest.raises(Forbidden):
        issued(far, by=world.actor("registrar"))


def test_revoking_keeps_the_row_and_says_why(world: World, certificate: Certificate) -> None:
    issuing.revoke(actor=world.actor("principal"), certificate=certificate, reason="信息有误", at=timezone.now())
    row = Certificate.objects.within("").get(pk=certificate.pk)
    assert (row.is_valid, row.reason, row.revoked_by) == (False, "信息有误", "王校")
    with pytest.raises(issuing.NotValidAnyMore):
        issuing.revoke(actor=world.actor("principal"), certificate=certificate, reason="再次", at=timezone.now())
    assert "certificates.certificate.revoked" in Entry.objects.within("").values_list("label", flat=True)


def test_revoking_needs_a_reason_and_the_right(world: World, certificate: Certificate) -> None:
    with pytest.raises(issuing.ReasonMissing):
        issuing.revoke(actor=world.actor("principal"), certificate=certificate, reason=" ", at=timezone.now())
    with pytest.raises(Forbidden):
        issuing.revoke(actor=world.actor("registrar"), certificate=certificate, reason="误发", at=timezone.now())


def test_a_replacement_bears_todays_facts_and_names_the_old_one(world: World, pupil: Enrolment) -> None:
    old = issued(pupil, kind=ONCE)
    Enrolment.objects.within("").filter(pk=pupil.pk).update(name="李晓雨")
    made = issuing.replace(actor=world.actor("principal"), certificate=old, reason="姓名变更", at=timezone.now())
    assert (made.replaces_id, made.name, made.is_valid) == (old.pk, "李晓雨", True)
    assert made.number != old.number
    assert not Certificate.objects.within("").get(pk=old.pk).is_valid


def test_a_replacement_that_cannot_be_issued_leaves_the_old_one_valid(world: World, pupil: Enrolment) -> None:
    old = issued(pupil, kind=ONCE)
    Enrolment.objects.within("").filter(pk=pupil.pk).update(national_no=None)
    with pytest.raises(issuing.FactsMissing):
        issuing.replace(actor=world.actor("principal"), certificate=old, reason="遗失", at=timezone.now())
    assert Certificate.objects.within("").get(pk=old.pk).is_valid


def test_a_preview_is_a_picture_and_issues_nothing(world: World, pupil: Enrolment) -> None:
    picture, facts, missing = issuing.preview(actor=world.actor("registrar"), kind=PRESENCE, subject_id=pupil.pk)
    assert picture.startswith(b"\x89PNG")
    assert (facts.holder, missing) == ("李小雨", [])
    assert not Certificate.objects.within("").exists()


def test_a_unit_certificate_renewed_later_leaves_papers_good(pupil: Enrolment) -> None:
    first = issued(pupil)
    later = issued(pupil, at=timezone.now() + timedelta(days=3 * 365 - 10))
    assert first.signer != later.signer


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler's pdfsig is not installed")
def test_pdfsig_finds_the_signature_valid(paper: bytes, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(paper)
    told = subprocess.run(["pdfsig", "paper.pdf"], cwd=tmp_path, check=False, capture_output=True, text=True).stdout
    assert "Signature is Valid" in told
    assert "Signer Certificate Common Name: 东山小学" in told
    assert "Total document signed" in told


def test_a_preview_is_marked_as_not_valid_and_bears_nothing_that_could_be_verified(
    world: World, pupil: Enrolment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is typeset as a picture is typeset as text here, to be read."""
    monkeypatch.setattr(documents, "png", lambda source, data, **_options: documents.pdf(source, data))
    made, _facts, _missing = issuing.preview(actor=world.actor("registrar"), kind=PRESENCE, subject_id=pupil.pk)
    text = read(made, tmp_path)
    assert "效无·览预" in text, "set aslant, it is read from its end"
    assert pupil.national_no.reveal() not in text
    assert "验证码" not in text
    assert "览预" not in read(issued(pupil).file.path.read_bytes(), tmp_path)
    assert b"/ByteRange" not in made


def read(pdf: bytes, folder: Path) -> str:
    (folder / "read.pdf").write_bytes(pdf)
    command = ["pdftotext", "-layout", "read.pdf", "-"]
    told = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    return "".join(told.split())
