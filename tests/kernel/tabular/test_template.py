"""The template says what to fill in, and what it holds comes back unchanged."""

from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from shuren.kernel.tabular.checking import check
from shuren.kernel.tabular.export import export_csv, export_xlsx
from shuren.kernel.tabular.reading import read, read_csv
from shuren.kernel.tabular.sheetxml import index_of, letters
from tests.kernel.tabular.sample import NOWHERE, Premises, Rooms, rooms

pytestmark = pytest.mark.pure

ROWS = rooms(
    {"name": "=1+1", "keeper": "11010519491231002X"},
    {"name": "<b>&\"'", "area": "0.5", "seats": None},
    {"name": "-x", "since": None, "sex": None},
    {"name": "@me", "area": "10000"},
)


@pytest.fixture
def opened(premises: Path) -> Any:
    return openpyxl.load_workbook(premises)


def test_the_cover_says_for_whom_and_when(opened: Any):
    text = {str(cell.value) for row in opened["说明"].iter_rows() for cell in row if cell.value}
    assert {"场所情况", "样例单位（3401000007）", "2018", "总务处", Premises.version(), "带宽"} <= text


def test_headings_carry_mark_and_unit_and_stay_in_sight(opened: Any):
    sheet = opened["房间"]
    assert [cell.value for cell in sheet[1]][:4] == ["*房间编号", "名称", "*面积（平方米）", "座位数"]
    assert sheet.freeze_panes == "B2"


def test_lists_and_identity_are_hidden(opened: Any):
    assert [opened[name].sheet_state for name in ("_codes", "_shuren")] == ["veryHidden"] * 2


def test_each_column_has_its_dropdown_or_validation_and_a_prompt(opened: Any):
    kinds = {str(rule.sqref).split(":")[0]: rule for rule in opened["线路"].data_validations.dataValidation}
    assert kinds["C2"].type == "list"
    assert [cell.value for cell in opened["_codes"]["C"]][1:3] == ["10 光纤", "20 铜缆"]
    assert kinds["D2"].type == "whole"
    assert "单位：Mbps" in kinds["D2"].prompt


def test_figures_and_days_are_real_figures_and_days(opened: Any):
    row = [cell.value for cell in opened["房间"][2]]
    assert row[2] == 50.5
    assert row[4].isoformat() == "2015-09-01T00:00:00"
    assert opened["房间"]["A2"].number_format == "@"


def test_a_workbook_export_comes_back_without_a_difference(tmp_path: Path):
    path = tmp_path / "out.xlsx"
    assert export_xlsx(Rooms, [ROWS.head(2), ROWS.tail(2)], path, unmasked=True) == 4
    (part,) = read(path, type("Only", (Premises,), {"tables": (Rooms,)}))
    assert part.raw["row"].to_list() == [2, 3, 4, 5]
    assert _values(part.raw).equals(_values(ROWS.with_row_index("row", offset=2)))


def test_a_text_export_comes_back_without_a_difference_and_runs_no_formula(tmp_path: Path):
    path = tmp_path / "out.csv"
    assert export_csv(Rooms, [ROWS], path, unmasked=True) == 4
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    for risky in (b",=1", b",@me", b",-x"):
        assert risky not in content
    raw = pl.concat(read_csv(path, Rooms))
    assert _values(raw).equals(_values(ROWS.with_row_index("row", offset=2)))


def test_sensitive_columns_leave_masked_unless_permitted(tmp_path: Path):
    path = tmp_path / "out.csv"
    export_csv(Rooms, [ROWS], path)
    text = path.read_text(encoding="utf-8-sig")
    assert "11010519491231002X" not in text
    assert "110105********002X" in text


def test_columns_have_letters():
    assert [letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(index_of(letters(at)) == at for at in range(2000))


def _values(raw: pl.DataFrame) -> pl.DataFrame:
    found = check(Rooms, raw, Rooms.context(NOWHERE))
    return found.values.with_columns(pl.col("row").cast(pl.UInt32))
