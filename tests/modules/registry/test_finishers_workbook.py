"""A school names by workbook who leaves the last grade without graduating, and takes a file back."""

import io
from types import SimpleNamespace
from typing import Any

import pytest

from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular import actions as tabular
from shuren.kernel.tabular import queries as batches
from shuren.modules.registry.actions import finishers
from shuren.modules.registry.models import Finisher, YearEnd, YearResult
from shuren.modules.registry.tables import FinishersWorkbook, FinisherTable
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.spine.people.workbooks import applied, handed_in, scope_for
from tests.world import World

pytestmark = pytest.mark.django_db
WHY = "语文、数学学业水平考试不合格"


@pytest.fixture
def school(wall_open: World) -> Any:  # noqa: F811
    """A school with three primary leavers of the year, one senior leaver, and one who goes on."""
    group = factories.school_class(wall_open.school, entry_year=2021)
    leavers = {
        number: factories.enrolment(wall_open.school, name, school_no=number, entry_year=2021, school_class=group)
        for number, name in (("210001", "甲"), ("210002", "乙"), ("210003", "丙"))
    }
    leavers["240009"] = factories.enrolment(wall_open.school, "丁", school_no="240009", stage="senior", entry_year=2024)
    factories.enrolment(wall_open.school, "戊", school_no="240001", entry_year=2024)
    return SimpleNamespace(
        world=wall_open, actor=wall_open.actor("registrar"), scope=scope_for(wall_open.school), leavers=leavers
    )


def row(number: str, outcome: str = "结业", why: str = WHY) -> dict[str, str]:
    return {"学号": number, "学年末结果": outcome, "原因": why}


def handed(school: Any, *rows: dict[str, str]) -> Any:
    return handed_in(FinishersWorkbook, list(rows), actor=school.actor, scope=school.scope)


def entered(school: Any, *rows: dict[str, str]) -> Any:
    batch = handed(school, *rows)
    assert batch.state == "ready", (batch.refusal, batch.errors)
    return applied(batch, actor=school.actor)


def named() -> dict[str, tuple[str, str]]:
    rows = Finisher.objects.within("").order_by("enrolment__school_no")
    return {one.enrolment.school_no: (one.outcome, one.reason) for one in rows}


def name(school: Any, number: str, outcome: str, why: str = "") -> None:
    pupil = school.leavers[number]
    finishers.name(actor=school.actor, year=2026, enrolment_id=pupil.pk, outcome=outcome, reason=why)


def test_the_list_comes_filled_with_the_last_grades_and_what_was_said(school: Any) -> None:
    name(school, "210002", "complete", WHY)
    frame = tabular.rows_of(FinisherTable, school.scope)
    told = {row["pupil"]: (row["outcome"], row["reason"]) for row in frame.to_dicts()}
    assert told == {
        "210001 甲·2024级1班": ("毕业", None),
        "210002 乙·2024级1班": ("结业", WHY),
        "210003 丙·2024级1班": ("毕业", None),
        "240009 丁·未编班": ("毕业", None),
    }


def test_the_list_handed_back_as_it_came_changes_nothing(school: Any) -> None:
    name(school, "210002", "complete", WHY)
    told: Any = {"actor": school.actor, "workbook": FinishersWorkbook, "scope": school.scope}
    with scope_of(school.actor):
        content = io.BytesIO(tabular.template(**told))
        batch = tabular.check(
            actor=school.actor, batch=tabular.upload(**told, name="毕业资格名单.xlsx", content=content)
        )
    assert (batch.state, batch.total("unchanged"), batch.total("changed")) == ("ready", 4, 0)


def test_a_file_names_and_clears_and_leaves_the_rest(school: Any) -> None:
    name(school, "210002", "complete", WHY)
    name(school, "210003", "complete", WHY)
    batch = entered(
        school, row("210001 甲·2024级1班"), row("210002", "毕业", ""), row("240009", "肄业", "中途停学一年")
    )
    assert (batch.total("changed"), batch.total("vanished")) == (3, 0)
    assert named() == {
        "210001": ("complete", WHY), "210003": ("complete", WHY), "240009": ("incomplete", "中途停学一年"),
    }  # fmt: skip
    tabular.undo(actor=school.actor, batch=batch, reason="传错了文件，整批撤回")
    assert named() == {"210002": ("complete", WHY), "210003": ("complete", WHY)}


def test_what_was_changed_by_hand_since_is_not_taken_back(school: Any) -> None:
    batch = entered(school, row("210001"))
    name(school, "210001", "complete", "另有原因，重新登记")
    with pytest.raises(tabular.TouchedSince):
        tabular.undo(actor=school.actor, batch=batch, reason="传错了文件，整批撤回")


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        (row("210001", "肄业"), "outcome"),
        (row("210001", "结业", ""), "reason"),
        (row("210001", "结业", "不行"), "reason"),
        (row("210001", "毕业", WHY), "reason"),
        (row("210001", "升级"), "outcome"),
        (row("240001"), "pupil"),
    ],
)
def test_what_is_wrong_is_told_at_the_cell_and_nothing_is_applied(
    school: Any, wrong: dict[str, str], column: str
) -> None:
    batch = handed(school, row("210002"), wrong)
    assert batch.state == "wrong"
    assert [(one["row"], one["column"]) for one in problems(batch)] == [(3, column)]
    assert not named()


def problems(batch: Any) -> list[dict[str, Any]]:
    return list(batches.problems_of(batch).to_dicts())


def test_who_is_settled_is_not_named_any_more(school: Any) -> None:
    pupil = school.leavers["210001"]
    act = YearEnd.objects.create(
        org_path=pupil.org_path, org_name="本校", year=2026, prepared_by_key="account:0", prepared_by_name="无名",
        prepared_at=factories.ENTERED_AT,
    )  # fmt: skip
    YearResult.objects.create(
        year_end=act, org_path=pupil.org_path, school=pupil.school, enrolment=pupil, year=2026, stage="primary",
        grade=6, outcome="stay", status="01", entry_year=2021, is_settled=True,
    )  # fmt: skip
    batch = handed(school, row("210001"))
    assert [one["column"] for one in problems(batch)] == ["pupil"]


def test_the_page_leads_to_the_list_and_back(school: Any) -> None:
    client = school.world.client("registrar")
    page = client.get("/registry/finishers/?year=2026").content.decode()
    assert "/finishers/2026/template.xlsx" in page
    assert client.get("/filing/finishers/2026/").status_code == 200
    assert client.get("/filing/finishers/2026/template.xlsx").status_code == 200
    assert school.world.client("teacher").get("/filing/finishers/2026/").status_code in {403, 404}
