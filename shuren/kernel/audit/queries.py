"""Reading the audit log."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from shuren.kernel.access import Permission, require
from shuren.kernel.actors import Actor, range_of
from shuren.kernel.audit.labels import AUDIT_LABELS
from shuren.kernel.audit.models import Entry
from shuren.kernel.words import translated, worded


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
    """Return the entries of the actor's part of the tree and those that belong to no node, newest first."""
    require(actor, needed)
    low, high = range_of(actor.path)
    entries: QuerySet[Entry] = Entry.objects.within("")
    return entries.filter(Q(org_path__gte=low, org_path__lt=high) | Q(org_path="")).order_by("-id")


def below(entries: QuerySet[Entry], path: str) -> QuerySet[Entry]:
    """Keep the entries at and below a node."""
    low, high = range_of(path)
    return entries.filter(org_path__gte=low, org_path__lt=high)


def about_subject(entries: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    """Keep the entries about one thing, written `type:id`, or about all things of a type, written `type`."""
    kind, _, subject_id = text.partition(":")
    found = entries.filter(subject_type=kind)
    return found.filter(subject_id=subject_id) if subject_id else found


def subject_named(entry: Entry) -> str:
    """Return what an entry is about in words: kind and number; a kind without a table of its own as it is kept."""
    try:
        kind = apps.get_model(entry.subject_type)._meta.verbose_name
    except (LookupError, ValueError):
        return subject_of(entry)
    return f"{translated(str(kind))} {entry.subject_id}"


def subject_of(entry: Entry) -> str:
    """Return what an entry is about as `about_subject` reads it; empty where it is about nothing in particular."""
    return ":".join(part for part in (entry.subject_type, entry.subject_id) if part)


def by_actor(entries: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    """Keep the entries of actors of this name, or of the one whose id this is."""
    return entries.filter(Q(actor_name__contains=text) | Q(actor_id=text))


def since(entries: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    """Keep the entries from a day on, written YYYY-MM-DD; text that is no day keeps all."""
    day = _day(text)
    return entries.filter(at__gte=_midnight(day)) if day else entries


def until(entries: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    """Keep the entries up to and on a day, written YYYY-MM-DD; text that is no day keeps all."""
    day = _day(text)
    return entries.filter(at__lt=_midnight(day + timedelta(days=1))) if day else entries


def about(subject_type: str, subject_id: object, *, limit: int = 200) -> list[Line]:
    """Return what was done to and who looked at one thing, newest first; the caller has checked access to the thing."""
    entries = Entry.objects.within("").filter(subject_type=subject_type, subject_id=str(subject_id))
    return [line_of(entry) for entry in entries.order_by("-id")[:limit]]


def line_of(entry: Entry) -> Line:
    declared = AUDIT_LABELS.get(entry.label)
    template = gettext(str(declared.sentence)) if declared else entry.label
    sentence = template.format_map(_Details(worded(json.loads(entry.details))))
    return Line(entry.at, entry.actor_name, entry.role, entry.label, sentence, (entry.subject_type, entry.subject_id))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class _Details(dict[str, object]):
    """Details written before a sentence grew a new word read as a dash there."""

    def __missing__(self, key: str) -> str:
        return "—"
