"""A refusal is a sentence for the person who asked: what, why, what to do."""

import re
from collections.abc import Iterator

import pytest

from shuren.kernel.refusals import Refused
from tests.architecture import source

pytestmark = pytest.mark.pure


def refusals(kind: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for child in kind.__subclasses__():
        if child.__module__.startswith("shuren."):
            yield child
        yield from refusals(child)


ALL = sorted(set(refusals()), key=lambda kind: kind.__qualname__)
FILLED = re.compile(r"\{\w+\}")  # a sentence that another declaration supplies whole


@pytest.mark.parametrize("refusal", ALL, ids=lambda kind: kind.__qualname__)
def test_it_is_a_chinese_sentence(refusal: type[Refused]) -> None:
    sentence = " ".join((refusal.__doc__ or "").split())
    if FILLED.fullmatch(sentence):
        return
    assert re.search(r"[\u4e00-\u9fff]", sentence), f"{refusal.__qualname__}: the docstring is what the user reads."
    assert sentence.endswith(("。", "}")), f"{refusal.__qualname__}: end with 。 and say what to do."


def test_no_sentence_boasts() -> None:
    wrong = [
        f"{source.named(path)}:{number}"
        for path in (*source.templates(), *source.python_files("shuren"))
        for number, line in enumerate(source.text(path).splitlines(), start=1)
        if re.search(r"成功(地|！|!)|[Ss]uccessfully", line)
    ]
    assert not wrong, f"Say what is now the case, not that it worked: {wrong}"
