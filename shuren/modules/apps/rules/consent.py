"""Who agrees for whom: below fourteen a guardian, from fourteen on the pupil (个人信息保护法第三十一条).

Either may take a consent back, which is as easy as giving it (第十五条).
"""

from datetime import date
from typing import Final

OF_AGE: Final = 14


def is_young(born_on: date, on: date) -> bool:
    """Say whether a guardian has to agree on this day.

    >>> is_young(date(2012, 9, 2), date(2026, 9, 1)), is_young(date(2012, 9, 1), date(2026, 9, 1))
    (True, False)
    """
    years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return years < OF_AGE
