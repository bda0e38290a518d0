"""When a transfer is not possible.

《中小学生学籍管理办法》（教基〔2025〕1号）leaves the cases to the provinces; these are the ones their rules share.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from shuren.kernel.messages import Message
from shuren.kernel.periods import Term

SUSPENDED = frozenset({"02", "04", "12"})  # JY/T 1001-2012 XSDQZT: 休学, 停学, 保留入学资格
CLASS_LIMIT = {"primary": 45, "junior": 50, "senior": 55}  # 义务教育学校管理标准: 消除大班额; senior high: 55


@dataclass(frozen=True)
class Pupil:
    """What the rules look at. `grade` counts from 1 within the stage, None outside; `grades` is the stage's length."""

    status: str
    stage: str
    entry_year: int
    grade: int | None
    grades: int


def obstacles(
    pupil: Pupil, *, on: date, stages: Container[str], class_size: int | None, same_county: bool
) -> list[Message]:
    """Return the reasons why a pupil cannot be transferred on a day.

    `stages` are those the school aimed at offers; `class_size` is the size of the class, None where none was chosen.
    """
    found = []
    if pupil.stage not in stages:
        found.append(Message("本校没有该生就读的学段。"))
    if pupil.status in SUSPENDED:
        found.append(Message("该生正在休学、停学或保留入学资格，期间不得转学；复学后再办理。"))
    if pupil.grade == 1 and Term.of(on) == Term.of(date(pupil.entry_year, 9, 1)):
        found.append(Message("起始年级第一学期不办理转学；请于下学期开学时办理。"))
    if pupil.grade == pupil.grades and Term.of(on).season == "2":
        found.append(Message("毕业年级最后一学期不办理转学。"))
    limit = CLASS_LIMIT.get(pupil.stage)
    if limit and class_size is not None and class_size >= limit:
        values = {"size": class_size, "limit": limit}
        found.append(Message("拟转入班级已有 {size} 人，达到 {limit} 人的班额上限；请另选班级。", values))
    if pupil.stage == "senior" and same_county:
        found.append(Message("普通高中学生不在同一县（市、区）内转学。"))
    return found
