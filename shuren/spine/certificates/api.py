"""The door for other packages: declare kinds of certificates, and issue them where nobody presses a button.

A module declares its kinds in its `certificates.py`; see `rules.kinds`. Handlers and jobs call `issue`.
"""

from datetime import datetime

from shuren.kernel.actors import Actor
from shuren.spine.certificates.actions import issuing
from shuren.spine.certificates.models import Certificate
from shuren.spine.certificates.permissions import issue_certificates
from shuren.spine.certificates.rules.kinds import KINDS, Facts, Kind, Offer, Wording
from shuren.spine.certificates.rules.numbers import in_figures
from shuren.spine.certificates.rules.seal import AUTHORITY_MM, seal

__all__ = [
    "AUTHORITY_MM",
    "KINDS",
    "Facts",
    "Kind",
    "Offer",
    "Wording",
    "ensure",
    "in_figures",
    "issue_certificates",
    "seal",
]


def ensure(*, actor: Actor, kind: Kind, subject_id: int, at: datetime) -> str:
    """Return the number of the valid certificate about a subject, issuing it where there is none yet."""
    standing = Certificate.objects.within("").filter(kind=kind.code, subject_id=subject_id, revoked_at=None).first()
    return (standing or issuing.issue(actor=actor, kind=kind, subject_id=subject_id, at=at)).number
