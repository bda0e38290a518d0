"""Writing the audit log."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

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
    """Add one entry to the running transaction.

    `subject` is (type, id), such as ("people.person", 12); `details` fill the label's sentence and must be JSON values
    or words; words are kept in Chinese, whatever the actor's language, and translated again for each reader.
    Raises TransactionManagementError outside a transaction: an entry without its deed would be a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"Record {label.code} inside the transaction of its deed.")
    AUDIT_LABELS[label.code]
    with override(settings.LANGUAGE_CODE):
        kept = json.dumps(details or {}, ensure_ascii=False, sort_keys=True, default=str)
    Entry.objects.create(
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
