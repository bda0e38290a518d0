"""Tables of accounts, what is granted to them, and how they sign in."""

from shuren.spine.identity.models.accounts import (
    Absence,
    Account,
    AccountManager,
    Attempts,
    Grant,
    Root,
    SignIn,
    UnitCertificate,
)
from shuren.spine.identity.models.devices import Device, StayDevice
from shuren.spine.identity.models.factors import Authenticator, Passkey, RecoveryCode
from shuren.spine.identity.models.proposals import Proposal

__all__ = [
    "Absence",
    "Account",
    "AccountManager",
    "Attempts",
    "Authenticator",
    "Device",
    "Grant",
    "Passkey",
    "Proposal",
    "RecoveryCode",
    "Root",
    "SignIn",
    "StayDevice",
    "UnitCertificate",
]
