"""What a file really is, by its content, and whether it is safe to open. The name is never believed."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal
from xml.etree.ElementTree import ParseError

from shuren.kernel.messages import Message
from shuren.kernel.tabular.refusals import (
    Bomb,
    Broken,
    EmptyFile,
    Encrypted,
    Entities,
    Macros,
    TooBig,
    WrongKind,
)

MAX_FILE = 200 * 2**20
MAX_CSV = 1024 * 2**20
MAX_UNPACKED = 640 * 2**20  # about 350,000 rows of 30 columns, 1 GB of memory when read
MAX_ENTRIES = 2_000
MAX_RATIO = 150  # honest sheets reach 20, sheets of empty formatted rows 100
RATIO_FROM = 8 * 2**20  # below this size a ratio says nothing
MAX_NAMED = 10  # cells listed in a refusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = (
    (b"%PDF", Message("是 PDF 文件")),
    (b"Rar!", Message("是 RAR 压缩包")),
    (b"7z\xbc\xaf", Message("是 7z 压缩包")),
    (b"\x1f\x8b", Message("是 gzip 压缩包")),
    (b"\x89PNG", Message("是图片")),
    (b"\xff\xd8\xff", Message("是图片")),
    (b"GIF8", Message("是图片")),
    (b"{\\rtf", Message("是 RTF 文档")),
    (b"MZ", Message("是可执行程序")),
    (b"\x7fELF", Message("是可执行程序")),
    (b"PAR1", Message("是 Parquet 数据文件")),
    (b"SQLite format 3", Message("是数据库文件")),
)
SAVE_AS = Message("请用表格软件打开后另存为“Excel 工作簿（.xlsx）”，再重新上传。")

# an unknown compression is NotImplementedError, a missing member KeyError, an unknown encoding LookupError
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, LookupError, OSError, ParseError)

Kind = Literal["xlsx", "csv"]


def kind_of(path: Path, name: str = "") -> Kind:
    """Say whether the file is a workbook or text; refuse everything else by what it is."""
    name = name or path.name
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise EmptyFile
    if head.startswith(b"PK\x03\x04"):
        _limit(size, MAX_FILE)
        return _zipped(path, name)
    if head.startswith(OLE):
        raise _ole(path, name)
    for magic, found in OTHERS:
        if head.startswith(magic):
            raise WrongKind(name=name, found=found, advice=SAVE_AS)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:256].lower()
    if start.startswith(b"<") or b"<html" in start or b"<table" in start:
        raise WrongKind(name=name, found=Message("实际上是网页或 XML 文件"), advice=SAVE_AS)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise WrongKind(name=name, found=Message("不是表格文件"), advice=SAVE_AS)
    _limit(size, MAX_CSV)
    return "csv"


def _limit(size: int, limit: int) -> None:
    if size > limit:
        raise TooBig(what=f"{size / 2**20:.0f} MB", limit=f"{limit // 2**20} MB")


def _ole(path: Path, name: str) -> Exception:
    with path.open("rb") as file:
        content = file.read(MAX_FILE)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Encrypted()
    found = Message("是旧格式的工作簿（.xls 或 .et）")
    if "WordDocument".encode("utf-16-le") in content:
        found = Message("是 Word 文档")
    return WrongKind(name=name, found=found, advice=SAVE_AS)


def _zipped(path: Path, name: str) -> Kind:
    with opened(path) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        _refuse_bombs(entries)
        if "xl/workbook.bin" in names:
            raise WrongKind(name=name, found=Message("是二进制工作簿（.xlsb）"), advice=SAVE_AS)
        if "xl/workbook.xml" not in names:
            found = Message("是压缩包，不是工作簿")
            if "word/document.xml" in names:
                found = Message("是 Word 文档")
            elif "ppt/presentation.xml" in names:
                found = Message("是演示文稿")
            elif "content.xml" in names:
                found = Message("是 OpenDocument 表格（.ods）")
            raise WrongKind(name=name, found=found, advice=SAVE_AS)
        if any(entry.endswith("vbaProject.bin") for entry in names) or b"macroEnabled" in _part(
            archive, "[Content_Types].xml"
        ):
            raise Macros
        _refuse_entities(archive)
    return "xlsx"


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name) if name in archive.namelist() else b""


def _refuse_entities(archive: zipfile.ZipFile) -> None:
    """Refuse document type declarations, which stand before the root element and are the door of entity attacks."""
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels", ".vml")):
            with archive.open(entry) as part:
                head = part.read(8192)
                if b"<!DOCTYPE" in head.replace(b"\0", b"").upper():
                    raise Entities
                if b"\0" in head:
                    raise Broken  # no program writes these parts in UTF-16; a search for bytes would see nothing


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise TooBig(what=Message("含 {count} 个部件", {"count": len(entries)}), limit=MAX_ENTRIES)
    for entry in entries:
        if entry.flag_bits & 1:
            raise Encrypted
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > RATIO_FROM and ratio > MAX_RATIO:
            raise Bomb(ratio=round(ratio))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        what = Message("解压后 {size} MB", {"size": round(unpacked / 2**20)})
        raise TooBig(what=what, limit=f"{MAX_UNPACKED // 2**20} MB")


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the archive; whatever proves it broken, now or while it is read, becomes one refusal."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except BROKEN as broken:
        raise Broken from broken


@dataclass
class Scan:
    """What one pass over a sheet's XML finds that a cell reader does not tell: addresses of odd cells."""

    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    far: str = ""


# A cell reader lays out the whole rectangle up to the furthest cell, so one cell at XFD1048576 would cost 400 GB.
# Columns up to AZ with any row, or up to ZZ with rows of five digits, cost less than 2 GB.
FAR = re.compile(rb"""r\s*=\s*["']((?:[B-Z][A-Z]|[A-Z]{3})[A-Z]*\d+)""")
FAR_WIDE = re.compile(rb"""r\s*=\s*["']([A-Z]{3}[A-Z]*\d+|[A-Z]+\d{6,})""")
NARROW = 50  # columns
ROOT = re.compile(rb"<(\w+:)?worksheet\b")
FORMULA = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f[ >/]")
ERROR = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>')
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z0-9:]+)"')
ADDRESS = re.compile(rb'\br="([A-Z]+\d+)"')


def scan(sheet: IO[bytes], columns: int = 1) -> Scan:
    """Read a sheet's XML once, in pieces, for formulas, error values, merged cells, and cells far from `columns`.

    A piece ends before its last cell begins, so that no cell is cut in two; without cells, before its last tag. Each
    search of a piece is one for plain bytes: expressions run only where there is something to find.
    """
    found, tail = Scan(), b""
    cell, formula = b"<c ", b"<f"
    far = FAR if columns <= NARROW else FAR_WIDE
    while piece := sheet.read(1 << 20):
        if not tail and (root := ROOT.search(piece)) and root.group(1):
            cell, formula = b"<" + root.group(1) + b"c ", b"<" + root.group(1) + b"f"
        text = tail + piece
        if odd := far.search(text):
            found.far = odd.group(1).decode()
            return found
        last = text.rfind(cell)
        cut = last if last > len(tail) else max(text.rfind(b"<"), 0)
        _scan_piece(text[:cut], formula, max(last, 0), found)
        tail = text[cut:]
    _scan_piece(tail, formula, 0, found)
    return found


def _scan_piece(text: bytes, formula: bytes, last_cell: int, found: Scan) -> None:
    if formula in text:
        found.formulas += _addresses(FORMULA, text)
    if b't="e"' in text:
        found.errors += _addresses(ERROR, text)
    if text.find(b"mergeCell ", last_cell) >= 0:  # merged cells stand after all cells
        found.merged += [ref.decode() for ref in MERGE.findall(text)]


def _addresses(pattern: re.Pattern[bytes], text: bytes) -> list[str]:
    cells = (ADDRESS.search(attributes) for attributes in pattern.findall(text))
    return [cell.group(1).decode() if cell else "?" for cell in cells]
