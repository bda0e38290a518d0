"""Asking for a reply, and settling what was answered."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from shuren.kernel.notices.models import Notice


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
    Notice.objects.update_or_create(
        kind=kind,
        subject_id=str(subject_id),
        role=role,
        org_path=org_path,
        account_key=account_key,
        settled_at=None,
        defaults={
            "title": title,
            "params": params or {},
            "link": link,
            "not_for": not_for,
            "asked_at": timezone.now(),
            "due_at": due_at,
        },
    )


def retitle(*, kind: str, subject_ids: list[str], title: str) -> None:
    """Have open to-dos say something else; their params stay."""
    Notice.objects.filter(kind=kind, subject_id__in=subject_ids, settled_at=None).update(title=title)


def ask_all(asked: Iterable[Notice]) -> None:
    """Put several to-dos at once, none of which is open already."""
    Notice.objects.bulk_create(asked)


def settle_all(*, kind: str, subject_ids: Collection[str]) -> int:
    """Close every open to-do of this kind about these subjects; return how many there were."""
    still_open = Notice.objects.filter(kind=kind, subject_id__in=subject_ids, settled_at=None)
    return still_open.update(settled_at=timezone.now())


def settle(*, kind: str, subject_id: object) -> int:
    """Close every open to-do of this kind about one subject; return how many there were."""
    return settle_all(kind=kind, subject_ids=[str(subject_id)])


def end_of(day: date) -> datetime:
    """Return the last moment of a day: when a to-do is due that is to be done by then."""
    return timezone.make_aware(datetime.combine(day, time.max))
