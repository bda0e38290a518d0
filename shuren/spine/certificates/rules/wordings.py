"""Filling in a wording: braces hold the names of facts and nothing else."""

import re
from collections.abc import Iterable, Mapping

from shuren.spine.certificates.rules.kinds import Wording

NAMED = re.compile(r"\{([^{}]*)\}")


def names_in(wording: Wording) -> list[str]:
    """Return the names in a wording's braces, each once, in order."""
    found = [name for text in _texts(wording) for name in NAMED.findall(text)]
    return list(dict.fromkeys(found))


def unknown_names(wording: Wording, known: Iterable[str]) -> list[str]:
    """Return the names that no fact of the kind answers to."""
    allowed = set(known)
    return [name for name in names_in(wording) if name not in allowed]


def has_loose_braces(wording: Wording) -> bool:
    """Say whether a brace stands alone."""
    return any(set("{}") & set(NAMED.sub("", text)) for text in _texts(wording))


def missing_values(wording: Wording, values: Mapping[str, str]) -> list[str]:
    """Return the names a wording asks for and the facts leave empty."""
    return [name for name in names_in(wording) if not values.get(name, "").strip()]


def filled(wording: Wording, values: Mapping[str, str]) -> Wording:
    """Return the wording with each brace replaced; what is not known becomes a blank to write on."""
    title, body, footnote = (
        NAMED.sub(lambda found: values.get(found[1], "") or "＿＿＿＿", text) for text in _texts(wording)
    )
    return Wording(title, body, footnote)


def _texts(wording: Wording) -> tuple[str, str, str]:
    return wording.title, wording.body, wording.footnote
