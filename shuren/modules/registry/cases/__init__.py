"""学籍业务 as case types, one file for each kind of event."""

from shuren.modules.registry.cases import (
    departure,
    grades,
    identity,
    leave,
    leaving,
    newcomers,
    problems,
    spotchecks,
    transfer,
    watch,
)

# What a school applies for about a pupil it has, in the order in which it is offered.
EVENTS = (
    leave.Suspension,
    leave.Extension,
    leave.Resumption,
    identity.KeyData,
    grades.Skipping,
    grades.Repeating,
    departure.Departure,
    leaving.Withdrawal,
    leaving.Death,
)

__all__ = [
    "EVENTS",
    "departure",
    "grades",
    "identity",
    "leave",
    "leaving",
    "newcomers",
    "problems",
    "spotchecks",
    "transfer",
    "watch",
]
