"""Where the rows behind a figure are shown: modules that own fact tables say so, pages above ask here."""

from collections.abc import Callable
from dataclasses import dataclass

from shuren.kernel.registry import Registry


@dataclass(frozen=True)
class RowPage:
    """The page on which a unit's rows of one fact table are shown; `url` takes the unit's node id and the year."""

    table: str
    url: Callable[[int, int], str]


ROW_PAGES: Registry[RowPage] = Registry("row pages", key=lambda item: item.table)


def row_page(table: str, unit: int, year: int) -> str:
    """Return the address of a unit's rows, or nothing where no page shows them."""
    page = ROW_PAGES.get(table)
    return page.url(unit, year) if page else ""
