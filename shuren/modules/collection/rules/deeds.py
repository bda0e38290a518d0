"""Where a request stands, and what may be done to it there. Pure.

A request is DRAFT until it is handed in, CLEARING while it is ruled, BACK where it was returned to be changed. SENT
ones ask units; ENDED and REFUSED ones are over for good: who wants the same again copies them.
"""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    CLEARING = "clearing"
    BACK = "back"
    REFUSED = "refused"
    SENT = "sent"
    ENDED = "ended"


class Deed(StrEnum):
    """What is done to a request.

    WITHDRAW takes the drafter's signature back, RECALL the whole application. SPARE is a grant that leaves nothing to
    ask, EXPIRE an end by the calendar.
    """

    EDIT = "edit"
    HAND_OVER = "hand_over"
    DISCARD = "discard"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RECALL = "recall"
    RULE = "rule"
    RETURN = "return"
    REFUSE = "refuse"
    GRANT = "grant"
    SPARE = "spare"
    END = "end"
    EXPIRE = "expire"


STEPS: Mapping[State, Mapping[Deed, State | None]] = {
    State.DRAFT: {
        Deed.EDIT: State.DRAFT,
        Deed.HAND_OVER: State.DRAFT,
        Deed.DISCARD: None,
        Deed.SUBMIT: State.CLEARING,
    },
    State.CLEARING: {
        Deed.HAND_OVER: State.CLEARING,
        Deed.WITHDRAW: State.BACK,
        Deed.RECALL: State.DRAFT,
        Deed.RULE: State.CLEARING,
        Deed.RETURN: State.BACK,
        Deed.REFUSE: State.REFUSED,
        Deed.GRANT: State.SENT,
        Deed.SPARE: State.ENDED,
    },
    State.BACK: {
        Deed.EDIT: State.BACK,
        Deed.HAND_OVER: State.BACK,
        Deed.SUBMIT: State.CLEARING,
        Deed.RECALL: State.DRAFT,
    },
    State.REFUSED: {},
    State.SENT: {Deed.END: State.ENDED, Deed.EXPIRE: State.ENDED},
    State.ENDED: {},
}


def allows(state: State, deed: Deed) -> bool:
    """Say whether a deed may be done to a request that stands so."""
    return deed in STEPS[state]
