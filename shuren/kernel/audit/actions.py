"""Writing the audit log."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from shuren.kernel import bulk
from shuren.kernel.actors import Actor
from shuren.kernel.audit.labels import AUDIT_LABELS, AuditLabel
from shuren.kernel.audit.models import Entry


def record(
    *,
    actor: Actor,
    label: AuditLabel,
    org_path: str,
    subject: tuple[str, object] = ("", ""),
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one entry to the running transaction, as `entry` describes it."""
    record_all([entry(actor=actor, label=label, org_path=org_path, subject=subject, details=details)])


def entry(
    *,
    actor: Actor,
    label: AuditLabel,
    org_path: str,
    subject: tuple[str, object] = ("", ""),
    details: Mapping[str, Any] | None = None,
) -> Entry:
    """Return an entry that is still to be recorded.

    `subject` is (type, id), such as ("people.person", 12); `details` fill the label's sentence and must be JSON values
    or words; words are kept in Chinese, whatever the actor's language, and translated again for each reader.
    """
    AUDIT_LABELS[label.code]
    kept = json.dumps(details or {}, ensure_ascii=False, sort_keys=True, default=_in_chinese)
    return Entry(
        at=timezone.now(),
        actor_id=actor.id,
        actor_name=actor.name,
        role=actor.role,
        label=label.code,
        org_path=org_path,
        subject_type=subject[0],
        subject_id=str(subject[1]),
        details=kept,
    )


def record_all(entries: Sequence[Entry]) -> None:
    """Add entries to the running transaction, in their order.

    Raises TransactionManagementError outside a transaction: an entry without its deed would be a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        labels = ", ".join(sorted({each.label for each in entries}))
        raise transaction.TransactionManagementError(f"Record {labels} inside the transaction of its deed.")
    bulk.insert(entries)


def _in_chinese(value: object) -> str:
    with override(settings.LANGUAGE_CODE):
        return str(value)
