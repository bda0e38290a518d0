"""Looks at problem files, each an entry in the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from shuren.kernel.audit.actions import record
from shuren.modules.registry import events
from shuren.modules.registry.models.problems import LABELS
from shuren.modules.registry.queries import problems as queries
from shuren.modules.registry.rules.problems import Problem

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.modules.registry.models import ProblemFile


@transaction.atomic
def look(*, actor: Actor, problem_id: int) -> ProblemFile:
    """Return a problem file and record the look. Raises NotFoundHere."""
    row = queries.problem_for(actor, problem_id)
    subject = ("people.person", row.person_id)
    details = {"kind": LABELS[Problem(row.kind)]}
    record(actor=actor, label=events.PROBLEM_SEEN, org_path=row.org_path, subject=subject, details=details)
    return row


@transaction.atomic
def listed(*, actor: Actor, shown: int) -> None:
    """Record that a list of problem files was seen or taken away."""
    subject, details = ("registry.problems", "list"), {"shown": shown}
    record(actor=actor, label=events.PROBLEMS_LISTED, org_path=actor.path, subject=subject, details=details)
