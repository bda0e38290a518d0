"""Kinds of papers (文种), which way each goes, and what must not be in it. Pure.

《党政机关公文处理工作条例》（中办发〔2012〕14号）第八条（文种）、第九条（七）（标题）、第十四条（越级）、第十五条（上行文）.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """Which way a kind of paper goes."""

    DOWN = "down"
    UP = "up"
    ANY = "any"


@dataclass(frozen=True)
class Kind:
    """A kind of paper: `word` ends its title; `letter` ones are laid out as letters (GB/T 9704-2012, 10.1)."""

    word: str
    way: Way
    letter: bool = False


ALL = (
    Kind("通知", Way.DOWN), Kind("通报", Way.DOWN), Kind("意见", Way.ANY), Kind("决定", Way.DOWN),
    Kind("通告", Way.DOWN), Kind("批复", Way.DOWN), Kind("函", Way.ANY, letter=True), Kind("请示", Way.UP),
    Kind("报告", Way.UP), Kind("纪要", Way.ANY),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.word: kind for kind in ALL}
USUAL = "通知"  # what a paper is that does not say
OF_SCHOOLS = ("请示", "报告", "函")  # what a school sends to others
ANSWERS = ("批复", "函")
ASKS = ("请示", "函")

SEVERAL = re.compile(r"等(有关|相关|若干)?(事项|事宜|问题)的请示$|若干(事项|事宜|问题)的请示$")
REQUEST = re.compile(r"[妥当可]否|请(予以?|给予)?(批示|批复|审批|审定|批准|核准)|(特此|专此|现)请示")
PLEA = re.compile(r"[妥当可]否[，,]|(特此|专此)请示")


@dataclass(frozen=True)
class Routed:
    """A draft as the rules see it: paths of whom it goes to. `above` are the authorities above, nearest first."""

    kind: Kind
    sender: str
    title: str
    body: str
    main: Sequence[str] = ()
    groups: Sequence[str] = ()
    copies: Sequence[str] = ()
    above: Sequence[str] = ()
    asker: str = ""  # the node whose paper it answers


@dataclass(frozen=True)
class Fault:
    """What goes against a rule: at which field, which rule, and the words of the text that show it."""

    field: str
    code: str
    words: str = ""


def faults(draft: Routed) -> Iterator[Fault]:
    """Yield what of a draft goes against the rules."""
    yield from faults_of_text(draft.kind, draft.title, draft.body)
    if draft.kind.way == Way.UP:
        yield from _upward(draft)
    elif draft.kind.way == Way.DOWN and any(_is_above(path, draft.sender) for path in draft.main):
        yield Fault("kind", "way")
    if draft.kind.word == "批复" and not draft.asker:
        yield Fault("answers", "unasked")
    if draft.asker and (draft.groups or list(draft.main) != [draft.asker]):
        yield Fault("units", "asker")


def faults_of_text(kind: Kind, title: str, body: str) -> Iterator[Fault]:
    """Yield what of a text goes against the rules, whoever it goes to."""
    if not title.endswith(kind.word):
        yield Fault("title", "title")
    if kind.word == "请示" and (SEVERAL.search(title) or len(PLEA.findall(body)) > 1):
        yield Fault("body", "matters")
    if kind.word == "报告" and (found := REQUEST.search(body)):
        yield Fault("body", "request", found.group())


def _upward(draft: Routed) -> Iterator[Fault]:
    if draft.groups or len(draft.main) != 1:
        yield Fault("units", "one")
    elif not _is_above(draft.main[0], draft.sender):
        yield Fault("units", "above")
    elif {path for path in draft.above if _is_above(draft.main[0], path)} - set(draft.copies):
        yield Fault("copies", "between")
    if any(_is_above(draft.sender, path) for path in draft.copies):
        yield Fault("copies", "below")


def _is_above(outer: str, inner: str) -> bool:
    return outer != inner and inner.startswith(outer)
