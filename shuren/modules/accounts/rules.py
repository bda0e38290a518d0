"""Who may have an account, for how long a code opens it, and when one that nobody uses is sealed."""

from collections.abc import Collection
from datetime import date
from typing import Final

# 中华人民共和国个人信息保护法, 31: below this age a guardian agrees first.
OF_AGE: Final = 14
CODE_DAYS: Final = 30  # for which a code on paper opens: handed out at a parents' meeting, used at home

# GB/T 22239-2019, 8.1.4.2 c: 应及时删除或停用多余的、过期的账户. Days without a sign-in after which one is sealed.
POWERFUL_DAYS: Final = 90
OFFICE_DAYS: Final = 180
OWN_DAYS: Final = 400  # pupils, guardians and vendors: a school year and the summer after it
CITIZEN_DAYS: Final = 730


def needs_consent(born_on: date | None, today: date) -> bool:
    """Say whether a pupil gets an account only when a guardian has agreed; an unknown age counts as a young one.

    >>> needs_consent(date(2012, 11, 22), date(2026, 11, 21)), needs_consent(date(2012, 11, 21), date(2026, 11, 21))
    (True, False)
    """
    if born_on is None:
        return True
    return (today.year - born_on.year, today.month, today.day) < (OF_AGE, born_on.month, born_on.day)


def idle_days(roles: Collection[str], powerful: Collection[str], offices: Collection[str]) -> int:
    """Return after how many days without a sign-in an account with these roles is sealed; the strictest role decides.

    >>> idle_days(["teacher", "guardian"], ["system_admin"], ["teacher", "system_admin"])
    180
    """
    if not roles:
        return CITIZEN_DAYS
    if any(role in powerful for role in roles):
        return POWERFUL_DAYS
    return OFFICE_DAYS if any(role in offices for role in roles) else OWN_DAYS
