"""Text that people read: plain, or translated at the moment it is shown."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop, ngettext

from shuren.kernel.messages import read

Words: TypeAlias = str | Promise
_BETWEEN = gettext_noop("、") + gettext_noop("；") + "="


def translated(words: str) -> str:
    """Return words declared or kept in Chinese in the reader's language; what no catalogue knows stays as it is."""
    return gettext(words) if words else ""


def with_unit(figure: str, unit: str) -> str:
    """Return a figure with its unit in the reader's language; a unit in Latin letters stands apart: 3.3 Mbps, 98%."""
    word = ngettext(unit, unit, 1 if re.findall(r"[\d.,]+", figure) == ["1"] else 2) if unit else ""
    word = translated(unit) if word == unit else word
    return f"{figure} {word}" if word[:1].isascii() and word[:1].isalpha() else f"{figure}{word}"


def told(kept: str) -> str:
    """Return a kept message in the reader's language: its sentence and declared words, not what was typed."""
    return read(kept).told(translated)


def worded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Translate the declared words among kept values, such as labels, also where several are listed."""
    return {name: _listed(value) if isinstance(value, str) else value for name, value in values.items()}


def _listed(text: str) -> str:
    """Translate the parts of a list or of `filter=value；filter=value`, and the signs between them."""
    return "".join(translated(part) for part in re.split(f"([{_BETWEEN}])", text))
