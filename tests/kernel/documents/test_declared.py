"""A declared document becomes a PDF and a Word file that say the same."""

import io
import re
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.oxml.ns import qn
from pyhanko.pdf_utils.reader import PdfFileReader

from shuren.kernel.documents.content import (
    Chart,
    Column,
    Document,
    Drawn,
    Heading,
    Paragraph,
    Run,
    Series,
    Source,
    Table,
    Words,
    chinese,
    written,
)
from shuren.kernel.documents.drawing import svg_of, ticks
from shuren.kernel.documents.paper import pdf_of
from shuren.kernel.documents.word import docx_of
from shuren.kernel.files.office import fault_of

pytestmark = pytest.mark.pure

WIFI = Source("wifi", "无线覆盖率：覆盖数 ÷ 总数。", "https://example.cn/figures/1/")
COUNT = Source("count", "单位数：登记表。")
LINES = Chart(
    "逐年覆盖率",
    Drawn.LINES,
    ("2018", "2019", "2020"),
    (Series("实际", (20.0, None, 95.5)), Series("目标", (20.0, 60.0, 100.0), is_target=True)),
    "%",
    sources=(WIFI,),
)
REPORT = Document(
    "年度报告",
    "2020 年",
    "江城市",
    "2021 年 1 月",
    (
        Heading("概况"),
        Paragraph((Run("共有单位 "), Run("1,200", COUNT), Run(" 个，覆盖率 "), Run("95.5%", WIFI), Run("。"))),
        Heading("分地区", 2),
        Table(
            "分地区情况",
            (Column("地区", width=2), Column("单位（个）", is_number=True, decimals=0)),
            (("东山", 700.0), ("西山", None)),
            (COUNT,),
        ),
        Heading("网络"),
        LINES,
    ),
)


def test_sources_are_numbered_as_they_are_first_cited() -> None:
    assert [source.key for source in REPORT.sources] == ["count", "wifi"]
    assert REPORT.marks((WIFI, COUNT)) == "[2, 1]"


def test_headings_tables_and_charts_are_numbered_in_the_language_of_the_document() -> None:
    assert [label for _, label in REPORT.labelled() if label] == ["一、", "（一）", "表 1", "二、", "图 1"]
    english = Document("Report", "", "", "", REPORT.blocks, Words(table="Table", chart="Figure", is_chinese=False))
    assert [label for _, label in english.labelled() if label] == ["1 ", "1.1 ", "Table 1", "2 ", "Figure 1"]


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")])
def test_numbers_are_written_in_chinese(number: int, text: str) -> None:
    assert chinese(number) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1234567.0, 0, "1,234,567"), (95.5, 2, "95.5"), (100.0, 2, "100"), (-0.001, 2, "0"), (0.126, 2, "0.13")],
)
def test_figures_are_written_with_no_more_places_than_they_need(value: float, decimals: int, text: str) -> None:
    assert written(value, decimals) == text


def test_an_axis_starts_at_zero_and_goes_in_round_steps() -> None:
    assert ticks([20.0, 95.5]) == [0, 20, 40, 60, 80, 100]
    assert ticks([]) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert ticks([-3.0, 4.0])[0] <= -3


@pytest.mark.parametrize("count", [3, 12])
@pytest.mark.parametrize("drawn", Drawn)
def test_a_chart_is_well_formed_and_draws_every_value(drawn: Drawn, count: int) -> None:
    labels = tuple(f"<第{number}>" for number in range(count))
    chart = Chart("图", drawn, labels, (Series("数&量", tuple(float(n + 1) for n in range(count))),), "人")
    root = ET.fromstring(svg_of(chart))  # noqa: S314  drawn a line above
    texts = [node.text for node in root.iter() if node.text]
    assert set(labels) | {"数&量", "人"} <= set(texts)
    dots = [node for node in root.iter() if node.tag.endswith(("circle", "rect"))]
    assert len(dots) == count + 1  # and one in the legend


def test_a_line_breaks_where_nobody_reported() -> None:
    assert svg_of(LINES).count("<polyline") == 3


def test_the_pdf_leads_from_a_figure_to_the_page_it_comes_from() -> None:
    made = pdf_of(REPORT)
    assert made.startswith(b"%PDF-1.7")
    pages = PdfFileReader(io.BytesIO(made)).root["/Pages"]
    links = [
        note.get_object()["/A"]["/URI"]
        for page in pages["/Kids"]
        for note in page.get_object().get("/Annots", ())
        if "/A" in note.get_object() and "/URI" in note.get_object()["/A"]
    ]
    assert links == [WIFI.link]


def test_the_word_file_says_what_the_document_says() -> None:
    made = docx_of(REPORT)
    assert fault_of(io.BytesIO(made), "docx") is None
    opened = docx.Document(io.BytesIO(made))
    headings = [line.text for line in opened.paragraphs if str(line.style and line.style.name).startswith("Heading")]
    assert headings == ["一、概况", "（一）分地区", "二、网络", "数据来源"]
    text = "\n".join("".join(part.text or "" for part in line._p.iter(qn("w:t"))) for line in opened.paragraphs)
    assert "共有单位 1,200[1] 个，覆盖率 95.5%[2]。" in text
    assert "表 1　分地区情况[1]" in text
    cells = [[cell.text for cell in row.cells] for row in opened.tables[0].rows]
    assert cells == [["地区", "单位（个）"], ["东山", "700"], ["西山", "—"]]
    assert len(opened.inline_shapes) == 1
    described = opened.inline_shapes[0]._inline.docPr.get("descr")
    assert described == "逐年覆盖率. 实际: 2018 20, 2019 —, 2020 95.5; 目标: 2018 20, 2019 60, 2020 100"
    marks = {mark.get(qn("w:name")) for mark in opened.element.iter(qn("w:bookmarkStart"))}
    anchors = {link.get(qn("w:anchor")) for link in opened.element.iter(qn("w:hyperlink"))} - {None}
    assert anchors == marks == {"source_1", "source_2"}
    assert WIFI.link in {part.target_ref for part in opened.part.rels.values() if part.is_external}


def test_fields_of_the_word_file_are_closed() -> None:
    made = docx.Document(io.BytesIO(docx_of(REPORT)))
    kinds = [sign.get(qn("w:fldCharType")) for sign in made.element.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert re.search(r"TOC", "".join(part.text or "" for part in made.element.iter(qn("w:instrText"))))
