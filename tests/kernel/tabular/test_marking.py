"""A wrong file comes back marked where it is wrong and otherwise as it was."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from shuren.kernel.tabular.checking import check, gathered, in_chinese
from shuren.kernel.tabular.marking import MAX_NOTES, SUMMARY, mark, mark_text
from shuren.kernel.tabular.reading import MARKS, read, read_csv
from tests.kernel.tabular.sample import NOWHERE, Premises, Rooms, book, links, rooms

pytestmark = pytest.mark.pure

PINK = "FFFFC7CE"


def problems_of(path: Path) -> pl.DataFrame:
    found = (check(part.table, part.raw, part.table.context(NOWHERE)).problems for part in read(path, Premises))
    return in_chinese(gathered(found))


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    rows = rooms({}, {"area": "三十", "seats": "x"}, {"networked": None}, {})
    return book(tmp_path / "wrong.xlsx", Premises, NOWHERE, rooms=rows, links=links())


def marked(path: Path) -> tuple[Path, Any]:
    target = path.with_name("marked.xlsx")
    mark(path, target, Premises.tables, problems_of(path))
    return target, openpyxl.load_workbook(target)


def fill_of(cell: Any) -> str | None:
    return cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None


def test_wrong_cells_are_coloured_noted_and_summed_up_in_the_last_column(wrong: Path):
    _, opened = marked(wrong)
    sheet = opened["房间"]
    assert [cell.coordinate for row in sheet.iter_rows(min_row=2) for cell in row if fill_of(cell) == PINK] == [
        "C3", "D3", "F4",
    ]  # fmt: skip
    assert sheet["C3"].comment.text == "“面积”应填数字，填的是“三十”。"
    assert sheet["F4"].comment.text == "“有网络”是必填项，请补填。"
    assert sheet["I1"].value == MARKS
    assert sheet["I3"].value.splitlines() == ["“面积”应填数字，填的是“三十”。", "“座位数”应填数字，填的是“x”。"]
    assert sheet["I2"].value is None


def test_the_summary_lists_every_problem(wrong: Path):
    _, opened = marked(wrong)
    rows = [[cell.value for cell in row] for row in opened[SUMMARY].iter_rows()]
    assert rows[0][0].startswith("共 3 处错误、0 处提醒")
    assert rows[3][:4] == ["房间", "3", "面积", "三十"]
    assert len(rows) == 6


def test_everything_else_stays_as_it_was(wrong: Path):
    target, opened = marked(wrong)
    before = openpyxl.load_workbook(wrong)
    for name in before.sheetnames:
        for row in before[name].iter_rows():
            for cell in row:
                there = opened[name][cell.coordinate]
                assert (there.value, there.number_format, there.font.name) == (
                    cell.value, cell.number_format, cell.font.name,
                )  # fmt: skip
    assert opened["房间"].freeze_panes == "B2"
    assert len(opened["房间"].data_validations.dataValidation) == len(Rooms.columns)
    with zipfile.ZipFile(wrong) as old, zipfile.ZipFile(target) as new:
        assert old.read("xl/sharedStrings.xml") == new.read("xl/sharedStrings.xml")
        assert len(new.namelist()) == len(set(new.namelist()))


def test_a_marked_file_can_be_corrected_and_uploaded_again(wrong: Path):
    target, opened = marked(wrong)
    sheet = opened["房间"]
    sheet["C3"], sheet["D3"], sheet["F4"] = 30, 20, "是"
    opened.save(target)
    assert problems_of(target).height == 0


def test_a_file_marked_twice_shows_only_the_present_problems(wrong: Path):
    target, opened = marked(wrong)
    opened["房间"]["F4"] = "是"
    opened.save(target)
    again = target.with_name("again.xlsx")
    mark(target, again, Premises.tables, problems_of(target))
    sheet = openpyxl.load_workbook(again)["房间"]
    assert [sheet["I3"].value is None, sheet["I4"].value] == [False, None]
    assert sheet["J1"].value is None


def test_a_file_saved_by_another_program_can_be_marked(wrong: Path):
    opened = openpyxl.load_workbook(wrong)
    opened["房间"]["B2"].comment = openpyxl.comments.Comment("my own", "me")
    opened.save(wrong)
    _, after = marked(wrong)
    assert after["房间"]["B2"].comment.text == "my own"
    assert fill_of(after["房间"]["C3"]) == PINK
    assert after["房间"]["I4"].value == "“有网络”是必填项，请补填。"


def test_a_file_whose_sheets_declare_their_own_namespace_can_be_marked(wrong: Path):
    """As written by openpyxl with lxml, and by others that serialise element by element."""
    declared = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    with zipfile.ZipFile(wrong) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    book = parts["xl/workbook.xml"].replace(b" " + declared, b"")
    parts["xl/workbook.xml"] = book.replace(b"<sheet ", b"<sheet " + declared + b" ")
    with zipfile.ZipFile(wrong, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    _, after = marked(wrong)
    assert fill_of(after["房间"]["C3"]) == PINK


def test_thousands_of_problems_get_their_column_but_not_all_a_note(tmp_path: Path):
    rows = rooms(*({"area": "x"} for _ in range(MAX_NOTES + 50)))
    path = book(tmp_path / "many.xlsx", Premises, NOWHERE, rooms=rows, links=links())
    target, _ = marked(path)
    with zipfile.ZipFile(target) as archive:
        assert archive.read("xl/comments_shuren1.xml").count(b"<comment ") == MAX_NOTES
        assert archive.read("xl/worksheets/sheet2.xml").count("应填数字".encode()) == MAX_NOTES + 50


def test_a_text_file_comes_back_as_a_workbook_of_its_wrong_rows(tmp_path: Path):
    path = tmp_path / "a.csv"
    head = "房间编号,名称,面积,座位数,启用日期,有网络,责任人性别,责任人证件号\n"
    path.write_text(head + "A1,甲,50,4,,是,,\nA2,乙,x,4,,是,,\nA3,丙,50,4,,是,,\nA4,丁,50,4,,,,\n")
    raw = pl.concat(read_csv(path, Rooms))
    target = tmp_path / "marked.xlsx"
    mark_text(path, target, Rooms, in_chinese(check(Rooms, raw, Rooms.context(NOWHERE)).problems))
    sheet = openpyxl.load_workbook(target)["房间"]
    assert [cell.value for cell in sheet["A"]] == ["*房间编号", "A2", "A4"]
    assert sheet["I2"].value == "（原文件第 3 行）“面积”应填数字，填的是“x”。"
    assert fill_of(sheet["F3"]) == PINK
