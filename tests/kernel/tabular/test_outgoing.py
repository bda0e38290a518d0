"""What leaves the register comes back without a difference, is masked, counted and told to the audit log."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shuren.kernel.audit.models import Entry
from shuren.kernel.refusals import Forbidden
from shuren.kernel.tabular import actions, outgoing
from shuren.kernel.tabular.checks import misfits, tables_fit_their_models
from shuren.kernel.tabular.kinds import Number, Text
from tests.kernel.tabular.sample import Crowds, GroupBook, Groups, actor_at, book, fill, groups, scope_at


@pytest.fixture
def filled(world: Any, tmp_path: Path) -> Any:
    """The world with three groups in the register."""
    actor, scope = actor_at(world.school.path), scope_at(world.school)
    path = book(
        tmp_path / "in.xlsx", GroupBook, scope, groups=groups(3, homeroom_teacher="=周", closed_on="2021-07-01")
    )
    content = io.BytesIO(path.read_bytes())
    batch = actions.upload(actor=actor, workbook=GroupBook, scope=scope, name="a.xlsx", content=content)
    actions.apply(actor=actor, batch=actions.check(actor=actor, batch=batch))
    return world


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_that_is_uploaded_again_changes_nothing(filled: Any, tmp_path: Path, kind: Any):
    actor, scope, path = actor_at(filled.school.path), scope_at(filled.school), tmp_path / f"out.{kind}"
    assert outgoing.export(actor=actor, table=Groups, scope=scope, target=path, kind=kind, needed=fill) == 3
    if kind == "xlsx":
        text = next(outgoing.text_frames(Groups, scope))
        path = book(tmp_path / "again.xlsx", GroupBook, scope, groups=text)
    content = io.BytesIO(path.read_bytes())
    batch = actions.upload(actor=actor, workbook=GroupBook, scope=scope, name=path.name, content=content)
    batch = actions.check(actor=actor, batch=batch)
    assert batch.counts["test.groups"] == {"rows": 3, "added": 0, "changed": 0, "vanished": 0, "unchanged": 3}


def test_rows_of_several_units_say_whose_they_are(filled: Any, tmp_path: Path):
    scope, path = scope_at(filled.school), tmp_path / "out.csv"
    parts = [scope, scope_at(filled.sibling)]
    actor = actor_at(filled.county.path)
    whole = replace(scope, path=filled.county.path)
    outgoing.export(actor=actor, table=Groups, scope=whole, target=path, kind="csv", needed=fill, parts=parts)
    head, *rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert head[:4] == ["填报单位标识码", "填报单位", "填报期", Groups.columns[0].heading]
    assert [row[:3] for row in rows] == [[scope.code, scope.label, scope.period]] * 3


def test_an_export_is_told_to_the_audit_log(filled: Any, tmp_path: Path):
    actor, scope = actor_at(filled.school.path), scope_at(filled.school)
    outgoing.export(actor=actor, table=Groups, scope=scope, target=tmp_path / "o.csv", kind="csv", needed=fill)
    assert '"rows": 3' in Entry.objects.within("").get(label="tabular.table.exported").details


def test_nobody_exports_another_node_or_too_many_persons(filled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    target, scope = tmp_path / "o.csv", scope_at(filled.school)
    with pytest.raises(Forbidden):
        far = actor_at(filled.sibling.path)
        outgoing.export(actor=far, table=Groups, scope=scope, target=target, kind="csv", needed=fill)
    monkeypatch.setattr(outgoing, "ALONE", 2)
    actor = actor_at(filled.school.path)
    with pytest.raises(outgoing.TooManyPersons, match="3 人"):
        outgoing.export(actor=actor, table=Crowds, scope=scope, target=target, kind="csv", needed=fill)
    monkeypatch.setattr(outgoing, "SHEET_ROWS", 2)
    with pytest.raises(outgoing.TooLongForASheet):
        outgoing.export(actor=actor, table=Groups, scope=scope, target=target, kind="xlsx", needed=fill)


@pytest.mark.pure
def test_the_declared_tables_fit_their_models():
    assert tables_fit_their_models() == []


@pytest.mark.pure
def test_columns_that_do_not_fit_their_field_are_found():
    class Odd(Groups):
        columns = (
            Text("班号", "code", required=True),
            Text("班级名称", "name", required=True, max_length=99),
            Number("入学年份", "entry_year"),
            Text("备注", "remark"),
        )

    assert [number for number, _ in misfits(Odd)] == ["shuren.T004", "shuren.T004", "shuren.T003", "shuren.T002"]
