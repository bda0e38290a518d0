"""A board as rows of text and numbers, for workbooks and paper."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shuren.kernel.words import translated
from shuren.modules.planning.queries.board import Board, Cell, Line
from shuren.modules.planning.rules.lights import Light


@dataclass(frozen=True)
class SheetCell:
    """One year of a line, written out."""

    year: int
    target: str
    actual: float | None
    light: str
    word: str


@dataclass(frozen=True)
class SheetRow:
    """One line of a board, written out; `why` says what is missing where nothing measures it."""

    category: str
    label: str
    scope: str
    unit: str
    cells: tuple[SheetCell, ...]
    why: str


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def label_of(line: Line) -> str:
    return line.label_en if in_english() else line.label


def scope_label(line: Line) -> str:
    return line.scope.text_en if in_english() else line.scope.text


def why_missing(line: Line) -> str:
    """Say which fact is missing and who would supply it; nothing where a register measures the line."""
    measure = line.measure
    if line.is_measured:
        return ""
    fact, supplier = (measure.fact_en, measure.supplier_en) if in_english() else (measure.fact, measure.supplier)
    return _("缺少“%(fact)s”，应由%(supplier)s提供。") % {"fact": fact, "supplier": supplier}


def word_of(light: Light) -> str:
    words = {Light.GREEN: _("达到"), Light.AMBER: _("接近"), Light.RED: _("未达到"), Light.GREY: _("暂缺")}
    return words[light]


def rows_of(board: Board) -> list[SheetRow]:
    """Return the lines of a board, written out in the reader's language."""
    return [
        SheetRow(
            translated(line.category),
            label_of(line),
            scope_label(line),
            translated(line.unit),
            tuple(_cell(cell) for cell in line.cells),
            why_missing(line),
        )
        for line in board.lines
    ]


def _cell(cell: Cell) -> SheetCell:
    shown = cell.light if cell.target else Light.GREY
    return SheetCell(cell.year, cell.target_text, cell.actual, shown.value, word_of(shown) if cell.target else "")
