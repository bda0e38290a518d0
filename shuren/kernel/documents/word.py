"""A declared document as a Word file (ISO/IEC 29500)."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as AT
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from shuren.kernel.documents.content import Chart, Document, Heading, Paragraph, Source, Table
from shuren.kernel.documents.drawing import svg_of
from shuren.kernel.documents.typesetting import png

PICTURE = Path(__file__).with_name("picture.typ")
DOTS = 220.0  # per inch, of charts
LINE = 156.0  # mm between the margins of A4
SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
GREY = RGBColor(0x5B, 0x6B, 0x7A)
SIZES = {"Title": 27, "Subtitle": 17, "Heading 1": 16, "Heading 2": 13, "Normal": 11.5}
ACCENTED = ("Title", "Subtitle", "Heading 1", "Heading 2")


def docx_of(document: Document) -> bytes:
    """Return the same content as `paper.pdf_of`; headings are styles, so that Word's own outline and contents work."""
    made = docx.Document()
    _prepare(made, document)
    _cover(made, document)
    _contents(made, document)
    for block, label in document.labelled():
        match block:
            case Heading():
                made.add_heading(label + block.text, block.level)
            case Paragraph():
                _paragraph(made, document, block)
            case Table():
                _table(made, document, block, label)
            case Chart():
                _chart(made, document, block, label)
    _sources(made, document)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _prepare(made: WordFile, document: Document) -> None:
    """Set paper, margins, fonts and what the file says of itself."""
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(30), Mm(28), Mm(27), Mm(27)
    for name, size in SIZES.items():
        style: Any = made.styles[name]
        style.font.name, style.font.size = LATIN, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), HEI if name in ACCENTED else SONG)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.line_spacing = 1.5 if name == "Normal" else 1.2
        style.paragraph_format.space_after = Pt(4)
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
    told = made.core_properties
    told.title, told.subject, told.author = document.title, document.subtitle, document.author
    told.language, told.comments, told.keywords = "zh-CN" if document.words.is_chinese else "en", "", document.mark


def _cover(made: WordFile, document: Document) -> None:
    for _blank in range(7):
        made.add_paragraph()
    made.add_paragraph(document.title, "Title").alignment = AT.CENTER
    made.add_paragraph(document.subtitle, "Subtitle").alignment = AT.CENTER
    if document.mark:
        made.add_paragraph(f"（{document.mark}）").alignment = AT.CENTER
    for _blank in range(11):
        made.add_paragraph()
    for line in (document.author, document.dated):
        made.add_paragraph(line).alignment = AT.CENTER


def _contents(made: WordFile, document: Document) -> None:
    """Begin a section with page numbers and put the contents first: a field that Word brings up to date on opening."""
    page = made.add_section(WD_SECTION.NEW_PAGE)
    page.footer.is_linked_to_previous = False
    foot = page.footer.paragraphs[0]
    foot.alignment = AT.CENTER
    _field(foot, "PAGE", "1")
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    page._sectPr.append(numbering)
    head = made.add_paragraph(document.words.contents)
    head.alignment = AT.CENTER
    head.runs[0].bold, head.runs[0].font.size = True, Pt(16)
    headings = [(block, label) for block, label in document.labelled() if isinstance(block, Heading)]
    first, last = None, None
    for block, label in headings:
        last = made.add_paragraph(label + block.text)
        last.paragraph_format.left_indent = Mm(8 * (block.level - 1))
        first = first or last
    if first is not None and last is not None:
        for part in reversed(_opening('TOC \\o "1-2" \\h \\z \\u', dirty=True)):
            first._p.insert(0, part) if first._p.pPr is None else first._p.pPr.addnext(part)
        last._p.append(_mark("end"))
    made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _paragraph(made: WordFile, document: Document, block: Paragraph) -> None:
    line = made.add_paragraph()
    if document.words.is_chinese:
        line.paragraph_format.first_line_indent = Pt(2 * SIZES["Normal"])
    for run in block.runs:
        line.add_run(run.text)
        if run.source:
            _cite(line, document, run.source)


def _cite(line: WordParagraph, document: Document, source: Source) -> None:
    """Set the number of a source, raised, which leads to its place in the list."""
    link = OxmlElement("w:hyperlink")
    number = document.numbers[source.key]
    link.set(qn("w:anchor"), f"source_{number}")
    run = line.add_run(f"[{number}]")
    run.font.superscript, run.font.color.rgb = True, GREY
    link.append(run._r)
    line._p.append(link)


def _caption(line: WordParagraph, document: Document, label: str, block: Table | Chart) -> None:
    line.alignment = AT.CENTER
    run = line.add_run(f"{label}　{block.caption}" if document.words.is_chinese else f"{label}  {block.caption}")
    run.bold, run.font.size = True, Pt(10)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEI)
    for source in block.sources:
        _cite(line, document, source)


def _table(made: WordFile, document: Document, block: Table, label: str) -> None:
    caption = made.add_paragraph()
    caption.paragraph_format.keep_with_next = True
    _caption(caption, document, label, block)
    grid = made.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    share = LINE / sum(column.width for column in block.columns)
    heads = grid.rows[0]
    repeated = OxmlElement("w:tblHeader")
    heads._tr.get_or_add_trPr().append(repeated)
    for cell, column in zip(heads.cells, block.columns, strict=True):
        _cell(cell, column.label, AT.CENTER, is_head=True)
    for row in block.rows:
        cells = grid.add_row().cells
        for cell, value, column in zip(cells, row, block.columns, strict=True):
            _cell(cell, document.shown(value, column), AT.RIGHT if column.is_number else AT.LEFT)
    for place, column in enumerate(block.columns):
        for cell in grid.columns[place].cells:
            cell.width = Mm(column.width * share)
    note = made.add_paragraph(block.note)
    for run in note.runs:
        run.font.size, run.font.color.rgb = Pt(9), GREY


def _cell(cell: Any, text: str, alignment: AT, *, is_head: bool = False) -> None:
    line = cell.paragraphs[0]
    line.alignment = alignment
    line.paragraph_format.line_spacing, line.paragraph_format.space_after = 1.0, Pt(0)
    run = line.add_run(text)
    run.font.size, run.bold = Pt(9), is_head
    if is_head:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF2F6")):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _chart(made: WordFile, document: Document, block: Chart, label: str) -> None:
    """Put the drawing in as a picture, with its figures as its description for those who do not see it."""
    picture = png(PICTURE, {"svg": svg_of(block)}, dots_per_inch=DOTS)
    line = made.add_paragraph()
    line.alignment, line.paragraph_format.keep_with_next = AT.CENTER, True
    line.paragraph_format.line_spacing = 1.0
    drawn: Any = line.add_run().add_picture(io.BytesIO(picture), width=Mm(LINE))
    drawn._inline.docPr.set("descr", _told(document, block))
    _caption(made.add_paragraph(), document, label, block)


def _told(document: Document, chart: Chart) -> str:
    """Return a chart in words."""
    missing = document.words.missing
    lines = (
        f"{series.name}: "
        + ", ".join(
            f"{label} {missing if value is None else f'{value:g}'}"
            for label, value in zip(chart.labels, series.values, strict=True)
        )
        for series in chart.series
    )
    return f"{chart.caption}. {'; '.join(lines)}"


def _sources(made: WordFile, document: Document) -> None:
    if not document.sources:
        return
    made.add_heading(document.words.sources, 1).paragraph_format.page_break_before = True
    for number, source in enumerate(document.sources, start=1):
        line = made.add_paragraph()
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Mm(9), Mm(-9)
        line.paragraph_format.line_spacing = 1.15
        for part in _bookmark(number):
            line._p.append(part)
        runs = [line.add_run(f"[{number}] "), line.add_run(source.text)]
        for run in runs:
            run.font.size = Pt(9)
        if source.link:
            _lead(made, line, runs[1], source.link)


def _lead(made: WordFile, line: WordParagraph, run: WordRun, address: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), made.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)
    line._p.append(link)


def _bookmark(number: int) -> Sequence[Any]:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for part in (start, end):
        part.set(qn("w:id"), str(number))
    start.set(qn("w:name"), f"source_{number}")
    return start, end


def _field(line: WordParagraph, code: str, shown: str) -> None:
    for part in _opening(code):
        line._p.append(part)
    line.add_run(shown)
    line._p.append(_mark("end"))


def _opening(code: str, *, dirty: bool = False) -> list[Any]:
    """Return the runs that open a field: its beginning, what it computes, and where its result starts."""
    asked = OxmlElement("w:r")
    told = OxmlElement("w:instrText")
    told.set(qn("xml:space"), "preserve")
    told.text = f" {code} "
    asked.append(told)
    return [_mark("begin", dirty=dirty), asked, _mark("separate")]


def _mark(kind: str, *, dirty: bool = False) -> Any:
    run, sign = OxmlElement("w:r"), OxmlElement("w:fldChar")
    sign.set(qn("w:fldCharType"), kind)
    if dirty:
        sign.set(qn("w:dirty"), "true")
    run.append(sign)
    return run
