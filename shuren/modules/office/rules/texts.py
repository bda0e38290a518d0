"""How the text of an official paper is built: levels of headings, numbers, dates, and what must not be in it.

GB/T 9704-2012 《党政机关公文格式》 7.3.3: levels are marked 一、 （一） 1. （1）, the first in Hei, the second in Kai,
the others like the body; 7.2.5: the year in 〔〕, the serial without leading zeros and without 第; 7.3.5: dates in
digits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

DIGITS = "一二三四五六七八九十"
FIRST, SECOND = re.compile(rf"^[{DIGITS}]+、"), re.compile(rf"^[（(][{DIGITS}]+[）)]")
SECRET = re.compile(r"(绝密|机密|秘密)\s*★|^\s*(绝密|机密|秘密)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: `head` is set in the type of its level (1 or 2), `text` follows in the type of the body."""

    level: int
    head: str
    text: str


def paragraphs(body: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text, one for each line that is not empty.

    A heading that runs on is a heading up to its first full stop.

    >>> list(paragraphs("（一）压实责任。各校要逐级落实。"))
    [Paragraph(level=2, head='（一）压实责任。', text='各校要逐级落实。')]
    """
    for line in clean(body).splitlines():
        level = 1 if FIRST.match(line) else 2 if SECOND.match(line) else 0
        head, stop, text = line.partition("。") if level else ("", "", line)
        yield Paragraph(level, head + stop, text)


def clean(body: str) -> str:
    """Take the blanks off the ends of lines, typed indents among them, and leave empty lines out."""
    return "\n".join(line.strip(" \t\u3000\r") for line in body.splitlines() if line.strip(" \t\u3000\r"))


ORDER = re.compile(r"^附件\s*\d*\s*[：:、.．\-_]*\s*")


def annex_title(name: str) -> str:
    """Return what a paper calls an annex: its file's name without ending and without an order of its own.

    GB/T 9704-2012 7.3.4: no punctuation stands after it.

    >>> annex_title("附件1：任务分解表.xlsx")
    '任务分解表'
    """
    stem = name.rpartition(".")[0] or name
    return ORDER.sub("", stem).rstrip("。；;.") or stem


def number(mark: str, year: int, serial: int) -> str:
    """Return a paper's number.

    >>> number("合教", 2026, 12)
    '合教〔2026〕12号'
    """
    return f"{mark}〔{year}〕{serial}号"


def written(day: date) -> str:
    """Return a day as official papers write it.

    >>> written(date(2026, 3, 1))
    '2026年3月1日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def names_a_secret(text: str) -> bool:
    """Say whether a text carries the mark of a classified paper."""
    return bool(SECRET.search(text))
