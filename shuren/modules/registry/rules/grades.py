"""跳级 and 留级.

《义务教育法》 and the provinces' rules: a school may not order a pupil of compulsory education to repeat; skipping is
applied for, follows a test of ability and moves one grade.
"""

from shuren.kernel.messages import Message
from shuren.modules.registry.rules.pupils import ABSENT, COMPULSORY, Class, Pupil

GUARDIAN, SCHOOL = "guardian", "school"  # who asks for it


def skipping(pupil: Pupil, to: Class) -> list[Message]:
    """Return why a pupil cannot skip into a class."""
    found = _common(pupil, to)
    if pupil.grade is not None and pupil.grade >= pupil.grades:
        told = "该生已在本学段最高年级，不能跳级；升入下一学段请按升学办理。"
        found.append(Message(told, about="pupil"))
    elif to.stage == pupil.stage and to.entry_year != pupil.entry_year - 1:
        found.append(Message("跳级一次只跳一个年级，请选择高一个年级的班级。", about="to_class"))
    return found


def repeating(pupil: Pupil, to: Class, *, asked_by: str) -> list[Message]:
    """Return why a pupil cannot repeat a grade in a class."""
    found = _common(pupil, to)
    if pupil.stage in COMPULSORY and asked_by != GUARDIAN:
        told = "义务教育阶段学校不得要求学生留级；确因疾病等原因需要的，由监护人提出申请。"
        found.append(Message(told, about="asked_by"))
    if to.stage == pupil.stage and to.entry_year != pupil.entry_year + 1:
        found.append(Message("留级只留一个年级，请选择低一个年级的班级。", about="to_class"))
    return found


def absent(pupil: Pupil) -> list[Message]:
    """Return that the pupil is not at school now."""
    away = Message("该生正在休学、停学或保留入学资格，请先办理复学。", about="pupil")
    return [away] if pupil.status in ABSENT else []


def _common(pupil: Pupil, to: Class) -> list[Message]:
    found = absent(pupil)
    if to.stage != pupil.stage:
        found.append(Message("拟编入班级与该生的学段不同，请另选班级。", about="to_class"))
    return found
