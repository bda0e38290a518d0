"""Text that people read: plain, or translated at the moment it is shown."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext

Words: TypeAlias = str | Promise


def translated(words: str) -> str:
    """Return words declared or kept in Chinese in the reader's language; what no catalogue knows stays as it is."""
    return gettext(words) if words else ""


def worded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Translate the declared words among kept values, such as labels, also where several are listed."""
    return {name: _listed(value) if isinstance(value, str) else value for name, value in values.items()}


def _listed(text: str) -> str:
    return gettext("、").join(translated(part) for part in text.split("、"))
