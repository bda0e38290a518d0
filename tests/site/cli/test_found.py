"""`shuren found`: the first org and the first account, once, whole, with a password worth the name."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from shuren.kernel.audit.models import Entry
from shuren.site.cli.main import main
from shuren.spine.identity.models import Account, Grant
from shuren.spine.orgs.models import Change, Org
from tests.site.cli.region import Region

PASSWORD = "Tree-of-1000-Rings"
ORDER = {
    "--name": "江城市教育局",
    "--division": "340100",
    "--account": "admin",
    "--holder": "赵系",
}


def found(typed: str = PASSWORD + "\n", **changes: str) -> Result:
    order = ORDER | {f"--{name}": value for name, value in changes.items()}
    return CliRunner().invoke(main, ["found", *(word for option in order.items() for word in option)], input=typed)


@pytest.mark.django_db
def test_the_account_signs_in_as_system_administrator_of_the_org():
    answer = found()
    assert answer.exit_code == 0, answer.output
    org = Org.objects.within("").get()
    assert (org.name, org.code, org.level, org.parent) == ("江城市教育局", "340100", "city", None)
    held = Grant.objects.within("").get()
    assert (held.role, held.org) == ("system_admin", org)
    client = Client()
    client.post("/sign-in", {"username": "admin", "password": PASSWORD})
    assert client.get("/accounts/new").status_code == 200


@pytest.mark.django_db
def test_a_province_is_told_by_its_code():
    assert found(division="340000").exit_code == 0
    assert Org.objects.within("").get().level == "province"


@pytest.mark.django_db
def test_the_audit_log_tells_every_step_and_no_password():
    found()
    entries = Entry.objects.within("").order_by("id")
    assert {entry.actor_id for entry in entries} == {"system:founder"}
    assert [entry.label for entry in entries] == [
        "orgs.org.changed",
        "identity.account.opened",
        "identity.grant.given",
        "identity.account.reset_password",
    ]
    assert PASSWORD not in " ".join(entry.details for entry in entries)


def test_a_database_with_an_org_is_left_alone(world):
    before = Org.objects.within("").count(), Account.objects.count(), Entry.objects.within("").count()
    answer = found()
    assert answer.exit_code == 1
    assert "数据库中已有机构" in answer.output
    assert (Org.objects.within("").count(), Account.objects.count(), Entry.objects.within("").count()) == before


REFUSED = {
    "a short password": ("Ab1-\n", {}, "密码太短"),
    "a password of one kind": ("treeofathousandrings\n", {}, "密码种类太少"),
    "no password at all": ("", {}, "密码太短"),
    "a user name of Chinese characters": (PASSWORD, {"account": "管理员"}, "账号由 3 至 60"),
    "the code of a county": (PASSWORD, {"division": "340123"}, "市级行政区划代码"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "changes", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_leaves_nothing_behind(typed: str, changes: dict[str, str], sentence: str):
    answer = found(typed, **changes)
    assert answer.exit_code == 1
    assert sentence in answer.output
    for model in (Org, Change, Grant, Entry):
        assert not model.objects.within("").exists()
    assert not Account.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "code"), [(f"{PASSWORD}\n{PASSWORD}\n", 0), (f"{PASSWORD}\nother\n", 1)], ids=["the same", "another"]
)
def test_at_a_terminal_the_password_is_typed_twice_and_not_shown(monkeypatch, typed: str, code: int):
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _self: True)
    answer = found(typed)
    assert answer.exit_code == code, answer.output
    assert Account.objects.exists() is (code == 0)
    assert "再输入一次" in answer.output
    assert PASSWORD not in answer.output


@pytest.mark.slow
@pytest.mark.enable_socket
def test_it_works_on_an_embedded_database_that_is_not_there_yet(tmp_path: Path):
    fresh = Region(tmp_path / "fresh")
    options = [word for option in ORDER.items() for word in option]
    answer = fresh.run("found", *options, typed=PASSWORD)
    assert answer.returncode == 0, answer.stderr
    again = fresh.run("found", *options, typed=PASSWORD)
    assert again.returncode == 1
    assert "数据库中已有机构" in again.stderr
