"""When a transfer is not possible.

《中小学生学籍管理办法》（教基〔2025〕1号）leaves the cases to the provinces; these are the ones their rules share.
"""

from collections.abc import Container
from datetime import date

from shuren.kernel.messages import Message
from shuren.modules.registry.rules.pupils import ABSENT, Class, Pupil, in_first_term, in_last_term

CLASS_LIMIT = {"primary": 45, "junior": 50, "senior": 55}  # 义务教育学校管理标准: 消除大班额; senior high: 55


def obstacles(
    pupil: Pupil,
    *,
    on: date,
    stages: Container[str],
    class_size: int | None,
    same_county: bool,
    to_class: Class | None = None,
) -> list[Message]:
    """Return the reasons why a pupil cannot be transferred on a day.

    `stages` are those the school aimed at offers; `to_class` and its size are None where none was chosen.
    """
    found = []
    if pupil.stage not in stages:
        found.append(Message("本校没有该生就读的学段。", about="to_school"))
    if pupil.status in ABSENT:
        found.append(Message("该生正在休学、停学或保留入学资格，期间不得转学；复学后再办理。"))
    found += season(pupil, on=on, about="entered_on")
    if to_class is not None and (to_class.stage, to_class.entry_year) != (pupil.stage, pupil.entry_year):
        found.append(Message("拟转入班级不是该生所在的年级；请选择同一年级的班级。", about="to_class"))
    if class_size is not None:
        found += room(pupil.stage, class_size)
    if pupil.stage == "senior" and same_county:
        found.append(Message("普通高中学生不在同一县（市、区）内转学。"))
    return found


def season(pupil: Pupil, *, on: date, about: str = "on") -> list[Message]:
    """Return why the day, typed under `about`, is one on which nobody of this grade is transferred."""
    if in_first_term(pupil, on):
        return [Message("起始年级第一学期不办理转学；请于下学期开学时办理。", about=about)]
    return [Message("毕业年级最后一学期不办理转学。", about=about)] if in_last_term(pupil, on) else []


def seats_left(stage: str, class_size: int) -> int | None:
    """Return how many more a class of a size takes; None where its stage has no limit."""
    limit = CLASS_LIMIT.get(stage)
    return None if limit is None else max(0, limit - class_size)


def room(stage: str, class_size: int) -> list[Message]:
    """Return why a class of a size takes nobody more."""
    if seats_left(stage, class_size) != 0:
        return []
    values = {"size": class_size, "limit": CLASS_LIMIT[stage]}
    return [Message("拟编入班级已有 {size} 人，达到 {limit} 人的班额上限；请另选班级。", values, about="to_class")]
