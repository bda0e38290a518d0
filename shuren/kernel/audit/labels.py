"""Audit labels: what can be recorded, the sentence it reads as, and what happens to it when a person is erased."""

from dataclasses import dataclass
from enum import Enum

from shuren.kernel.registry import Registry
from shuren.kernel.words import Words


class Erasure(Enum):
    """What becomes of the personal data in an entry when the person it speaks of must be forgotten."""

    KEEP = "keep"  # the entry holds no personal data beyond the actor's own name
    DETACH = "detach"  # the subject stays a number that no longer leads to a person


@dataclass(frozen=True)
class AuditLabel:
    """`code` reads module.subject.verb; `sentence` is filled from the entry's details."""

    code: str
    sentence: Words
    erasure: Erasure


AUDIT_LABELS: Registry[AuditLabel] = Registry("audit labels", key=lambda item: item.code)


def audit_label(code: str, sentence: Words, *, erasure: Erasure) -> AuditLabel:
    return AUDIT_LABELS.add(AuditLabel(code, sentence, erasure))
