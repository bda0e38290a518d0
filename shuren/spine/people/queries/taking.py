"""Writing a list to a file: what the list shows and some columns more, every number masked."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext

from shuren.kernel.http.export import RISKY
from shuren.kernel.http.listing import Column
from shuren.spine.people.models.exports import ExportFormat
from shuren.spine.people.queries.lists import Opened

if TYPE_CHECKING:
    from shuren.kernel.jobs.progress import Progress
    from shuren.spine.people.models import ExportRequest

CHUNK = 2_000
SHEET_ROWS = 1_000_000  # a sheet holds 1,048,576


def write(request: ExportRequest, opened: Opened, target: Path, progress: Progress | None) -> int:
    """Write the rows of an opened list, in its order; return how many. It runs in the caller's transaction."""
    from shuren.spine.people.queries import LISTS

    columns = _columns(opened.listing.columns, LISTS[request.kind].taken)
    rows = opened.listing.whole(opened.rows, opened.query)
    lines = _lines(rows.iterator(chunk_size=CHUNK), columns, request.persons, progress)
    head = [str(column.label) for column in columns]
    return _csv(target, head, lines) if request.format == ExportFormat.CSV else _xlsx(target, request, head, lines)


def _columns(shown: Iterable[Column], taken: Iterable[Column]) -> list[Column]:
    found = {column.key: column for column in (*shown, *taken)}
    return list(found.values())


def _lines(rows: Iterable[Any], columns: list[Column], total: int, progress: Progress | None) -> Iterator[list[str]]:
    for count, row in enumerate(rows, start=1):
        yield ["" if (value := column.value(row)) is None else str(value) for column in columns]
        if progress is not None and count % CHUNK == 0:
            progress.tell(count, max(total, count))


def _csv(target: Path, head: list[str], lines: Iterator[list[str]]) -> int:
    count = 0
    with target.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        for count, line in enumerate(lines, start=1):  # noqa: B007
            writer.writerow([f"'{text}" if text.startswith(RISKY) else text for text in line])
    return count


def _xlsx(target: Path, request: ExportRequest, head: list[str], lines: Iterator[list[str]]) -> int:
    """Write a workbook; each sheet is marked in its header with who took it and when, for it may be printed."""
    from xlsxwriter import Workbook

    count = 0
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(target), options) as book:
        bold = book.add_format({"bold": True})
        sheet: Any = None
        for count, line in enumerate(lines, start=1):
            place = (count - 1) % SHEET_ROWS
            if place == 0:
                sheet = _sheet(book, request, head, bold)
            for number, text in enumerate(line):
                sheet.write_string(place + 1, number, text)
    return count


def _sheet(book: Any, request: ExportRequest, head: list[str], bold: Any) -> Any:
    sheet = book.add_worksheet()
    mark = gettext("%(who)s 于 %(when)s 导出，用途：%(why)s") % {
        "who": request.requested_by_name,
        "when": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        "why": request.reason,
    }
    sheet.set_header("&L" + mark.replace("&", "&&")[:240])
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(head) - 1, 14)
    for number, text in enumerate(head):
        sheet.write_string(0, number, text, bold)
    return sheet
