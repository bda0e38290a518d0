"""How what the dictionary found is called in the reader's language: declarations bring their own English."""

import re
from functools import cache

from django.utils.translation import get_language

from shuren.kernel.codes import CodeTable
from shuren.kernel.measures.facts import FACT_TABLES, QUANTITIES
from shuren.kernel.measures.indicators import INDICATORS
from shuren.kernel.words import translated

_BETWEEN = re.compile(r"([；=、])")
_SIGNS = {"；": "; ", "、": ", ", "=": " = "}


def told(label: str) -> str:
    """Return a kept label in the reader's language, part by part."""
    if not label or not (get_language() or "zh").startswith("en"):
        return label
    return "".join(_SIGNS.get(part, "") or word(part) for part in _BETWEEN.split(label) if part)


def word(text: str) -> str:
    """Return one declared word in the reader's language; for messages."""
    if not (get_language() or "zh").startswith("en"):
        return translated(text)
    plain, many = text.removesuffix("等"), text.endswith("等")
    found = _english().get(text) or _english().get(plain, "")
    if not found:
        return translated(text)
    return found if text in _english() or not many else f"{found} …"


@cache
def _english() -> dict[str, str]:
    """Return the English of registers, figures and values of codes, by their Chinese."""
    found: dict[str, str] = {}
    for table in FACT_TABLES:
        found[table.label] = table.label_en
        for trait in table.traits.values():
            if isinstance(trait.codes, CodeTable):
                found |= {value.name_zh: value.name_en for value in trait.codes if value.name_en}
    found |= {each.label: each.label_en for each in QUANTITIES}
    return found | {each.label: each.label_en for each in INDICATORS}
