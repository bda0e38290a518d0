"""The auditor's page: filters, export, verification."""

import csv
import io

import pytest
from django.test import Client

from shuren.kernel.audit.models import Entry
from shuren.kernel.jobs.models import Run
from shuren.kernel.words import told
from tests.inline import run_jobs
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(world: World) -> World:
    """A sign-in and a failed one."""
    Client().post("/sign-in", {"username": "registrar", "password": PASSWORD})
    Client().post("/sign-in", {"username": "principal", "password": "wrong"})
    Client().post("/sign-in", {"username": "=cmd", "password": "wrong"})
    return world


def test_entries_read_as_sentences_with_their_org(log: World) -> None:
    shown = log.client("auditor").get("/audit").content.decode()
    assert "登录成功，来自 127.0.0.1" in shown
    assert "东山小学" in shown
    assert "全平台" in shown
    assert f"账号 {log.accounts['registrar'].pk}" in shown


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("label=identity.account.signed_in", "登录成功", "登录失败"),
        ("q=李录", "登录成功", "登录失败"),
        ("since=2999-01-01", "没有符合条件的记录", "登录成功"),
        ("until=2000-01-01", "没有符合条件的记录", "登录成功"),
        ("org=000100010002", "没有符合条件的记录", "登录成功"),
        ("subject=identity.account:0", "没有符合条件的记录", "登录成功"),
    ],
)
def test_filters_narrow_the_log(log: World, query: str, there: str, gone: str) -> None:
    shown = log.client("auditor").get(f"/audit?{query}").content.decode()
    rows = shown.split("<tbody>")[1]
    assert there in rows
    assert gone not in rows


def test_the_export_is_the_filtered_log_and_is_itself_recorded(log: World) -> None:
    client = log.client("auditor")
    answer = client.get("/audit/export.csv?label=identity.account.sign_in_failed")
    text = answer.content.decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text)))
    assert head[0] == "时间"
    assert len(rows) == 2
    assert all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert Entry.objects.within("").order_by("-id")[0].label == "identity.audit.exported"


@pytest.mark.django_db(transaction=True)
def test_verification_runs_in_the_background_and_tells_its_outcome(log: World) -> None:
    client = log.client("auditor")
    assert client.post("/audit/verify").status_code == 302
    assert "每" not in client.get("/audit/verification").content.decode()
    run_jobs()
    assert told(Run.objects.within("").get().note) == "共 3 条，完整无误。"
    shown = client.get("/audit").content.decode()
    assert "完整无误" in shown
    assert "最近一次验证" in shown


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "city_official", "principal"])
def test_nobody_else_reads_the_log(world: World, role: str) -> None:
    assert world.client(role).get("/audit").status_code == 403
