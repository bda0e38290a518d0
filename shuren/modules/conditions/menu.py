"""Where the rows of conditions are shown."""

from django.urls import reverse

from shuren.kernel.measures.rows import ROW_PAGES, RowPage
from shuren.modules.conditions.tables import ConditionsWorkbook


def _page(code: str) -> RowPage:
    return RowPage(code, lambda unit, year: reverse("conditions:rows", args=[unit, year, code]))


for table in ConditionsWorkbook.tables:
    ROW_PAGES.add(_page(table.code))
