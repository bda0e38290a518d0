"""What changed between two versions of a text, as a marked-up manuscript (花脸稿) shows it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

PIECES = re.compile(r"[A-Za-z0-9.]+|\s+|.", re.DOTALL)  # figures and Latin words change as a whole
ALIKE = 0.4  # of its characters, from which on a paragraph counts as changed and not as another
SHORT = 2  # characters of unchanged text between changes that are not worth keeping apart


@dataclass(frozen=True)
class Run:
    """A stretch of text: `mark` is "del", "ins" or empty for what stayed."""

    mark: str
    text: str


def marked(old: str, new: str) -> list[list[Run]]:
    """Return the paragraphs of both versions with what was struck out and put in.

    >>> marked("请于3日前报送。", "请于5日前报送。")
    [[Run(mark='', text='请于'), Run(mark='del', text='3'), Run(mark='ins', text='5'), Run(mark='', text='日前报送。')]]
    """
    before, after = old.splitlines(), new.splitlines()
    found: list[list[Run]] = []
    for tag, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [[Run("", line)] for line in after[start:end]]
        else:
            found += _paired(before[first:last], after[start:end])
    return found


def is_changed(paragraphs: list[list[Run]]) -> bool:
    return any(run.mark for runs in paragraphs for run in runs)


def _paired(before: list[str], after: list[str]) -> Iterator[list[Run]]:
    """Yield changed paragraphs side by side where they are alike, else struck out and put in whole."""
    left = list(before)
    for line in after:
        alike = next((at for at, old in enumerate(left) if _ratio(old, line) >= ALIKE), None)
        if alike is None:
            yield [Run("ins", line)]
            continue
        yield from ([Run("del", gone)] for gone in left[:alike])
        yield _within(left[alike], line)
        left = left[alike + 1 :]
    yield from ([Run("del", gone)] for gone in left)


def _ratio(old: str, new: str) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


def _within(old: str, new: str) -> list[Run]:
    before, after = PIECES.findall(old), PIECES.findall(new)
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    runs: list[Run] = []
    gone = put = ""
    for place, (tag, first, last, start, end) in enumerate(codes):
        same = "".join(after[start:end])
        if tag == "equal" and not (0 < place < len(codes) - 1 and len(same) < SHORT):
            runs += [run for run in (Run("del", gone), Run("ins", put)) if run.text]
            runs, gone, put = [*runs, Run("", same)], "", ""
        else:
            gone, put = gone + "".join(before[first:last]), put + same
    return runs + [run for run in (Run("del", gone), Run("ins", put)) if run.text]
