"""For how long an app is admitted, and when it counts as unused.

《未成年人网络保护条例》（国务院令第766号）第三十七条: whoever processes personal information of minors audits it every
year; so an app that is told anything of pupils is admitted for a year. Others are admitted for as long as the record
of an impact assessment is kept, three years (个人信息保护法第五十六条).
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

PUPILS_DAYS: Final = 365
LONGEST_DAYS: Final = 3 * 365
UNUSED_DAYS: Final = 365  # 教技函〔2019〕55号: the list of apps in use is cleaned up every year
NOTICE_DAYS: Final = 30  # before its end, its vendor and the schools that use it are told

YOUNG_STAGES: Final = frozenset({"kindergarten", "primary", "junior", "special"})  # where there are children below 14


def last_day(begins: date, asked: date, audiences: Collection[str]) -> date:
    """Return the last day of an admission: what was asked, bounded by what the law allows."""
    days = PUPILS_DAYS if {"pupil", "guardian"} & set(audiences) else LONGEST_DAYS
    return min(asked, begins + timedelta(days=days))


def needs_assessment(audiences: Collection[str], stages: Collection[str], sensitive: Collection[str]) -> bool:
    """Say whether an impact assessment is needed (个人信息保护法第五十五条): sensitive items, children below 14."""
    return bool(sensitive) or ("pupil" in audiences and bool(YOUNG_STAGES & set(stages)))
