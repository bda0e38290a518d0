"""The door for other packages: declare kinds of certificates, and issue them where nobody presses a button.

A module declares its kinds in its `certificates.py`; see `rules.kinds`. Handlers and jobs call `ensure`.
"""

from shuren.spine.certificates.actions.debts import Owed
from shuren.spine.certificates.actions.issuing import ensure
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
    "Owed",
    "Wording",
    "ensure",
    "in_figures",
    "issue_certificates",
    "seal",
]
