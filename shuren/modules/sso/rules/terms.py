"""For how long each thing holds, and what is supported."""

from typing import Final

CODE_SECONDS: Final = 60  # RFC 6749 section 4.1.2: ten minutes at most
TICKET_SECONDS: Final = 30  # CAS 3.0 section 3.1.1: short, within 10 s to 5 min
ACCESS_SECONDS: Final = 15 * 60
SERVICE_SECONDS: Final = 60 * 60  # an app's own token, without a person
ID_TOKEN_SECONDS: Final = 5 * 60
LOGOUT_SECONDS: Final = 2 * 60  # OpenID Connect Back-Channel Logout 1.0 section 2.4
REFRESH_DAYS: Final = 30  # without use
SKEW_SECONDS: Final = 60  # by how much clocks may differ
ASSERTION_SECONDS: Final = 10 * 60  # the longest a client's own proof may be valid
OVERLAP_DAYS: Final = 7  # for how long the secret before the present one still opens
KEY_DAYS: Final = 90  # for which a signing key signs
LEAD_HOURS: Final = 24  # a new key is published before it signs: clients keep the list for hours
AFTER_HOURS: Final = 24  # and after it has stopped signing, longer than what it signed is valid

ALGORITHMS: Final = ("RS256", "ES256")
ASSERTION_ALGORITHMS: Final = ("RS256", "PS256", "ES256")
OFFLINE: Final = "offline_access"

# What way a person signed in by is called in tokens: RFC 8176 for `amr`; `acr` says how many factors there were.
ONE_FACTOR: Final = "urn:shuren:acr:one-factor"
TWO_FACTORS: Final = "urn:shuren:acr:two-factors"
AMR: Final = {
    "password": ("pwd",),
    "passkey": ("swk", "user", "mfa"),
    "password_passkey": ("pwd", "swk", "mfa"),
    "totp": ("pwd", "otp", "mfa"),
    "recovery": ("pwd", "otp", "mfa"),
}


def amr_of(way: str) -> list[str]:
    """Return the methods of a way of signing in.

    >>> amr_of("totp"), amr_of("something new")
    (['pwd', 'otp', 'mfa'], [])
    """
    return list(AMR.get(way, ()))


def acr_of(way: str) -> str:
    """Return the class of a way of signing in.

    >>> acr_of("password").rpartition(":")[2], acr_of("passkey").rpartition(":")[2]
    ('one-factor', 'two-factors')
    """
    return TWO_FACTORS if "mfa" in AMR.get(way, ()) else ONE_FACTOR
