"""A declared document as PDF."""

from pathlib import Path
from typing import Any

from shuren.kernel.documents.content import Block, Chart, Document, Heading, Paragraph, Table
from shuren.kernel.documents.drawing import svg_of
from shuren.kernel.documents.typesetting import pdf

SOURCE = Path(__file__).with_name("document.typ")


def pdf_of(document: Document) -> bytes:
    """Return PDF/A-2b: cover, contents, blocks, sources; figures lead to their sources and these to their pages."""
    data = {
        "title": document.title,
        "subtitle": document.subtitle,
        "author": document.author,
        "dated": document.dated,
        "mark": document.mark,
        "language": "zh" if document.words.is_chinese else "en",
        "words": vars(document.words),
        "blocks": [_plain(document, block, label) for block, label in document.labelled()],
        "sources": [vars(source) for source in document.sources],
    }
    return pdf(SOURCE, data)


def _plain(document: Document, block: Block, label: str) -> dict[str, Any]:
    match block:
        case Heading():
            return {"is": "heading", "label": label, "text": block.text, "level": block.level}
        case Paragraph():
            runs = [(run.text, document.numbers[run.source.key] if run.source else 0) for run in block.runs]
            return {"is": "paragraph", "runs": runs}
        case Table():
            return {
                "is": "table",
                "label": label,
                "caption": block.caption,
                "marks": document.marks(block.sources),
                "note": block.note,
                "columns": [vars(column) for column in block.columns],
                "rows": [
                    [document.shown(value, column) for value, column in zip(row, block.columns, strict=True)]
                    for row in block.rows
                ],
            }
        case Chart():
            marks = document.marks(block.sources)
            return {"is": "chart", "label": label, "caption": block.caption, "marks": marks, "svg": svg_of(block)}
