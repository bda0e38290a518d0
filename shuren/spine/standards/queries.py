"""What the pages show of the tables and the divisions."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import get_language, gettext, gettext_lazy

from shuren.kernel.codes import Code, CodeTable
from shuren.kernel.periods import ONE_DAY
from shuren.kernel.pinyin import initials
from shuren.kernel.refusals import NotFoundHere
from shuren.spine.standards.rules.divisions import Division, division_name, divisions
from shuren.spine.standards.rules.tables import OWN_STANDARD, code_table, tables

MOST_DIVISIONS = 200  # shown at once; a search narrows them

PUBLISHED, OWN, UNCHECKED = "published", "own", "unchecked"
ORIGINS = (
    (PUBLISHED, gettext_lazy("国家或行业标准")),
    (OWN, gettext_lazy("平台自定")),
    (UNCHECKED, gettext_lazy("有待核对的值")),
)


def is_unchecked(source: str) -> bool:
    """Whether a value was written down without the standard's own text at hand."""
    return "待核" in source


def _is_of(table: CodeTable, origin: str) -> bool:
    match origin:
        case "own":
            return table.standard == OWN_STANDARD
        case "published":
            return table.standard != OWN_STANDARD
        case "unchecked":
            return is_unchecked(table.source) or any(is_unchecked(value.source) for value in table)
        case _:
            return True


def _mentions(text: str, *words: str) -> bool:
    wanted = text.strip().casefold()
    return not wanted or any(wanted in word.casefold() or wanted in initials(word) for word in words)


def tables_like(text: str, *, origin: str = "") -> list[CodeTable]:
    """The tables of an origin whose title, key or standard contains the text, or whose initials do."""
    return [
        table
        for table in tables()
        if _is_of(table, origin) and _mentions(text, table.title_zh, table.title_en, table.key, table.standard)
    ]


def table_called(key: str) -> CodeTable:
    """The table of an address; raises `NotFoundHere`."""
    try:
        return code_table(key)
    except KeyError:
        raise NotFoundHere from None


def values_like(table: CodeTable, text: str, *, on: date | None = None) -> list[Code]:
    """The values, as of a day if one is given, whose code or name contains the text."""
    values: Sequence[Code] = table.as_of(on) if on else table.values
    return [value for value in values if _mentions(text, value.code, value.name_zh, value.name_en)]


def divisions_like(text: str, *, on: date | None = None) -> list[Division]:
    """The divisions whose code begins with the text or whose name contains it; one more than is shown, at most."""
    text = text.strip()
    under = text if text.isdigit() else ""
    found: list[Division] = []
    for each in divisions(under=under[:6], on=on):
        if under or text in each.name:
            found.append(each)
            if len(found) > MOST_DIVISIONS:
                break
    return found


def full_name(each: Division) -> str:
    """From the province down, with the names of the time in which this one held."""
    last = each.valid_to - ONE_DAY if each.valid_to else None
    return division_name(each.code, on=each.valid_from or last)


def validity(dated: Code | Division) -> str:
    """The first and the last day on which a value or a division holds, as far as they are known."""
    first, end = dated.valid_from, dated.valid_to
    if first is None and end is None:
        return ""
    if first is None:
        return gettext("至 %(last)s") % {"last": end - ONE_DAY if end else ""}
    if end is None:
        return gettext("%(first)s 起") % {"first": first}
    return gettext("%(first)s 至 %(last)s") % {"first": first, "last": end - ONE_DAY}


def title_of(table: CodeTable) -> str:
    """In the reader's language."""
    return table.title(get_language() or "zh")


def name_of(value: Code) -> str:
    """In the reader's language."""
    return value.name(get_language() or "zh")
