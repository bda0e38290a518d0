"""Asking for a reply, and settling what was answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from shuren.kernel import bulk
from shuren.kernel.notices.models import Notice

RENEW = """
ON CONFLICT (kind, subject_id, role, org_path) WHERE settled_at IS NULL DO UPDATE
SET (title, params, link, account_key, not_for, asked_at, due_at) = (excluded.title, excluded.params, excluded.link,
    excluded.account_key, excluded.not_for, excluded.asked_at, excluded.due_at)
"""
SETTLE = "UPDATE notices_notice SET settled_at = %s WHERE kind = %s AND subject_id = ANY(%s) AND settled_at IS NULL"


def ask(
    *,
    kind: str,
    subject_id: object,
    title: str,
    link: str,
    role: str,
    org_path: str,
    params: dict[str, Any] | None = None,
    account_key: str = "",
    not_for: str = "",
    due_at: datetime | None = None,
) -> None:
    """Put a to-do before a role at a node; asking the same twice renews the first.

    Where `account_key` is set, one account alone is asked. `not_for` is the id of the actor who may not answer: a
    second person is asked.
    """
    asked = Notice(
        kind=kind, subject_id=str(subject_id), title=title, link=link, role=role, org_path=org_path,
        params=params or {}, account_key=account_key, not_for=not_for, asked_at=timezone.now(), due_at=due_at,
    )  # fmt: skip
    ask_all([asked])


def ask_all(asked: Iterable[Notice]) -> None:
    """Put several to-dos, no two of them the same; those that are open already are renewed."""
    bulk.insert(list(asked), RENEW)


def retitle(*, kind: str, subject_ids: Collection[str], title: str) -> None:
    """Have open to-dos say something else; their params stay."""
    Notice.objects.filter(kind=kind, subject_id__in=subject_ids, settled_at=None).update(title=title)


def settle_all(*, kind: str, subject_ids: Collection[str]) -> int:
    """Close every open to-do of this kind about these subjects; return how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [timezone.now(), kind, list(subject_ids)])
        return int(cursor.rowcount)


def settle(*, kind: str, subject_id: object) -> int:
    """Close every open to-do of this kind about one subject; return how many there were."""
    return settle_all(kind=kind, subject_ids=[str(subject_id)])


def end_of(day: date) -> datetime:
    """Return the last moment of a day: when a to-do is due that is to be done by then."""
    return timezone.make_aware(datetime.combine(day, time.max))


@dataclass
class Gathered:
    """To-dos asked and answered one after another, written together; each subject awaits one answer at a time."""

    at: datetime
    asked: dict[tuple[str, str], Notice] = field(default_factory=dict)
    over: list[Notice] = field(default_factory=list)
    settled: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    retitled: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def ask(self, todo: Notice) -> None:
        self.asked[todo.kind, todo.subject_id] = todo

    def settle(self, kind: str, subject_id: str) -> None:
        self.settled[kind].append(subject_id)
        if todo := self.asked.pop((kind, subject_id), None):
            todo.settled_at = self.at
            self.over.append(todo)

    def retitle(self, kind: str, subject_id: str, title: str) -> None:
        if todo := self.asked.get((kind, subject_id)):
            todo.title = title
        else:
            self.retitled[kind, title].append(subject_id)

    def write(self) -> None:
        for kind, subject_ids in self.settled.items():
            settle_all(kind=kind, subject_ids=subject_ids)
        for (kind, title), subject_ids in self.retitled.items():
            retitle(kind=kind, subject_ids=subject_ids, title=title)
        ask_all([*self.over, *self.asked.values()])
