"""The plumbing of a workbook's archive: styles, relations, content types, notes on cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from shuren.kernel.tabular.sheetxml import index_of

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "[Content_Types].xml"
BOOK, BOOK_RELS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
PLUMBING = (TYPES, BOOK, BOOK_RELS)
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
FILL = b'<fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/><bgColor indexed="64"/></patternFill></fill>'
# what the schema puts after legacyDrawing in a sheet
AFTER_NOTES = re.compile(
    rb"<(?:legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|</worksheet>"
)


class Styles:
    """The style sheet, to which coloured twins of the styles in use are added."""

    def __init__(self, xml: bytes) -> None:
        self._xml = xml
        body = re.search(rb"<cellXfs[^>]*>(.*?)</cellXfs>", xml, re.DOTALL)
        fills = re.search(rb"<fills[^>]*>(.*?)</fills>", xml, re.DOTALL)
        if body is None or fills is None:
            raise KeyError("xl/styles.xml")
        self._formats = re.findall(rb"<xf\b[^>]*?/>|<xf\b.*?</xf>", body.group(1), re.DOTALL)
        self._fill = len(re.findall(rb"<fill\b|<fill/>", fills.group(1)))
        self._twins: dict[int, int] = {}
        self.wrapped = len(self._formats)
        self._formats.append(
            b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
            b'<alignment vertical="top" wrapText="1"/></xf>'
        )

    def coloured(self, style: int) -> int:
        """Return the style that looks like another but for its colour."""
        if style not in self._twins:
            twin = self._formats[style] if style < len(self._formats) else self._formats[0]
            head, closing, body = twin.partition(b">")
            head = re.sub(rb' (fillId|applyFill)="\d+"', b"", head)
            head = head.replace(b"<xf", f'<xf fillId="{self._fill}" applyFill="1"'.encode(), 1)
            self._twins[style] = len(self._formats)
            self._formats.append(head + closing + body)
        return self._twins[style]

    def xml(self) -> bytes:
        formats = f'<cellXfs count="{len(self._formats)}">'.encode() + b"".join(self._formats) + b"</cellXfs>"
        xml = re.sub(rb"<cellXfs[^>]*>.*?</cellXfs>", lambda _: formats, self._xml, count=1, flags=re.DOTALL)
        xml = re.sub(rb'<fills count="\d+"', b"<fills", xml, count=1)
        return xml.replace(b"</fills>", FILL + b"</fills>", 1)


class Package:
    """The parts that name the other parts. `parts` is what has to be written back."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = dict(parts)

    def may_add_notes(self, member: str, archive: zipfile.ZipFile) -> bool:
        """Say whether a sheet has no notes of its own; mixing into a stranger's drawing is not tried."""
        rels = _rels_of(member)
        return rels not in archive.namelist() or b"/comments" not in archive.read(rels)

    def add_notes(
        self, member: str, number: int, notes: list[tuple[str, str]], archive: zipfile.ZipFile
    ) -> dict[str, bytes]:
        """Attach notes to a sheet; return the new parts."""
        rels = _rels_of(member)
        old = archive.read(rels) if rels in archive.namelist() else _empty_rels()
        comments, drawing = f"xl/comments_shuren{number}.xml", f"xl/drawings/vmlDrawing_shuren{number}.vml"
        added = _relation("rIdShurenNotes", "comments", f"/{comments}")
        added += _relation("rIdShurenDrawing", "vmlDrawing", f"/{drawing}")
        self.parts[rels] = old.replace(b"</Relationships>", added + b"</Relationships>")
        self._add_type(f'<Override PartName="/{comments}" ContentType="{NOTES_TYPE}"/>')
        if b'Extension="vml"' not in self.parts[TYPES]:
            self._add_type(
                '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
            )
        return {comments: _notes_xml(notes), drawing: _drawing_xml(notes)}

    def add_sheet(self, name: str, members: Mapping[str, str]) -> str:
        """Add a sheet at the end, or take the place of one of that name; return its archive member."""
        if name in members:
            return members[name]
        member = "xl/worksheets/sheet_shuren.xml"
        book = self.parts[BOOK]
        highest = max(int(number) for number in re.findall(rb'sheetId="(\d+)"', book))
        # declared on the element itself: other programs declare the prefix on theirs, not on the root
        entry = (
            f'<sheet xmlns:r="{RELATIONS}" name="{escape(name)}" sheetId="{highest + 1}" r:id="rIdShurenSheet"/>'
        ).encode()
        self.parts[BOOK] = re.sub(rb"</((?:\w+:)?)sheets>", lambda end: entry + end.group(0), book, count=1)
        relation = _relation("rIdShurenSheet", "worksheet", f"/{member}")
        self.parts[BOOK_RELS] = self.parts[BOOK_RELS].replace(b"</Relationships>", relation + b"</Relationships>")
        self._add_type(f'<Override PartName="/{member}" ContentType="{SHEET_TYPE}"/>')
        return member

    def _add_type(self, entry: str) -> None:
        if entry.encode() not in self.parts[TYPES]:
            self.parts[TYPES] = self.parts[TYPES].replace(b"</Types>", entry.encode() + b"</Types>")


def with_notes(end: bytes) -> bytes:
    """Refer to the notes' drawing where the schema wants it, in the part of a sheet that follows the rows."""
    found = AFTER_NOTES.search(end)
    if found is None:
        return end
    element = f'<legacyDrawing xmlns:r="{RELATIONS}" r:id="rIdShurenDrawing"/>'.encode()
    return end[: found.start()] + element + end[found.start() :]


def sheet_xml(rows: str, *, widths: tuple[int, ...]) -> bytes:
    """Return a sheet of given rows and column widths."""
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(widths, 1)
    )
    body = f"<cols>{columns}</cols><sheetData>{rows}</sheetData>"
    return f'{DECLARATION}<worksheet xmlns="{MAIN}">{body}</worksheet>'.encode()


def _rels_of(member: str) -> str:
    folder, _, name = member.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _relation(ident: str, kind: str, target: str) -> bytes:
    return f'<Relationship Id="{ident}" Type="{RELATIONS}/{kind}" Target="{target}"/>'.encode()


def _empty_rels() -> bytes:
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}"></Relationships>'.encode()


def _notes_xml(notes: list[tuple[str, str]]) -> bytes:
    entries = "".join(
        f'<comment ref="{cell}" authorId="0"><text><t>{escape(sentence)}</t></text></comment>'
        for cell, sentence in notes
    )
    return (
        f'{DECLARATION}<comments xmlns="{MAIN}">'
        f"<authors><author>检查</author></authors><commentList>{entries}</commentList></comments>"
    ).encode()


def _drawing_xml(notes: list[tuple[str, str]]) -> bytes:
    shapes = "".join(_shape(number, cell) for number, (cell, _) in enumerate(notes, start=1))
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
        f"{shapes}</xml>"
    ).encode()


def _shape(number: int, cell: str) -> str:
    name = cell.rstrip("0123456789")
    row, column = int(cell[len(name) :]) - 1, index_of(name)
    anchor = f"{column + 1}, 15, {row}, 2, {column + 4}, 15, {row + 4}, 4"
    return (
        f'<v:shape id="_x0000_s{1024 + number}" type="#_x0000_t202" fillcolor="#ffffe1" '
        'style="position:absolute;visibility:hidden" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>"
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
