"""A sentence and what stands in its braces, kept apart, so that each reader is told in their own language."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

SHOWN = 60  # characters of a typed value that a sentence repeats


@dataclass(frozen=True)
class Message:
    """A Chinese sentence or declared word, and values for its braces.

    A value that is a message, or a list of them, is told in the reader's language too; a text stays as it was typed.
    `about` names what was filled in that it is about, where it is told before anything is kept.
    """

    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    about: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.told()

    def told(self, translate: Callable[[str], str] = str) -> str:
        """Fill the sentence in, in the language of `translate`; otherwise in Chinese."""
        sentence = translate(self.sentence) if self.sentence else ""
        values = {name: _told(value, translate) for name, value in self.values.items()}
        return sentence.format(**values) if values else sentence

    def kept(self) -> str:
        """Return the text that `read` makes the same message of."""
        return json.dumps(_plain(self), ensure_ascii=False, default=_plain)


def read(kept: str) -> Message:
    """Return the message that a text was kept as; any other text is a sentence without values."""
    message: Message = json.loads(kept, object_hook=_message) if kept.startswith('{"sentence"') else Message(kept)
    return message


def places(sentence: str) -> set[str]:
    """Return the names that stand in a sentence's braces."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def _told(value: Any, translate: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return translate("、").join(str(_told(each, translate)) for each in value)
    return value.told(translate) if isinstance(value, Message) else value


def _plain(value: Any) -> Any:
    return {"sentence": value.sentence, "values": value.values} if isinstance(value, Message) else str(value)


def _message(found: dict[str, Any]) -> Any:
    return Message(**found) if found.keys() == {"sentence", "values"} else found
