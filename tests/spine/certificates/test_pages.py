"""The register and its pages over HTTP."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuren.kernel.audit.models import Entry
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.certificates import queries
from shuren.spine.certificates.menu import of_person
from shuren.spine.certificates.models import Certificate
from shuren.spine.people.models import Enrolment, Person
from tests.spine.certificates.factories import PRESENCE, issued
from tests.spine.people import factories
from tests.world import World, account

pytestmark = pytest.mark.django_db


def test_a_registrar_previews_issues_and_downloads(world: World, pupil: Enrolment) -> None:
    client = world.client("registrar")
    offered = client.get(f"/certificates/of/{pupil.person_id}").content.decode()
    assert f"/certificates/new/{PRESENCE.code}/{pupil.pk}" in offered
    shown = client.get(f"/certificates/new/{PRESENCE.code}/{pupil.pk}").content.decode()
    assert "data:image/png;base64," in shown
    answer = client.post(f"/certificates/new/{PRESENCE.code}/{pupil.pk}")
    file = client.get(f"{answer['Location']}/file")
    assert b"".join(file.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    labels = list(Entry.objects.within("").order_by("id").values_list("label", flat=True))
    assert labels[-2:] == ["certificates.certificate.issued", "certificates.certificate.fetched"]


def test_the_bundle_holds_paper_signature_and_key(world: World, certificate: Certificate) -> None:
    content = world.client("principal").get(f"/certificates/{certificate.pk}/bundle").content
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert names == [f"{certificate.number}.pdf", f"{certificate.number}.pdf.sm2", "sm2.pem", "README.txt"]


def test_the_register_is_searched_filtered_and_exported(world: World, certificate: Certificate) -> None:
    client = world.client("county_official")
    for found in (f"q={certificate.number}", "q=李小", "q=lxy", "state=valid", f"kind={PRESENCE.code}"):
        assert certificate.number in client.get(f"/certificates?{found}").content.decode()
    for missed in ("q=王", "state=revoked", "state=replaced", "kind=tests.once", "year=2020", "year=x"):
        assert certificate.number not in client.get(f"/certificates?{missed}").content.decode()
    assert certificate.number in client.get("/certificates/export.csv").content.decode()


def test_a_person_s_page_tells_the_local_day(world: World, certificate: Certificate, pupil: Enrolment) -> None:
    early = datetime(2026, 11, 22, 18, 50, tzinfo=UTC)  # in China it is the next day
    Certificate.objects.within("").filter(pk=certificate.pk).update(issued_at=early)
    (line,) = of_person(world.actor("registrar"), pupil.person_id)
    assert "2026-11-23" in line.note


def test_a_revoked_certificate_tells_by_whom_and_why(world: World, certificate: Certificate) -> None:
    client = world.client("principal")
    at = f"/certificates/{certificate.pk}"
    assert client.post(f"{at}/revoke", {"reason": "日期有误"}).status_code == 302
    told = client.get(at).content.decode()
    assert "日期有误" in told
    assert "新证书" not in told


def test_the_register_is_read_with_few_queries(world: World, certificate: Certificate, pupil: Enrolment) -> None:
    for _ in range(3):
        issued(pupil)
    client = world.client("county_official")
    client.get("/certificates")
    with CaptureQueriesContext(connection) as asked:
        client.get("/certificates")
    assert len(asked) <= 12


def test_a_principal_replaces_and_the_pages_point_at_each_other(world: World, certificate: Certificate) -> None:
    client = world.client("principal")
    answer = client.post(f"/certificates/{certificate.pk}/replace", {"reason": "原件遗失"}, follow=True)
    assert certificate.number in answer.content.decode()
    old = client.get(f"/certificates/{certificate.pk}").content.decode()
    assert "已换发" in old
    assert "原件遗失" in old


def test_the_present_school_sees_what_the_former_one_issued(world: World, pupil: Enrolment) -> None:
    certificate = issued(pupil)
    Person.objects.within("").filter(pk=pupil.person_id).update(org_path=world.far_school.path)
    holder = account("far-registrar", org=world.far_school, role="registrar")
    from shuren.spine.identity import queries as identity

    actor = identity.actor_for(holder, identity.grants_of(holder)[0])
    with scope_of(actor):
        assert [row.pk for row in queries.certificates_of(actor, pupil.person_id)] == [certificate.pk]
        assert queries.certificate_for(actor, certificate.pk).pk == certificate.pk


def test_the_pupils_page_lists_certificates(world: World, certificate: Certificate, pupil: Enrolment) -> None:
    page = world.client("registrar").get(f"/people/{pupil.person_id}/").content.decode()
    assert certificate.number in page
    assert f"/certificates/of/{pupil.person_id}" in page


def test_another_schools_pupil_is_not_offered(world: World) -> None:
    with scope_of(world.actor("county_official")):
        sibling = factories.enrolment(world.sibling, "王二")
    client = world.client("registrar")
    assert client.get(f"/certificates/of/{sibling.person_id}").status_code == 404
    assert client.get(f"/certificates/new/{PRESENCE.code}/{sibling.pk}").status_code == 403
    assert client.get("/certificates/new/no.such/1").status_code == 404
