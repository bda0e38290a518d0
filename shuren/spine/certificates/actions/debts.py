"""Certificates that should have come by themselves and did not: noted, shown to the unit, tried again, settled."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.notices import actions as notices
from shuren.spine.certificates import events
from shuren.spine.certificates.models import Debt
from shuren.spine.certificates.rules.kinds import Kind
from shuren.spine.orgs.models import Org

NOTICE = "certificates.debt"


@dataclass(frozen=True)
class Owed:
    """What is owed: a certificate of a kind about a subject, by a unit, to a person."""

    kind: Kind
    subject_id: int
    unit_id: int
    holder_id: int
    name: str


@transaction.atomic
def note(*, actor: Actor, owed: Owed, why: str, at: datetime) -> Debt:
    """Note that a certificate did not come, and put it before the unit; noted again, it counts one more try."""
    unit = Org.objects.within("").get(pk=owed.unit_id)
    debt: Debt
    debt, is_new = Debt.objects.within("").get_or_create(
        kind=owed.kind.code,
        subject_id=owed.subject_id,
        paid_at=None,
        defaults={
            "unit": unit,
            "org_path": unit.path,
            "holder_id": owed.holder_id,
            "name": owed.name,
            "why": why,
            "since_at": at,
            "tried_at": at,
        },
    )
    if not is_new:
        tried_again(debt, why, at)
        return debt
    notices.ask(
        kind=NOTICE,
        subject_id=debt.pk,
        title=gettext_noop("{name}的{kind}没有自动签发，请处理后重试"),
        link="/certificates/debts",
        role="registrar",
        org_path=unit.path,
        params={"name": owed.name, "kind": owed.kind.label},
    )
    about = ("people.person", owed.holder_id)
    record(actor=actor, label=events.OWED, org_path=unit.path, subject=about, details={"kind": owed.kind.label})
    return debt


def tried_again(debt: Debt, why: str, at: datetime) -> None:
    """Keep why it did not work this time."""
    debt.why, debt.tried_at, debt.tries = why, at, debt.tries + 1
    debt.save(update_fields=["why", "tried_at", "tries"])


def settle(*, kind: str, subject_id: int, at: datetime) -> None:
    """Take a debt off the list: the certificate has been issued."""
    for debt in Debt.objects.within("").filter(kind=kind, subject_id=subject_id, paid_at=None).select_for_update():
        debt.paid_at = at
        debt.save(update_fields=["paid_at"])
        notices.settle(kind=NOTICE, subject_id=debt.pk)
