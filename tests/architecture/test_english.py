"""English is complete: every sentence has a translation that fits it."""

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tools.messages import CHINESE, DOMAIN, LOCALES, sentences

pytestmark = pytest.mark.pure

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*(?:[:!][^{}]*)?\}")
# What Chinese documents bear, quoted as examples: their numbers, the marks of who issues them, headings, a note.
PROPER_NAMES = (
    "合教〔2018〕12号",
    "合教〔2026〕1号",
    "合教秘",
    "合教",
    "一、",
    "（一）",
    "（1）",
    "此件公开发布",
    "教APP备3400123号",
    "皖ICP备18001234号",
    "【】",  # around what texts of reports cite
)


@cache
def english() -> Catalog:
    with (LOCALES / "en" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale="en", domain=DOMAIN)


def texts(message: Message, field: str) -> tuple[str, ...]:
    """Return the singular and, where there is one, the plural."""
    value = getattr(message, field)
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def translated() -> list[Message]:
    return [message for message in english() if message.id]


def test_every_sentence_has_a_translation() -> None:
    missing = []
    for message in sentences():
        found = english().get(message.id, message.context) if message.id else message
        if message.id and (found is None or not all(texts(found, "string"))):
            missing.append(f"{message.locations[0][0]}: {message.id}")
    assert not missing, f"Run `make messages` and translate these in the English catalogue: {missing}"


def test_no_translation_is_a_guess() -> None:
    assert not [message.id for message in translated() if message.fuzzy], "Confirm or correct, then remove `fuzzy`."


def test_translations_keep_the_placeholders() -> None:
    wrong = [
        message.id
        for message in translated()
        for sentence in texts(message, "string")
        if sorted(PLACEHOLDER.findall(sentence)) != sorted(PLACEHOLDER.findall(texts(message, "id")[-1]))
    ]
    assert not wrong, f"Each placeholder occurs in the translation as often as in the sentence: {wrong}"


def test_no_chinese_is_left_in_english() -> None:
    wrong = []
    for message in translated():
        for sentence in texts(message, "string"):
            plain = sentence
            for name in PROPER_NAMES:
                plain = plain.replace(name, "")
            if CHINESE.search(plain):
                wrong.append(sentence)
    assert not wrong, f"Translate, or allow a proper name: {wrong}"


def test_english_does_not_boast() -> None:
    wrong = [text for message in translated() for text in texts(message, "string") if "successful" in text.lower()]
    assert not wrong, f"Say what is now the case: {wrong}"
