"""Rules of signing in and of granting roles."""

import re
import secrets
from collections.abc import Iterable
from typing import Final

FREE_FAILURES: Final = 4  # wrong passwords in a row that cost nothing but the wait for the hash
FIRST_LOCK: Final = 60  # seconds; each further failure doubles it
LONGEST_LOCK: Final = 24 * 3600
FORGET_AFTER: Final = 24 * 3600  # seconds without an attempt after which earlier failures no longer count

# GB/T 22239-2019, 8.1.5 安全管理中心: system, security and audit administration are separated.
EXCLUSIVE: Final = frozenset({"system_admin", "security_admin", "auditor"})

SHORTEST: Final = 10  # characters of a password
KINDS_NEEDED: Final = 3  # GB/T 22239-2019, 8.1.4.1 a: 身份鉴别信息具有复杂度要求
LONGEST_ABSENCE: Final = 366  # days for which a colleague may be named
MOST_FACTORS: Final = 10  # of each kind
RECOVERY_CODES: Final = 10
FEW_CODES: Final = 3  # from here on the owner is told to make new ones
TOTP_SECONDS: Final = 30
TOTP_SLACK: Final = 1  # steps before and after the present one (RFC 6238, 5.2)
CHALLENGE_SECONDS: Final = 5 * 60  # for how long a browser may take to answer
PENDING_SECONDS: Final = 10 * 60  # between the password and the second factor
TEMPORARY_DAYS: Final = 7  # for which a temporary password opens (OWASP ASVS 5.0, 6.4.1)
REVIEW_DAYS: Final = 365  # GB/T 22239-2019, 8.1.7.3 c: 定期审查审批事项; once a year
REVIEW_NOTICE_DAYS: Final = 30  # before a grant ends for want of review, who reviews it is asked
_DIGITS: Final = 5  # after the initials of a user name made here
_KINDS: Final = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_BROWSERS: Final = (  # each claims to be the ones below it
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Version", "Safari"),
)
_SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_WRITTEN: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_CLEAR: Final = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without l, o, I, O, 0, 1


def lock_seconds(failures: int) -> int:
    """Return for how long an account stays locked after so many wrong passwords in a row.

    >>> [lock_seconds(failures) for failures in (4, 5, 6, 7, 40)]
    [0, 60, 120, 240, 86400]
    """
    if failures <= FREE_FAILURES:
        return 0
    return min(LONGEST_LOCK, FIRST_LOCK << min(failures - FREE_FAILURES - 1, 16))


def conflicting_role(role: str, held: Iterable[str]) -> str | None:
    """Return a role among those held that nobody may hold together with `role`."""
    if role not in EXCLUSIVE:
        return None
    return next((other for other in held if other in EXCLUSIVE and other != role), None)


def is_username(text: str) -> bool:
    """Say whether the text can name an account: 3 to 60 lower-case letters, digits, dots, dashes, underscores."""
    return _USERNAME.fullmatch(text) is not None


def is_varied(password: str) -> bool:
    """Say whether a password mixes at least three of lower case, upper case, digits and other signs."""
    return sum(re.search(kind, password) is not None for kind in _KINDS) >= KINDS_NEEDED


def browser_of(agent: str) -> str:
    """Return the browser and the system that a user agent text names, such as `Firefox 144 · Windows`; "" for neither.

    >>> browser_of("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36")
    'Chrome 141 · Linux'
    """
    browser = next(
        (f"{name} {found[1]}" for sign, name in _BROWSERS if (found := re.search(sign + r"/(\d+)", agent))), ""
    )
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return " · ".join(part for part in (browser, system) if part)


def recovery_code() -> str:
    """Return a random code to be written down, such as `k7dm3-x9qpr` (about 50 bits)."""
    return "-".join("".join(secrets.choice(_WRITTEN) for _ in range(5)) for _ in range(2))


def tidy_code(text: str) -> str:
    """Return a code as it is compared: people type blanks, dashes and capitals."""
    return re.sub(r"[\s-]", "", text).lower()


def is_totp(code: str) -> bool:
    """Say whether a tidied code is one that an authenticator app shows."""
    return re.fullmatch(r"[0-9]{6}", code) is not None


def username_of(initials: str) -> str:
    """Return a user name to be tried for somebody: initials of the name and five digits, such as `lxm40718`."""
    letters = re.sub(r"[^a-z]", "", initials.lower())[:6] or "u"
    return letters + "".join(secrets.choice("0123456789") for _ in range(_DIGITS))


def temporary_password() -> str:
    """Return a random password that can be read aloud, such as `Kd7m-x3Qp-R9wt` (about 68 bits)."""
    while True:
        text = "-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(3))
        if is_varied(text):
            return text
