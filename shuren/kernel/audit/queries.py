"""Reading the audit log."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.audit.labels import AUDIT_LABELS
from shuren.kernel.audit.models import Entry


@dataclass(frozen=True)
class Line:
    """An entry as a person reads it."""

    at: datetime
    actor_name: str
    role: str
    label: str
    sentence: str
    subject: tuple[str, str]


def entries_visible_to(actor: Actor, needed: Permission) -> QuerySet[Entry]:
    """Return the entries of the actor's part of the tree, newest first."""
    entries: QuerySet[Entry] = Entry.objects.visible_to(actor, needed).order_by("-id")
    return entries


def about(subject_type: str, subject_id: object, *, limit: int = 200) -> list[Line]:
    """Return what was done to and who looked at one thing, newest first; the caller has checked access to the thing."""
    entries = Entry.objects.within("").filter(subject_type=subject_type, subject_id=str(subject_id))
    return [line_of(entry) for entry in entries.order_by("-id")[:limit]]


def line_of(entry: Entry) -> Line:
    declared = AUDIT_LABELS.get(entry.label)
    template = gettext(str(declared.sentence)) if declared else entry.label
    sentence = template.format_map(_Details(json.loads(entry.details)))
    return Line(entry.at, entry.actor_name, entry.role, entry.label, sentence, (entry.subject_type, entry.subject_id))


class _Details(dict[str, object]):
    """Details written before a sentence grew a new word read as a dash there."""

    def __missing__(self, key: str) -> str:
        return "—"
