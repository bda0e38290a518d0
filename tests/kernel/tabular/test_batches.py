"""A batch is uploaded, checked, applied as one and undone as one; what is refused leaves no trace."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.kernel.events.models import Announcement
from shuren.kernel.refusals import Forbidden, NotFoundHere
from shuren.kernel.tabular import actions, queries, staging
from shuren.kernel.tabular.declare import Workbook
from shuren.kernel.tabular.models import Batch, BatchChange
from shuren.kernel.words import told
from shuren.kernel.workflow.actions import NotNow, ReasonMissing, StepForbidden
from shuren.spine.orgs.models import SchoolClass
from tests.kernel.tabular.sample import (
    CrowdBook,
    GroupBook,
    Groups,
    actor_at,
    book,
    fill,
    groups,
    review,
    scope_at,
)

FILE = "班级.xlsx"


@pytest.fixture
def actor(world: Any) -> Any:
    return actor_at(world.school.path)


def uploaded(world: Any, tmp_path: Path, rows: pl.DataFrame, workbook: type[Workbook] = GroupBook) -> Batch:
    scope = scope_at(world.school)
    path = book(tmp_path / "a.xlsx", workbook, scope, **{workbook.tables[0].code.removeprefix("test."): rows})
    return actions.upload(
        actor=actor_at(world.school.path),
        workbook=workbook,
        scope=scope,
        name=FILE,
        content=io.BytesIO(path.read_bytes()),
    )


def checked(world: Any, tmp_path: Path, rows: pl.DataFrame, workbook: type[Workbook] = GroupBook) -> Batch:
    batch = uploaded(world, tmp_path, rows, workbook)
    return actions.check(actor=actor_at(world.school.path), batch=batch)


def applied(world: Any, tmp_path: Path, rows: pl.DataFrame) -> Batch:
    return actions.apply(actor=actor_at(world.school.path), batch=checked(world, tmp_path, rows))


def register() -> list[dict[str, Any]]:
    return list(SchoolClass._base_manager.order_by("id").values())


def test_rows_are_added_with_their_owners_and_where_they_came_from(world: Any, tmp_path: Path, actor: Any):
    batch = applied(world, tmp_path, groups(3))
    rows = register()
    assert [row["code"] for row in rows] == ["G00001", "G00002", "G00003"]
    first = rows[0]
    assert (first["org_path"], first["school_id"]) == (world.school.path, world.school.pk)
    assert (first["county_id"], first["city_id"]) == (world.county.pk, world.city.pk)
    assert (first["batch_id"], first["batch_row"], first["entered_by"]) == (batch.pk, 2, "李录")
    assert first["homeroom_teacher"] == ""
    assert batch.state == "applied"
    assert batch.counts["test.groups"] == {"rows": 3, "added": 3, "changed": 0, "vanished": 0, "unchanged": 0}


def test_applying_leaves_one_audit_entry_and_one_event(world: Any, tmp_path: Path, actor: Any):
    batch = applied(world, tmp_path, groups(3))
    entry = Entry.objects.within("").get(label="tabular.batch.applied")
    assert batch.file.sha256 in entry.details
    assert '"added": 3' in entry.details
    assert Announcement.objects.get(type="BatchApplied").payload["tables"] == ["test.groups"]


def test_a_second_file_shows_what_is_added_changed_vanished_and_the_same(world: Any, tmp_path: Path, actor: Any):
    applied(world, tmp_path, groups(4))
    rows = groups(5).with_columns(
        homeroom_teacher=pl.when(pl.col("code") == "G00002").then(pl.lit("周老师")).otherwise("homeroom_teacher")
    )
    batch = checked(world, tmp_path, rows.filter(pl.col("code") != "G00003"))
    assert batch.counts["test.groups"] == {"rows": 4, "added": 1, "changed": 1, "vanished": 1, "unchanged": 2}
    (change,) = queries.preview(actor=actor, batch=batch, table=Groups, kind="changed")
    assert change.changed == ["homeroom_teacher"]
    assert (change.row, change.before["homeroom_teacher"], change.after["homeroom_teacher"]) == (3, None, "周老师")
    assert change.after["stage"] == "primary 小学"
    (gone,) = queries.preview(actor=actor, batch=batch, table=Groups, kind="vanished")
    assert gone.before["code"] == "G00003"
    assert [d.after["code"] for d in queries.preview(actor=actor, batch=batch, table=Groups, kind="added")] == [
        "G00005"
    ]
    assert len(queries.preview(actor=actor, batch=batch, table=Groups, kind="unchanged", limit=1)) == 1


def test_a_template_filled_with_the_register_changes_nothing(world: Any, tmp_path: Path, actor: Any):
    applied(world, tmp_path, groups(3, closed_on="2021-07-01"))
    scope = scope_at(world.school)
    content = actions.template(actor=actor, workbook=GroupBook, scope=scope)
    assert openpyxl.load_workbook(io.BytesIO(content))["班级"]["C2"].value == "primary 小学"
    batch = actions.upload(actor=actor, workbook=GroupBook, scope=scope, name=FILE, content=io.BytesIO(content))
    batch = actions.check(actor=actor, batch=batch)
    assert batch.counts["test.groups"] == {"rows": 3, "added": 0, "changed": 0, "vanished": 0, "unchanged": 3}


def test_rows_of_a_sibling_are_neither_seen_nor_touched(world: Any, tmp_path: Path, actor: Any):
    applied(world, tmp_path, groups(2))
    other = world.sibling
    scope, far = scope_at(other), actor_at(other.path)
    path = book(tmp_path / "b.xlsx", GroupBook, scope, groups=groups(2, name="别班"))
    batch = actions.upload(actor=far, workbook=GroupBook, scope=scope, name=FILE, content=io.BytesIO(path.read_bytes()))
    batch = actions.apply(actor=far, batch=actions.check(actor=far, batch=batch))
    assert batch.total("added") == 2
    assert [row["name"] for row in register()] == ["1班", "2班", "别班", "别班"]


def test_undoing_brings_back_exactly_what_was_there(world: Any, tmp_path: Path, actor: Any):
    applied(world, tmp_path, groups(4))
    before = register()
    second = applied(world, tmp_path, groups(5, homeroom_teacher="吴老师").filter(pl.col("code") > "G00002"))
    assert second.total("changed") == 2
    assert second.total("vanished") == 2
    assert second.total("added") == 1
    undone = actions.undo(actor=actor, batch=second, reason="传错了文件")
    assert undone.state == "undone"
    assert register() == before
    assert not BatchChange.objects.exists()
    assert "传错了文件" in Entry.objects.within("").get(label="tabular.batch.undone").details


def test_undoing_the_first_batch_empties_the_register(world: Any, tmp_path: Path, actor: Any):
    actions.undo(actor=actor, batch=applied(world, tmp_path, groups(2)), reason="重来")
    assert register() == []


def test_undoing_needs_a_reason(world: Any, tmp_path: Path, actor: Any):
    with pytest.raises(ReasonMissing):
        actions.undo(actor=actor, batch=applied(world, tmp_path, groups(2)), reason=" ")


def test_a_batch_that_a_later_one_built_on_cannot_be_undone(world: Any, tmp_path: Path, actor: Any):
    first = applied(world, tmp_path, groups(3))
    second = applied(world, tmp_path, groups(3, homeroom_teacher="吴老师"))
    with pytest.raises(actions.TouchedSince, match="3 行"):
        actions.undo(actor=actor, batch=first, reason="不对")
    actions.undo(actor=actor, batch=second, reason="不对")
    actions.undo(actor=actor, batch=first, reason="不对")
    assert register() == []


def test_a_row_edited_by_hand_since_forbids_undoing(world: Any, tmp_path: Path, actor: Any):
    batch = applied(world, tmp_path, groups(3))
    SchoolClass._base_manager.filter(code="G00001").update(name="手改", batch_id=None)
    with pytest.raises(actions.TouchedSince, match="1 行"):
        actions.undo(actor=actor, batch=batch, reason="不对")


def test_the_second_of_two_people_applying_at_once_is_refused(world: Any, tmp_path: Path, actor: Any):
    first, second = checked(world, tmp_path, groups(2)), checked(world, tmp_path, groups(3))
    actions.apply(actor=actor, batch=first)
    with pytest.raises(actions.RegisterChanged, match="“班级”的登记数据在您核对之后又被改动过"):
        actions.apply(actor=actor, batch=second)
    assert len(register()) == 2
    again = actions.check(actor=actor, batch=second)
    assert again.total("added") == 1
    actions.apply(actor=actor, batch=again)
    assert len(register()) == 3


def test_a_batch_is_applied_once(world: Any, tmp_path: Path, actor: Any):
    batch = applied(world, tmp_path, groups(2))
    with pytest.raises(NotNow):
        actions.apply(actor=actor, batch=batch)


def test_one_wrong_cell_stops_the_whole_file_and_comes_back_marked(world: Any, tmp_path: Path, actor: Any):
    rows = groups(3).with_columns(
        years=pl.when(pl.col("code") == "G00002").then(pl.lit("六")).otherwise("years"),
        code=pl.col("code").replace({"G00003": "G00001"}),
    )
    batch = checked(world, tmp_path, rows)
    assert (batch.state, batch.errors, batch.counts) == ("wrong", 2, {})
    assert queries.problems_of(batch)["row"].to_list() == [3, 4]
    with pytest.raises(NotNow):
        actions.apply(actor=actor, batch=batch)
    marked = openpyxl.load_workbook(io.BytesIO(actions.error_workbook(actor=actor, batch=batch)))
    assert marked["班级"]["E3"].comment.text == "“学制”应填数字，填的是“六”。"
    assert "第 4 行与第 2 行的“班号”相同" in marked["班级"]["J4"].value
    assert not staging.exists(staging.name_of(batch.pk, Groups))


def test_a_right_file_has_nothing_to_mark(world: Any, tmp_path: Path, actor: Any):
    with pytest.raises(actions.NothingWrong):
        actions.error_workbook(actor=actor, batch=checked(world, tmp_path, groups(1)))


def test_a_file_that_is_turned_away_as_a_whole_keeps_its_sentence(world: Any, tmp_path: Path, actor: Any):
    scope = scope_at(world.sibling)
    path = book(tmp_path / "a.xlsx", GroupBook, scope, groups=groups(1))
    batch = actions.upload(
        actor=actor, workbook=GroupBook, scope=scope_at(world.school), name=FILE, content=io.BytesIO(path.read_bytes())
    )
    batch = actions.check(actor=actor, batch=batch)
    assert batch.state == "wrong"
    assert "“东山中学 2018”的，而当前要填报的是“东山小学 2018”" in told(batch.refusal)


def test_a_conflict_with_a_constraint_leaves_nothing_behind(world: Any, tmp_path: Path, actor: Any):
    batch = checked(world, tmp_path, groups(2, closed_on="2010-01-01"))
    with pytest.raises(actions.Conflict, match="orgs_class_closed_after_opened"):
        actions.apply(actor=actor, batch=batch)
    assert register() == []
    assert Batch._base_manager.get(pk=batch.pk).state == "ready"


def test_staged_rows_lost_in_a_crash_are_read_again(world: Any, tmp_path: Path, actor: Any):
    batch = checked(world, tmp_path, groups(2))
    staging.drop(staging.name_of(batch.pk, Groups))
    actions.apply(actor=actor, batch=batch)
    assert len(register()) == 2


def test_rows_staged_long_ago_are_cleared_away_and_read_again_when_applied(world: Any, tmp_path: Path, actor: Any):
    old, new = checked(world, tmp_path, groups(2)), checked(world, tmp_path, groups(3))
    Batch._base_manager.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=20))
    assert actions.clear_staged(before=timezone.now() - timedelta(days=14)) == 1
    assert not staging.exists(staging.name_of(old.pk, Groups))
    assert staging.exists(staging.name_of(new.pk, Groups))
    actions.apply(actor=actor, batch=old)
    assert len(register()) == 2


def test_a_mass_change_of_persons_waits_for_a_second_person(world: Any, tmp_path: Path, actor: Any):
    few = checked(world, tmp_path, groups(100), CrowdBook)
    assert few.state == "ready"
    batch = checked(world, tmp_path, groups(101), CrowdBook)
    assert (batch.state, batch.persons) == ("waiting", 101)
    with pytest.raises(NotNow):
        actions.apply(actor=actor, batch=batch)
    with pytest.raises(StepForbidden, match="上传者本人不能复核"):
        actions.confirm(actor=actor_at(world.school.path, "李录", fill, review), batch=batch)
    with pytest.raises(Forbidden):
        actions.confirm(actor=actor_at(world.school.path, "王校", fill), batch=batch)
    ready = actions.confirm(actor=actor_at(world.school.path, "王校", review), batch=batch)
    actions.apply(actor=actor, batch=ready)
    assert len(register()) == 101


def test_a_discarded_batch_keeps_no_rows(world: Any, tmp_path: Path, actor: Any):
    batch = actions.discard(actor=actor, batch=checked(world, tmp_path, groups(2)))
    assert batch.state == "discarded"
    assert queries.preview(actor=actor, batch=batch, table=Groups, kind="added") == []


def test_nobody_handles_a_batch_of_another_node(world: Any, tmp_path: Path, actor: Any):
    far = actor_at(world.sibling.path)
    batch = checked(world, tmp_path, groups(2))
    for deed in (actions.check, actions.apply, actions.error_workbook, actions.discard):
        with pytest.raises(Forbidden):
            deed(actor=far, batch=batch)
    with pytest.raises(Forbidden):
        actions.undo(actor=far, batch=batch, reason="x")
    with pytest.raises(NotFoundHere):
        queries.batch_for(far, batch.pk)
    with pytest.raises(Forbidden):
        actions.template(actor=far, workbook=GroupBook, scope=scope_at(world.school))
    with pytest.raises(Forbidden):
        actions.upload(actor=far, workbook=GroupBook, scope=scope_at(world.school), name=FILE, content=io.BytesIO(b"x"))
    assert not queries.batches_for(far, GroupBook)
    assert list(queries.batches_for(actor_at(world.county.path), GroupBook)) == [batch]


def test_a_text_file_is_imported_like_a_workbook(world: Any, tmp_path: Path, actor: Any):
    head = ",".join(column.heading for column in Groups.columns)
    rows = "\n".join(f"G{at},{at}班,小学,2015,6,10,,2015年9月1日," for at in range(1, 4))
    content = io.BytesIO(f"{head}\n{rows}\n".encode("gbk"))
    batch = actions.upload(actor=actor, workbook=GroupBook, scope=scope_at(world.school), name="a.csv", content=content)
    actions.apply(actor=actor, batch=actions.check(actor=actor, batch=batch))
    assert [str(row["opened_on"]) for row in register()] == ["2015-09-01"] * 3


def test_a_file_for_the_whole_county_leaves_other_counties_alone(world: Any, tmp_path: Path, actor: Any):
    applied(world, tmp_path, groups(2))
    scope = replace(scope_at(world.zone), where={}, values={})
    now = staging.current(Groups, scope)
    assert staging.count(now) == 0
    assert staging.count(staging.current(Groups, replace(scope, path=world.county.path))) == 2
