"""Rules of the registers: stages and grades, which status keeps a pupil on the roll, who may take lists away."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from shuren.kernel.periods import AcademicYear


class Stage(StrEnum):
    """学段."""

    KINDERGARTEN = "kindergarten"
    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"
    VOCATIONAL = "vocational"
    SPECIAL = "special"


STAGE_LABELS = {
    Stage.KINDERGARTEN: "学前",
    Stage.PRIMARY: "小学",
    Stage.JUNIOR: "初中",
    Stage.SENIOR: "普通高中",
    Stage.VOCATIONAL: "中等职业",
    Stage.SPECIAL: "特殊教育",
}

# Usual length of a stage in years; a province with five-year primary schools says so on the class.
STAGE_YEARS = {
    Stage.KINDERGARTEN: 3,
    Stage.PRIMARY: 6,
    Stage.JUNIOR: 3,
    Stage.SENIOR: 3,
    Stage.VOCATIONAL: 3,
    Stage.SPECIAL: 9,
}

_NUMERALS = "一二三四五六七八九"
_GRADE_NAMES = {
    Stage.KINDERGARTEN: ("小班", "中班", "大班"),
    Stage.JUNIOR: ("七年级", "八年级", "九年级"),
    Stage.SENIOR: ("高一", "高二", "高三"),
    Stage.VOCATIONAL: ("中职一年级", "中职二年级", "中职三年级"),
}


def grade_of(stage: str, entry_year: int, on: date) -> int | None:
    """Return the grade within the stage on a day, 1 for the first; None before entry and after the usual length."""
    grade = AcademicYear.of(on).first - entry_year + 1
    return grade if 1 <= grade <= STAGE_YEARS[Stage(stage)] else None


def entry_year_of(stage: str, grade: int, on: date) -> int:
    """Return the year in which those who are in a grade on a day entered the stage."""
    if not 1 <= grade <= STAGE_YEARS[Stage(stage)]:
        raise ValueError(f"{stage} has no grade {grade}.")
    return AcademicYear.of(on).first - grade + 1


def grade_label(stage: str, grade: int | None) -> str:
    """Return the name of a grade; a dash where there is none."""
    if grade is None:
        return "—"
    names = _GRADE_NAMES.get(Stage(stage))
    if names:
        return names[grade - 1]
    return f"{'特教' if stage == Stage.SPECIAL else ''}{_NUMERALS[grade - 1]}年级"


def grades() -> list[tuple[str, int]]:
    """Return every grade of every stage, youngest first."""
    return [(stage.value, grade) for stage in Stage for grade in range(1, STAGE_YEARS[stage] + 1)]


# 学生当前状态, JY/T 1001-2012 XSDQZT. Suspension, absence abroad and dropping out within compulsory education keep
# the registration (《中小学生学籍管理办法》教基〔2025〕1号); these end it.
ENDING_STATUSES = frozenset({"03", "07", "08", "09", "10", "11", "14"})
ENDED_UNKNOWN = "99"  # 其他: no longer in the school's list, the reason is still to be told
AT_SCHOOL = "01"  # 在读
SUSPENDED = "02"  # 休学
PRESENT_STATUSES = frozenset({AT_SCHOOL, "05"})  # 在读, 复学: at school on a reference date


def ends_enrolment(status: str) -> bool:
    return status in ENDING_STATUSES


def is_present(status: str, left_on: date | None, on: date) -> bool:
    """Say whether a pupil of this status counts as at school on a day."""
    return status in PRESENT_STATUSES and (left_on is None or on < left_on)


class MovementKind(StrEnum):
    """学籍异动: what happens to a registration, named as in JY/T 1001-2012 XJYDLB where it has a name there."""

    OPENED = "opened"
    ARRIVED = "arrived"
    LEFT = "left"
    SUSPENDED = "suspended"
    EXTENDED = "extended"
    RESUMED = "resumed"
    SKIPPED = "skipped"
    REPEATED = "repeated"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    DIED = "died"
    REMOVED = "removed"
    GRADUATED = "graduated"
    COMPLETED = "completed"
    UNFINISHED = "unfinished"


MOVEMENT_LABELS = {
    MovementKind.OPENED: "建立学籍",
    MovementKind.ARRIVED: "转入",
    MovementKind.LEFT: "转出",
    MovementKind.SUSPENDED: "休学",
    MovementKind.EXTENDED: "延长休学",
    MovementKind.RESUMED: "复学",
    MovementKind.SKIPPED: "跳级",
    MovementKind.REPEATED: "留级",
    MovementKind.CORRECTED: "关键信息变更",
    MovementKind.WITHDRAWN: "退学",
    MovementKind.DIED: "死亡",
    MovementKind.REMOVED: "取消学籍",
    MovementKind.GRADUATED: "毕业",
    MovementKind.COMPLETED: "结业",
    MovementKind.UNFINISHED: "肄业",
}

FORMAL, TEMPORARY = "G", "L"  # 学籍号: matched with the population register, and not yet
FULL_TIME_TEACHER = "1"  # 中小学教职工类别 1 专任教师, JY/T 1001-2012
EXPORT_ALONE = 5_000  # persons; more need a second person's approval (design rule 4)
EXPORT_KEPT_DAYS = 7
UNMASK_REASON_LENGTH = 4  # characters; "看看" is no reason


def export_needs_approval(persons: int) -> bool:
    return persons > EXPORT_ALONE


def approver_role(requester_role: str) -> str:
    """Return the role asked for the second signature: the principal in a school, a colleague elsewhere."""
    return "principal" if requester_role in {"registrar", "principal"} else requester_role


def sounds_like_reason(text: str) -> bool:
    """Say whether a text can be a reason at all: long enough and not one character over and over."""
    tidied = "".join(text.split())
    return len(tidied) >= UNMASK_REASON_LENGTH and _distinct(tidied) > 1


def _distinct(characters: Iterable[str]) -> int:
    return len(set(characters))
