"""What money is for and where it comes from, in the words of the code tables."""

from django.utils.translation import get_language

from shuren.spine.standards import api as standards

CATEGORIES = standards.ICT_SPENDING_CATEGORY
SOURCES = standards.ICT_SPENDING_SOURCE


def category_choices() -> list[tuple[str, str]]:
    """Return what can be chosen: the categories that have none below them."""
    return [(value.code, value.name(get_language() or "zh")) for value in CATEGORIES.leaves]


def source_choices() -> list[tuple[str, str]]:
    return [(value.code, value.name(get_language() or "zh")) for value in SOURCES.leaves]


def category_name(code: str) -> str:
    return CATEGORIES.name(code, get_language() or "zh") if code in CATEGORIES else code


def source_name(code: str) -> str:
    return SOURCES.name(code, get_language() or "zh") if code in SOURCES else code
