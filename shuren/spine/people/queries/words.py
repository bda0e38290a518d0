"""What codes are called, in the reader's language."""

from django.utils.translation import get_language

from shuren.spine.standards import api as standards


def code_choices(table: str) -> list[tuple[str, str]]:
    """Return the values of a code table as choices of a filter."""
    return [(value.code, value.name(get_language() or "zh")) for value in standards.code_table(table)]


def code_name(table: str, code: str) -> str:
    """Return the name of a code; nothing for an empty one, the code itself where its table does not know it."""
    return standards.code_table(table).name(code, get_language() or "zh") if code else ""


def masked_birth(value: object) -> str:
    """Return a day of birth as lists show it: the year alone."""
    return f"{str(value)[:4]}-**-**" if value else ""
