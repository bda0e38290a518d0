"""What is asked, what is known, and what was found. Pure.

A *known* is one entry of the dictionary, a *shape* a register whose rows can be counted by their columns, a *word* what
people call either. `source` names what was found and never changes its meaning:

    org:code                an attribute of the unit           item:17             what units said of an item
    column:conditions.network.wifi   a column of a register    quantity:pupils     a declared count or sum
    indicator:ICT.STU_PC    a declared indicator               derived:people.pupils   counted as `derivation` says
    elsewhere:births        a fact that another bureau keeps
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shuren.kernel.messages import Message
from shuren.modules.collection.rules.kinds import Finding, Kind

ITEM = "item:"  # begins the sources that are items, with their id behind
CERTAIN = 0.85  # nobody is asked, unless the drafter says why
LIKELY = 0.6  # proposed to the drafter, who accepts it or not


@dataclass(frozen=True)
class Asked:
    """A question as it was typed. `within` is the row above it that “其中” speaks of, `as_of` the day asked about."""

    label: str
    kind: str = Kind.NUMBER
    unit: str = ""
    options: tuple[str, ...] = ()
    level: str = "school"
    within: str = ""
    as_of: date | None = None


@dataclass(frozen=True)
class Known:
    """One entry of the dictionary: of whom it is known (`level`), since when or for what time (`period`), by whom.

    `period` is `now` for what registers say of any day, `year` for what is filled in once a year, `flow` for what
    happened in the twelve months before a day. `codes` are the values it may take: code -> name. What units said is
    known of days up to `last_on`.
    """

    source: str
    finding: Finding
    label: str
    synonyms: tuple[str, ...] = ()
    unit: str = ""
    kind: str = Kind.NUMBER
    codes: Mapping[str, str] = field(default_factory=dict)
    level: str = "school"
    period: str = "now"
    holder: str = ""
    derivation: Mapping[str, Any] = field(default_factory=dict)
    last_on: date | None = None


@dataclass(frozen=True)
class Trait:
    """A column by which the rows of a shape are told apart (`codes`: code -> name) or added up (`unit`).

    `under` are the codes that a group stands for: 10 计算机 for 11 to 14.
    """

    label: str
    codes: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    under: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shape:
    """A register whose rows can be counted: `label` is what a row is, `unit` what it is counted in."""

    table: str
    label: str
    unit: str
    traits: Mapping[str, Trait]
    holder: str = ""
    period: str = "now"


@dataclass(frozen=True)
class Word:
    """What people say. In `table` it names a row (`what`), narrows rows (`where`) or names what is added up (`sum`).

    `codes` are values of columns: {column: (code, ...)}.
    """

    word: str
    role: str
    table: str = ""
    column: str = ""
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    means: str = ""


@dataclass(frozen=True)
class Match:
    """What answers a question already. `label` joins declared words by ；, = and 、, as `kernel.words` tells them."""

    source: str
    finding: Finding
    label: str
    score: float
    derivation: Mapping[str, Any]
    why: Message
    holder: str = ""

    @property
    def is_certain(self) -> bool:
        return self.score >= CERTAIN

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY


def finding_of(matches: "list[Match]") -> Finding:
    """Return what the question is by its best match: new where none is certain."""
    return matches[0].finding if matches and matches[0].is_certain else Finding.NEW
