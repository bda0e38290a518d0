"""A list taken out as a file: the same columns, filters and order as on the page, all rows instead of one page."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone

from shuren.kernel.http.download import download
from shuren.kernel.http.listing import Listing
from shuren.kernel.refusals import Refused

ROWS = 50_000  # beyond it a list is to be narrowed first: the answer is made while the user waits
BOM = "\ufeff"  # Excel takes a CSV without it for a file in the system's own encoding
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run text that begins so
WIDTHS = (8, 48)  # of a column, in characters


class TooManyRows(Refused):
    """要导出的记录超过 {limit} 条，一次导不出来。请先用筛选条件缩小范围，再导出。"""


def taken(listing: Listing, rows: QuerySet[Any], query: Mapping[str, str]) -> list[Any]:
    """Return the rows a query string asks for. Raises TooManyRows: a file that holds a part of them would mislead."""
    found = list(listing.whole(rows, query)[: ROWS + 1])
    if len(found) > ROWS:
        raise TooManyRows(limit=f"{ROWS:,}")
    return found


def exported(listing: Listing, rows: Sequence[Any], *, name: str, form: str) -> HttpResponseBase:
    """Answer with the rows as `form` "xlsx" or "csv"; `name` is the file's, without its ending."""
    lines = _lines(listing, rows)
    data = _xlsx(lines) if form == "xlsx" else _csv(lines)
    return download(data, f"{name}.{form}")


def _lines(listing: Listing, rows: Sequence[Any]) -> Iterator[list[Any]]:
    yield [str(column.label) for column in listing.columns]
    for row in rows:
        yield [_plain(column.value(row)) for column in listing.columns]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if value is None or isinstance(value, (bool, int, float, Decimal, date)):
        return value
    return str(value)


def _csv(lines: Iterator[list[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    for line in lines:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell for cell in line])
    return (BOM + text.getvalue()).encode()


def _xlsx(lines: Iterator[list[Any]]) -> bytes:
    """Text cells are written as text and never become formulas."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, head = book.add_worksheet(), book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    widths: list[int] = []
    for number, line in enumerate(lines):
        for place, cell in enumerate(line):
            if isinstance(cell, date):
                sheet.write_datetime(number, place, cell, day)
            else:
                sheet.write(number, place, cell, head if number == 0 else None)
            width = sum(2 if ord(sign) > 0xFF else 1 for sign in str(cell or "")) + 2  # noqa: PLR2004
            widths[place : place + 1] = [max(width, widths[place] if place < len(widths) else 0)]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(max(width, WIDTHS[0]), WIDTHS[1]))
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()
