"""问题学籍: what can be wrong with a registration, and by which of three handlings it is put right.

Kinds and handlings follow 《全国中小学生学籍信息管理系统问题学籍处理流程帮助》(2017) and the yearly 人籍一致核查;
《中小学生学籍管理办法》（教基〔2025〕1号）has 人籍分离 and 空挂学籍 dealt with strictly. A wrong identity number is
never proven right: it is changed, or a double registration is removed.
"""

from datetime import date
from enum import StrEnum

from shuren.kernel.identifiers import read_resident_id
from shuren.modules.registry.rules.identity import FIRST_AGE, OTHER, RESIDENT, TEMPORARY


class Problem(StrEnum):
    """What is wrong."""

    DOUBLE = "double"  # 姓名、性别、出生日期相同
    NUMBER = "number"  # 身份证件号 fails its own check, or disagrees with sex or day of birth
    MISSING = "missing"  # no 身份证件号 although the type of document has one
    DIFFERS = "differs"  # a formal 学籍号 made from another number than the 身份证件号 of today
    TEMPORARY = "temporary"  # 学籍号 still temporary after the match with the population register is due
    AGE = "age"
    SEPARATED = "separated"  # 人籍分离
    AWAY = "away"  # 在籍不在校
    LEAVE = "leave"  # 休学逾期未复学


class Handling(StrEnum):
    """The three handlings, and what else puts a registration right."""

    PROVE = "prove"  # 佐证
    CHANGE = "change"  # 变更
    REMOVE = "remove"  # 删除
    TRANSFER = "transfer"  # 转学: the school where the pupil sits applies
    RESUME = "resume"  # 复学
    EXTEND = "extend"  # 延长休学
    WATCH = "watch"  # 列入控辍保学台账


HANDLINGS: dict[Problem, tuple[Handling, ...]] = {
    Problem.DOUBLE: (Handling.PROVE, Handling.CHANGE, Handling.REMOVE),
    Problem.NUMBER: (Handling.CHANGE,),
    Problem.MISSING: (Handling.CHANGE, Handling.PROVE),
    Problem.DIFFERS: (Handling.CHANGE, Handling.PROVE),
    Problem.TEMPORARY: (Handling.CHANGE, Handling.PROVE),
    Problem.AGE: (Handling.CHANGE, Handling.PROVE),
    Problem.SEPARATED: (Handling.TRANSFER, Handling.PROVE),
    Problem.AWAY: (Handling.WATCH, Handling.PROVE),
    Problem.LEAVE: (Handling.RESUME, Handling.EXTEND),
}
PROVABLE = tuple(problem for problem, ways in HANDLINGS.items() if Handling.PROVE in ways)
BY_NUMBER = (Problem.NUMBER, Problem.MISSING, Problem.DIFFERS, Problem.TEMPORARY)

MATCHED_WITHIN = 365  # days; 教育部《中小学生学籍管理常见问题及解答》(2016): formal numbers come each spring
OLDER_BY = 3  # years beyond the usual age at entry; a parameter of this platform, no document sets one
USUAL_AGES = {
    "primary": FIRST_AGE,
    "junior": 12,
}  # at entry, 《义务教育法》第十一条 and the six years of primary school


def number_faults(
    *, id_type: str, id_no: str, sex: str, born_on: date, national_no: str, entered_on: date, today: date
) -> list[Problem]:
    """Return what is wrong with the numbers under which a pupil is registered, the gravest first."""
    found: list[Problem] = []
    if not id_no:
        found += [Problem.MISSING] if id_type != OTHER else []
    elif id_type == RESIDENT and not _is_sound(id_no, sex, born_on):
        found.append(Problem.NUMBER)
    if national_no.startswith(TEMPORARY):
        is_late = bool(id_no) and (today - entered_on).days > MATCHED_WITHIN
        found += [Problem.TEMPORARY] if is_late else []
    elif national_no and id_no and id_type == RESIDENT and national_no[1:] != id_no:
        found.append(Problem.DIFFERS)
    return found


def _is_sound(id_no: str, sex: str, born_on: date) -> bool:
    read = read_resident_id(id_no)
    return read is not None and read.sex == sex and read.born_on == born_on


def ages(stage: str) -> tuple[int, int] | None:
    """Return the youngest and the eldest age at entry, on 31 August; None where no age is usual.

    Five-year primary schools and a grade skipped make pupils of a junior school a year younger.
    """
    usual = USUAL_AGES.get(stage)
    if usual is None:
        return None
    return (usual - 1 if stage == "junior" else usual, usual + OLDER_BY)


def odd_age(stage: str, entry_year: int, born_on: date) -> bool:
    """Say whether a pupil is too young or too old for the grade."""
    fits = ages(stage)
    if fits is None:
        return False
    youngest, eldest = fits
    return not date(entry_year - eldest - 1, 8, 31) < born_on <= date(entry_year - youngest, 8, 31)


def may_remove(this: str, kept: str) -> bool:
    """Say whether one of two registrations may be removed, by the first letters of their numbers: G before L."""
    return this == TEMPORARY or kept != TEMPORARY
