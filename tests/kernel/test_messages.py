"""A sentence is kept apart from its values, so that each reader is told in their language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.kernel.messages import Message, places, read

pytestmark = pytest.mark.pure

ENGLISH = {
    "“{label}”应为{what}，填的是“{value}”。": '"{label}" must be {what}; "{value}" was entered.',
    "面积": "Area",
    "房间": "Room",
    "数字": "a number",
    "、": ", ",
}


def english(words: str) -> str:
    return ENGLISH.get(words, words)


def test_declared_words_are_told_in_the_readers_language_and_what_was_typed_is_not():
    values = {"label": Message("面积"), "what": Message("数字"), "value": "面积"}
    message = Message("“{label}”应为{what}，填的是“{value}”。", values)
    assert str(message) == "“面积”应为数字，填的是“面积”。"
    assert message.told(english) == '"Area" must be a number; "面积" was entered.'
    assert read(message.kept()).told(english) == message.told(english)


def test_a_list_is_joined_as_the_language_does():
    message = read(Message("{labels}", {"labels": [Message("面积"), Message("房间"), "三"]}).kept())
    assert str(message) == "面积、房间、三"
    assert message.told(english) == "Area, Room, 三"


def test_a_text_that_is_no_kept_message_is_a_sentence_of_its_own():
    assert str(read("“{x}”没有填。")) == "“{x}”没有填。"
    assert str(read("")) == ""


def test_the_names_in_a_sentence_are_found():
    assert places("“{label}”不应小于 {least:g}，填的是“{value}”。") == {"label", "least", "value"}


@given(st.dictionaries(st.sampled_from("abc"), st.text() | st.integers(), min_size=1))
def test_whatever_was_typed_comes_back_as_it_was(values: dict[str, str | int]):
    message = Message("".join(f"{{{name}}}|" for name in values), values)
    assert str(read(message.kept())) == str(message) == "".join(f"{value}|" for value in values.values())
