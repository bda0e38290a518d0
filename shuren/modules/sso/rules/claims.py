"""Which data items a scope stands for, and under which names they are told."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

# Scope -> items of the dictionary in modules.apps. `openid` alone tells the pairwise identifier and nothing else.
ITEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "openid": (),
    "profile": ("name", "role", "school", "school_code", "stage", "grade", "class", "sex", "birth_year", "subject"),
    "numbers": ("student_no", "staff_no", "national_no"),
    "phone": ("phone",),
    "family": ("children",),
    "offline_access": (),
}
_ROSTER = "https://purl.imsglobal.org/spec/or/v1p2/scope/"
SERVICE_SCOPES: Final = (
    f"{_ROSTER}roster-core.readonly",
    f"{_ROSTER}roster.readonly",
    f"{_ROSTER}roster-demographics.readonly",
)  # 1EdTech OneRoster 1.2, section 6.1
_OF_DEMOGRAPHICS: Final = frozenset({"sex", "birth_year"})
STANDARD: Final = {"phone": "phone_number"}  # OpenID Connect Core 1.0 section 5.1 has a name of its own


def items_in(scope: str, allowed: Collection[str]) -> list[str]:
    """Return the items that a scope asks for, of those an app may have.

    >>> items_in("openid profile phone", {"phone", "name"})
    ['name', 'phone']
    """
    return [item for one in scope.split() for item in ITEMS.get(one, ()) if item in allowed]


def service_scopes(allowed: Collection[str]) -> tuple[str, ...]:
    """Return the scopes that an app's own token may have, by the items that its review allowed.

    >>> [scope.rpartition("/")[2] for scope in service_scopes({"name"})]
    ['roster-core.readonly', 'roster.readonly']
    """
    return SERVICE_SCOPES if _OF_DEMOGRAPHICS & set(allowed) else SERVICE_SCOPES[:2]


def known(scope: str, supported: Iterable[str]) -> str:
    """Return a scope without what is not supported, each once."""
    wanted = set(supported)
    return " ".join(dict.fromkeys(one for one in scope.split() if one in wanted))


def claims(told: Mapping[str, Any], items: Iterable[str]) -> dict[str, Any]:
    """Return what is told of a person as claims.

    >>> claims({"name": "宋教", "phone": "13800000000", "sex": "1"}, ["name", "phone", "grade"])
    {'name': '宋教', 'phone_number': '13800000000'}
    """
    return {STANDARD.get(item, item): told[item] for item in items if item in told}
