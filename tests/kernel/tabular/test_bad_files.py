"""A file that cannot be taken as a whole is turned away with the sentence that fits it."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shuren.kernel.tabular import reading, refusals, sniffing
from shuren.kernel.tabular.identity import Identity, require_identity, unsealed
from tests.kernel.tabular import sample
from tests.kernel.tabular.sample import NOWHERE, Premises, Rooms

pytestmark = pytest.mark.pure


def read_all(path: Path, **options: Any) -> dict[str, Any]:
    return {part.table.code: part.raw for part in reading.read(path, Premises, **options)}


def edited(path: Path, change: Callable[[Any], None]) -> Path:
    """Open the workbook as a person would, change and save it."""
    opened = openpyxl.load_workbook(path)
    change(opened)
    opened.save(path)
    return path


def rezipped(path: Path, **replaced: bytes) -> Path:
    """Replace or add members; underscores in names stand for slashes, two for a dot."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    for name, content in replaced.items():
        members[name.replace("__", ".").replace("_", "/")] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    return path


def test_a_good_file_is_read(premises: Path):
    found = read_all(premises)
    assert found["test.rooms"]["row"].to_list() == [2, 3]
    assert found["test.rooms"]["number"].to_list() == ["A1", "A2"]
    assert found["test.links"]["room"].to_list() == ["A1"]


def test_a_file_saved_by_another_program_is_read(premises: Path):
    assert read_all(edited(premises, lambda _: None))["test.rooms"].height == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (sniffing.OLE + b"\0" * 600, ".xls"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "XML"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"abc\0\0\0def", "不是表格"),
        (b"MZ\x90\x00", "可执行"),
    ],
)
def test_what_is_no_workbook_is_named_whatever_the_file_is_called(tmp_path: Path, content: bytes, words: str):
    path = tmp_path / "renamed.xlsx"
    path.write_bytes(content)
    with pytest.raises(refusals.WrongKind, match=words):
        read_all(path)


def test_other_office_files_are_named(tmp_path: Path):
    for member, words in (("word/document.xml", "Word"), ("content.xml", "OpenDocument"), ("xl/workbook.bin", "xlsb")):
        path = tmp_path / "renamed.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, "<x/>")
        with pytest.raises(refusals.WrongKind, match=words):
            read_all(path)


@pytest.mark.parametrize("content", [b"", b"\n  \n"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, content: bytes):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(refusals.EmptyFile):
        read_all(path)


def test_a_workbook_with_a_password_is_refused(tmp_path: Path):
    path = tmp_path / "locked.xlsx"
    path.write_bytes(sniffing.OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(refusals.Encrypted):
        read_all(path)


def test_a_truncated_workbook_is_refused(premises: Path):
    content = premises.read_bytes()
    for cut in (len(content) // 2, len(content) - 30):
        premises.write_bytes(content[:cut])
        with pytest.raises(refusals.Broken):
            read_all(premises)


def test_a_workbook_whose_parts_are_damaged_is_refused(premises: Path):
    content = bytearray(premises.read_bytes())
    with zipfile.ZipFile(premises) as archive:
        start = archive.getinfo("xl/worksheets/sheet2.xml").header_offset
    for at in range(start + 80, start + 400):
        content[at] ^= 0xFF
    premises.write_bytes(content)
    with pytest.raises(refusals.Broken):
        read_all(premises)


def test_macros_are_refused(premises: Path):
    with pytest.raises(refusals.Macros):
        read_all(rezipped(premises, xl_vbaProject__bin=b"x"))


def test_a_zip_bomb_is_refused_before_it_is_opened(premises: Path):
    with pytest.raises(refusals.Bomb):
        read_all(rezipped(premises, xl_worksheets_sheet9__xml=b" " * (64 << 20)))


def test_a_bomb_that_lies_about_its_size_is_refused(premises: Path):
    rezipped(premises, xl_worksheets_sheet2__xml=b"<worksheet>" + b" " * (32 << 20) + b"</worksheet>")
    content = premises.read_bytes()
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            (size,) = struct.unpack_from("<I", content, at + offset)
            if size > 32 << 20:
                content = content[: at + offset] + struct.pack("<I", 1000) + content[at + offset + 4 :]
    premises.write_bytes(content)
    with pytest.raises((refusals.Broken, refusals.Bomb)):
        read_all(premises)


def test_too_many_members_are_refused(tmp_path: Path):
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for at in range(sniffing.MAX_ENTRIES + 1):
            archive.writestr(f"xl/{at}", b"")
    with pytest.raises(refusals.TooBig, match="部件"):
        read_all(path)


def test_a_file_that_unpacks_too_large_is_refused(premises: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sniffing, "MAX_UNPACKED", 1000)
    with pytest.raises(refusals.TooBig, match="解压"):
        read_all(premises)


@pytest.mark.parametrize("part", ["xl_worksheets_sheet2__xml", "xl_sharedStrings__xml", "xl_workbook__xml"])
def test_entity_declarations_are_refused_in_every_part(premises: Path, part: str):
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    with pytest.raises(refusals.Entities):
        read_all(rezipped(premises, **{part: evil}))


def test_links_to_other_files_are_not_followed(premises: Path):
    link = b'<externalLink xmlns="x"><externalBook r:id="rId1"/></externalLink>'
    rels = (
        b'<Relationships><Relationship Id="rId1" Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>'
    )
    found = read_all(rezipped(premises, xl_externalLinks_externalLink1__xml=link, xl_externalLinks_rels=rels))
    assert found["test.rooms"].height == 2


def test_formulas_are_refused_with_their_addresses(premises: Path):
    def change(book: Any) -> None:
        book["房间"]["D2"] = "=1+1"
        book["房间"]["C3"] = "=SUM(D2:D2)"

    with pytest.raises(refusals.Formulas, match="“房间”中有公式：D2、C3"):
        read_all(edited(premises, change))


@pytest.mark.parametrize("cell", ['r="XFD1048576"', "r='CA7'", 's="1" r = "AAA1"'])
def test_a_cell_far_away_is_refused_before_it_eats_the_memory(premises: Path, cell: str):
    far = f'<row r="1048576"><c {cell}><v>1</v></c></row></sheetData>'.encode()
    for member in ("sheet2", "sheet5"):
        with zipfile.ZipFile(premises) as archive:
            sheet = archive.read(f"xl/worksheets/{member}.xml").replace(b"</sheetData>", far)
        rezipped(premises, **{f"xl_worksheets_{member}__xml": sheet})
    assert reading.identity_token(premises) is None
    with pytest.raises(refusals.FarAway, match="“房间”"):
        read_all(premises)


def test_a_long_text_repeated_without_end_is_refused_before_it_eats_the_memory(premises: Path):
    with zipfile.ZipFile(premises) as archive:
        strings, sheet = archive.read("xl/sharedStrings.xml"), archive.read("xl/worksheets/sheet2.xml")
    number = strings.count(b"<si>")
    strings = strings.replace(b"</sst>", b"<si><t>" + b"x" * 30_000 + b"</t></si></sst>")
    cells = "".join(f'<row r="{at}"><c r="B{at}" t="s"><v>{number}</v></c></row>' for at in range(9, 80_009))
    sheet = sheet.replace(b"</sheetData>", f"{cells}</sheetData>".encode())
    rezipped(premises, xl_sharedStrings__xml=strings, xl_worksheets_sheet2__xml=sheet)
    with pytest.raises(refusals.Bomb):
        read_all(premises)


def test_parts_in_an_encoding_that_hides_them_are_refused(premises: Path):
    with zipfile.ZipFile(premises) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    with pytest.raises(refusals.Broken):
        read_all(rezipped(premises, xl_worksheets_sheet2__xml=sheet.encode("utf-16")))


def test_formulas_elsewhere_do_not_matter(premises: Path):
    found = read_all(edited(premises, lambda book: book["说明"].__setitem__("H1", "=1+1")))
    assert found["test.rooms"].height == 2


def test_merged_cells_are_refused_with_their_addresses(premises: Path):
    with pytest.raises(refusals.MergedCells, match="B2:B3"):
        read_all(edited(premises, lambda book: book["房间"].merge_cells("B2:B3")))


def test_error_values_are_refused_with_their_addresses(premises: Path):
    with pytest.raises(refusals.ErrorValues, match="D3"):
        read_all(edited(premises, lambda book: book["房间"].__setitem__("D3", "#REF!")))


def test_a_missing_sheet_is_named_with_its_likely_new_name(premises: Path):
    with pytest.raises(refusals.MissingSheet, match="“房间”工作表（是否改名成了“房间2”"):
        read_all(edited(premises, lambda book: setattr(book["房间"], "title", "房间2")))


def test_a_renamed_column_is_named_with_its_likely_new_name(premises: Path):
    with pytest.raises(refusals.MissingColumns, match="缺少这些列：“座位数”（“座位数”是否写成了“座位数量”"):
        read_all(edited(premises, lambda book: book["房间"].__setitem__("D1", "座位数量")))


def test_a_missing_column_is_named(premises: Path):
    with pytest.raises(refusals.MissingColumns, match="“启用日期”"):
        read_all(edited(premises, lambda book: book["房间"].delete_cols(5)))


def test_a_doubled_column_is_named(premises: Path):
    with pytest.raises(refusals.DuplicateColumns, match="“面积”"):
        read_all(edited(premises, lambda book: book["房间"].__setitem__("I1", "面积（平方米）")))


def test_an_extra_column_is_named(premises: Path):
    with pytest.raises(refusals.ExtraColumns, match="“备注”"):
        read_all(edited(premises, lambda book: book["房间"].__setitem__("I1", "备注")))


def test_columns_may_stand_in_any_order_and_headings_be_untidy(premises: Path):
    def change(book: Any) -> None:
        sheet = book["房间"]
        sheet.move_range("A1:A3", cols=9)
        sheet["J1"] = " ＊房间 编号　"
        sheet["C1"] = "面积"

    assert read_all(edited(premises, change))["test.rooms"]["number"].to_list() == ["A1", "A2"]


def test_too_many_rows_are_refused_with_advice(premises: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Rooms, "max_rows", 1)
    with pytest.raises(refusals.TooManyRows, match="有 2 行，一次最多 1 行。"):
        read_all(premises)


def test_blank_rows_are_not_rows(premises: Path):
    found = read_all(edited(premises, lambda book: book["房间"].__setitem__("B9", "  ")))
    assert found["test.rooms"]["row"].to_list() == [2, 3]


def test_a_template_knows_what_it_was_made_for(premises: Path):
    found = unsealed(reading.identity_token(premises))
    require_identity(found, Premises, NOWHERE)
    assert found.org_label == "样例单位"


def test_a_file_of_another_org_period_workbook_or_version_is_refused(premises: Path):
    found = unsealed(reading.identity_token(premises))
    elsewhere = type(NOWHERE)(**{**NOWHERE.__dict__, "code": "x", "label": "别处"})
    later = type(NOWHERE)(**{**NOWHERE.__dict__, "period": "2019"})
    with pytest.raises(refusals.WrongScope, match="“样例单位 2018”的，而当前要填报的是“别处 2018”"):
        require_identity(found, Premises, elsewhere)
    with pytest.raises(refusals.WrongScope, match="2019"):
        require_identity(found, Premises, later)
    with pytest.raises(refusals.WrongWorkbook, match="场所情况"):
        require_identity(found, sample.GroupBook, NOWHERE)
    with pytest.raises(refusals.WrongVersion):
        require_identity(Identity(**{**found.__dict__, "version": "old"}), Premises, NOWHERE)


def test_an_identity_that_was_edited_or_is_missing_is_refused(premises: Path):
    token = reading.identity_token(premises)
    for forged in (None, "", "x", f"{token}x", (token or "")[1:]):
        with pytest.raises(refusals.NoTemplate):
            unsealed(forged)
    edited(premises, lambda book: book.remove(book["_shuren"]))
    assert reading.identity_token(premises) is None


HEAD = "房间编号,名称,面积（平方米）,座位数,启用日期,有网络,责任人性别,责任人证件号\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_text_files_are_read_in_every_usual_encoding(tmp_path: Path, encoding: str):
    path = tmp_path / "a.csv"
    path.write_text(HEAD + "A1,多媒体室,50,40,2015-09-01,是,男,\n", encoding=encoding)
    assert read_all(path, table="test.rooms")["test.rooms"]["name"].to_list() == ["多媒体室"]


def test_rare_characters_survive_gb18030(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(HEAD + "A1,𠮷䶮室,50,40,2015-09-01,是,男,\n", encoding="gb18030")
    assert read_all(path)["test.rooms"]["name"].to_list() == ["𠮷䶮室"]


def test_an_unknown_encoding_is_refused_with_the_place(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(HEAD.encode() + b"A1,\xff\xff\xff,1,1,,,,\n")
    with pytest.raises(refusals.WrongEncoding, match="字节"):
        read_all(path)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_found(tmp_path: Path, separator: str):
    path = tmp_path / "a.csv"
    path.write_text(HEAD.replace(",", separator) + separator.join(["A1", "甲", "50", "4", "", "是", "", ""]) + "\r\n")
    assert read_all(path)["test.rooms"]["networked"].to_list() == ["是"]


def test_a_text_file_with_an_overlong_row_is_refused(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(HEAD + "A1,甲,50,4,,是,,,多,余\n")
    with pytest.raises(refusals.WrongCsv):
        read_all(path)


def test_rows_of_a_text_file_are_numbered_across_pieces(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(HEAD + "".join(f"A{at},甲,50,4,,是,,\n" for at in range(2, 5000)))
    pieces = list(reading.read_csv(path, Rooms, rows=700))
    assert len(pieces) > 1
    for piece in pieces:
        assert (piece["number"] == "A" + piece["row"].cast(str)).all()


def test_a_quoted_line_break_stays_in_its_cell(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes((HEAD + 'A1,"甲\n乙",50,4,,是,,\n').encode())
    found = read_all(path)["test.rooms"]
    assert found.height == 1
    assert found["name"].item() == "甲\n乙"


def test_the_file_pointer_kinds_are_told_apart(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(HEAD.encode())
    assert sniffing.kind_of(path) == "csv"
    scanned = sniffing.scan(io.BytesIO(b'<row r="1"><c r="A1"><f>1</f></c></row>' + b'<mergeCell ref="A1:B2"/>'))
    assert (scanned.formulas, scanned.merged) == (["A1"], ["A1:B2"])


@pytest.mark.parametrize("gap", range(0, 160, 7))
@pytest.mark.parametrize("x", ["", "x:"])
def test_odd_cells_are_seen_wherever_a_piece_of_the_sheet_ends(gap: int, x: str):
    start = f'<{x}worksheet><{x}row r="1">'
    filler = f'<{x}c r="B1"><{x}v>1</{x}v></{x}c>'
    filler *= ((1 << 20) - len(start)) // len(filler) - 3
    cells = f'<{x}c r="C1" s="3"><{x}f t="shared">1+1</{x}f><{x}v>2</{x}v></{x}c><{x}c r="D1" t="e"></{x}c>'
    end = f'</{x}row><{x}mergeCells><{x}mergeCell ref="A1:B2"/></{x}mergeCells></{x}worksheet>'
    found = sniffing.scan(io.BytesIO((start + filler + " " * gap + cells + end).encode()))
    assert (found.formulas, found.errors, found.merged) == (["C1"], ["D1"], ["A1:B2"])
