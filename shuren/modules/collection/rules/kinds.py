"""The words of requests: how an answer is given, how often, what was found, what was ruled. Pure."""

from enum import StrEnum


class Kind(StrEnum):
    """How a question is answered."""

    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DAY = "day"
    TEXT = "text"


class Frequency(StrEnum):
    """How often a request asks."""

    ONCE = "once"
    MONTHLY = "monthly"
    TERMLY = "termly"
    YEARLY = "yearly"


class Finding(StrEnum):
    """Where the answer to a question stands already; only what is NEW is asked."""

    HELD = "held"
    DERIVABLE = "derivable"
    ELSEWHERE = "elsewhere"
    NEW = "new"


class Ruling(StrEnum):
    """What the clearing officer decided about a question."""

    OPEN = ""
    ASKED = "asked"
    CUT = "cut"
    REFUSED = "refused"


DROPPED = (Ruling.CUT, Ruling.REFUSED)


class CheckKind(StrEnum):
    """A rule between answers of one return: the first is no more than the second, or the parts add up to the first."""

    NO_MORE = "no_more"
    ADDS_UP = "adds_up"
