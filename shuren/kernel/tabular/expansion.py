"""How much text the cells of a workbook add up to, before they are read.

Cells refer to shared strings, so a file of a few megabytes can hold one long string a million times; a reader copies
it for every cell. The sum is bounded from above first, and computed cell by cell only where the bound is too high.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable

from shuren.kernel.tabular.refusals import Bomb

MAX_TEXT = 2 << 30  # bytes
SMALLEST_CELL = 20  # bytes of XML
OVERLAP = 256  # bytes; longer than any cell that refers to a shared string
STRINGS = "xl/sharedStrings.xml"
ITEM = re.compile(rb"<(?:\w+:)?si[ >/]")
SHARED = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d+)""")


def refuse_expansion(archive: zipfile.ZipFile, members: Iterable[str]) -> None:
    """Refuse a workbook whose cells repeat shared strings to more text than memory should hold."""
    if STRINGS not in archive.namelist():
        return
    sizes = [len(item) for item in ITEM.split(archive.read(STRINGS))[1:]]
    longest = max(sizes, default=0)
    for member in members:
        size = archive.getinfo(member).file_size
        if size // SMALLEST_CELL * longest > MAX_TEXT:
            text = _text_of(archive, member, sizes)
            if text > MAX_TEXT:
                raise Bomb(ratio=round(text / max(size, 1)))


def _text_of(archive: zipfile.ZipFile, member: str, sizes: list[int]) -> int:
    """Add up the text of all cells of a sheet; the few cells that the end of a piece cuts do not count."""
    total, tail = 0, b""
    with archive.open(member) as sheet:
        while piece := sheet.read(1 << 20):
            text = tail + piece
            cut = max(text.rfind(b"<", 0, len(text) - OVERLAP), 0)
            total += sum(sizes[at] for found in SHARED.findall(text[:cut]) if (at := int(found)) < len(sizes))
            tail = text[cut:]
    return total + sum(sizes[at] for found in SHARED.findall(tail) if (at := int(found)) < len(sizes))
