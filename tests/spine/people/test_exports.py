"""Taking lists out: alone up to a limit, with a second person beyond it, masked, for some days."""

import csv
import io
from datetime import timedelta

import polars as pl
import pytest
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.kernel.notices.models import Notice
from shuren.spine.people import actions, rules
from shuren.spine.people.actions.exports import FileNotThere, NothingToExport
from shuren.spine.people.models import ExportRequest
from tests.inline import run_jobs
from tests.spine.people import factories
from tests.world import account

REASON = "核对秋季学期在籍名单"


@pytest.fixture
def region(wall_open):
    for name in ("张小明", "李小红", "=1+1"):
        factories.enrolment(wall_open.school, name)
    factories.enrolment(wall_open.sibling, "赵别校")
    return wall_open


@pytest.fixture
def few_alone(monkeypatch):
    monkeypatch.setattr(rules, "EXPORT_ALONE", 2)


def ask(world, role, form="csv", query=""):
    answer = world.client(role).post(f"/people/students/export/?{query}", {"form": form, "reason": REASON})
    assert answer.status_code == 302, answer.content.decode()
    return ExportRequest.objects.within("").latest("id")


def content(world, role, request):
    answer = world.client(role).get(f"/people/exports/{request.pk}/file/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_a_small_list_is_made_at_once_and_is_masked(region):
    request = ask(region, "registrar")
    run_jobs()
    rows = list(csv.DictReader(io.StringIO(content(region, "registrar", request).decode("utf-8-sig"))))
    assert {row["姓名"] for row in rows} == {"张小明", "李小红", "'=1+1"}
    assert all("****" in row["学籍号"] for row in rows)


def test_the_workbook_holds_the_filtered_rows_as_text(region, tmp_path):
    request = ask(region, "registrar", form="xlsx", query="q=张")
    run_jobs()
    path = tmp_path / "list.xlsx"
    path.write_bytes(content(region, "registrar", request))
    assert pl.read_excel(path)["姓名"].to_list() == ["张小明"]


def test_a_large_list_awaits_a_second_person(region, few_alone):
    request = ask(region, "registrar")
    assert request.state == "waiting"
    run_jobs()
    assert region.client("registrar").get(f"/people/exports/{request.pk}/file/").status_code == 409
    todo = Notice.objects.get(kind="people.export")
    assert (todo.role, todo.org_path) == ("principal", region.school.path)
    region.client("principal").post(f"/people/exports/{request.pk}/approve/")
    run_jobs()
    request.refresh_from_db()
    assert (request.state, request.rows_written) == ("ready", 3)
    assert not Notice.objects.filter(settled_at=None).exists()
    assert content(region, "registrar", request)


def test_nobody_approves_their_own_export(region, few_alone):
    request = ask(region, "principal")
    answer = region.client("principal").post(f"/people/exports/{request.pk}/approve/")
    assert answer.status_code == 409
    assert "另一位" in answer.content.decode()
    request.refresh_from_db()
    assert request.state == "waiting"


def test_a_rejection_needs_its_reason_and_makes_no_file(region, few_alone):
    request = ask(region, "registrar")
    assert region.client("principal").post(f"/people/exports/{request.pk}/reject/").status_code == 409
    region.client("principal").post(f"/people/exports/{request.pk}/reject/", {"reason": "用途不清"})
    run_jobs()
    request.refresh_from_db()
    assert (request.state, request.file) == ("rejected", None)


def test_the_file_is_for_the_one_who_asked(region):
    request = ask(region, "registrar")
    run_jobs()
    assert region.client("principal").get(f"/people/exports/{request.pk}/file/").status_code == 409
    assert region.client("city_official").get(f"/people/exports/{request.pk}/").status_code == 200


def test_a_request_of_another_part_of_the_tree_is_not_found(region):
    request = ask(region, "county_official")
    stranger = account("stranger", role="principal", org=region.far_school)
    client = region.client("registrar")
    client.force_login(stranger)
    assert client.get(f"/people/exports/{request.pk}/").status_code == 404
    assert client.post(f"/people/exports/{request.pk}/approve/").status_code == 404


def test_an_export_holds_only_what_the_requester_sees(region):
    request = ask(region, "registrar")
    run_jobs()
    assert "赵别校" not in content(region, "registrar", request).decode()


def test_files_expire(region):
    request = ask(region, "registrar")
    run_jobs()
    request.refresh_from_db()
    path = request.file.path
    ExportRequest.objects.within("").update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(FileNotThere):
        actions.fetch_export(actor=region.actor("registrar"), request_id=request.pk)
    assert path.exists()
    assert actions.expire_exports() == 1
    request.refresh_from_db()
    assert (request.state, request.file) == ("expired", None)


def test_an_empty_list_is_refused(region):
    with pytest.raises(NothingToExport):
        actions.ask_export(
            actor=region.actor("registrar"), kind="students", query={"q": "没有"}, form="csv", reason=REASON
        )


def test_every_step_is_recorded(region, few_alone):
    request = ask(region, "registrar")
    region.client("principal").post(f"/people/exports/{request.pk}/approve/")
    run_jobs()
    request.refresh_from_db()
    content(region, "registrar", request)
    labels = Entry.objects.within("").filter(label__startswith="people.export").order_by("id")
    assert [entry.label.rpartition(".")[2] for entry in labels] == ["asked", "decided", "made", "fetched"]


def test_the_list_of_exports_shows_ones_own_and_those_to_decide(region, few_alone):
    ask(region, "registrar")
    for role in ("registrar", "principal"):
        assert REASON in region.client(role).get("/people/exports/").content.decode()
