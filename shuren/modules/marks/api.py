"""The door for other modules: whether a pupil's marks are in the register."""

from dataclasses import dataclass

from shuren.modules.marks import queries


@dataclass(frozen=True)
class Held:
    """How much of a record of studies the register has."""

    terms: int
    marks: int


def held_of(enrolment_id: int) -> Held:
    """Count what stands in the record of studies to which an enrolment belongs."""
    marks = queries.record_of_studies(enrolment_id)
    return Held(len({(mark.year, mark.term) for mark in marks}), len(marks))
