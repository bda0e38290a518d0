"""Texts that name figures: “全市共有【学校数】所学校。” keeps its figures traceable however it is rewritten."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

FIGURE = re.compile(r"【([^【】\n]{1,80})】")
# A number that stands for itself: a year, a date, an ordinal, the number of a paper or of a clause, a name of a thing.
PLAIN = re.compile(
    r"〔\d{4}〕\s*\d+\s*号|第\s*\d+|\d{4}\s*[—–-]\s*\d{4}\s*年|\d+\s*[年月日号条款届期次]|[A-Za-z]+\d+|\d+[A-Za-z]+"
)
NUMBER = re.compile(r"\d[\d,，.]*\s*(?:%|％|‰|个百分点|[万亿]?[\u4e00-\u9fff])?")


@dataclass(frozen=True)
class Piece:
    """Words, or the name of a figure."""

    text: str
    is_figure: bool = False


def pieces(text: str) -> Iterator[Piece]:
    """Return a paragraph as words and figures, in order."""
    at = 0
    for found in FIGURE.finditer(text):
        if found.start() > at:
            yield Piece(text[at : found.start()])
        yield Piece(found[1].strip(), is_figure=True)
        at = found.end()
    if at < len(text):
        yield Piece(text[at:])


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text: one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def unknown(text: str, known: Collection[str]) -> list[str]:
    """Return the names in 【】 that no figure has, each once."""
    named = (found[1].strip() for found in FIGURE.finditer(text))
    return [name for name in dict.fromkeys(named) if name not in known]


def loose(text: str) -> list[str]:
    """Return the numbers in a text that come from no figure, each once, as they are written."""
    left = PLAIN.sub(" ", FIGURE.sub(" ", text))
    return list(dict.fromkeys(found[0].strip() for found in NUMBER.finditer(left)))
