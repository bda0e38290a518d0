"""Synthetic people for vendors to test against: the same for the same vendor every time, and nobody's data.

Numbers that look like registry numbers begin with a T, which no registry issues, and phones with 1999, which no
operator has: what leaks from a test cannot be taken for somebody.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

PEOPLE: Final = 60
KEY_PREFIX: Final = "sbx_"  # nothing that opens real data begins so
KEY_DAYS: Final = 180
_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN: Final = ("试一", "试二", "试三", "试四", "试五", "试六", "试七", "试八", "试九", "试十")
_SCHOOLS: Final = (("测试第一小学", "T900000001", "primary", 6), ("测试初级中学", "T900000002", "junior", 3))
_GRADES: Final = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Synthetic:
    """Somebody who does not exist, with the values of the data items."""

    subject: str
    values: dict[str, Any]


def people(seed: str) -> list[Synthetic]:
    """Return the synthetic people of a vendor: pupils, a guardian for each third of them, and staff.

    >>> people("7") == people("7"), people("7")[0].subject == people("8")[0].subject
    (True, False)
    """
    return [_one(seed, number) for number in range(PEOPLE)]


def _one(seed: str, number: int) -> Synthetic:
    draw = hashlib.sha256(f"{seed}:{number}".encode()).digest()
    name = _SURNAMES[draw[0] % len(_SURNAMES)] + _GIVEN[draw[1] % len(_GIVEN)]
    school, code, stage, grades = _SCHOOLS[draw[2] % len(_SCHOOLS)]
    common = {"name": name, "school": school, "school_code": code}
    kind = number % 5
    told: dict[str, object]
    if kind == 0:
        told = {"role": "teacher", "sex": str(1 + draw[3] % 2), "staff_no": f"T{number:05d}", "subject": "13",
                "phone": f"1999{number:07d}"}  # fmt: skip
    elif kind == 1:
        child = {"name": f"{name}儿", "class": "1班"}
        told = {"role": "guardian", "phone": f"1999{number:07d}", "children": [child]}
    else:
        grade = 1 + draw[4] % grades
        told = {
            "role": "student", "stage": stage, "grade": f"{_GRADES[grade - 1 + (6 if stage == 'junior' else 0)]}年级",
            "class": f"{1 + draw[5] % 6}班", "student_no": f"{number:06d}",
            "national_no": f"T{draw.hex()[:18].upper()}", "sex": str(1 + draw[3] % 2),
            "birth_year": str(2010 + draw[6] % 10),
        }  # fmt: skip
    return Synthetic(draw.hex()[:32], {**common, **told})
