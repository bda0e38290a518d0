"""成绩证明: the record of studies of a stage, term by term, drawn from the base (成绩底册)."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_noop

from shuren.kernel.periods import AcademicYear
from shuren.kernel.refusals import Refused
from shuren.modules.marks import queries, rules
from shuren.modules.marks.models import Mark
from shuren.spine.certificates.api import KINDS, Facts, Kind, Offer, Wording
from shuren.spine.certificates.api import in_figures as day
from shuren.spine.people.api import grade_label, grade_of
from shuren.spine.people.queries.schooling import school_path_of, stays_around, stays_of
from shuren.spine.standards import api as standards

HEADS = ("学年", "年级", "学科", "秋季学期", "春季学期")
CREDIT, SCHOOL = "学分", "就读学校"
ZERO = Decimal(0)


class NoMarks(Refused):
    """该生在这一学段还没有登记成绩，不能开具成绩证明。请先在填报中导入成绩底册。"""


def _facts(enrolment_id: int) -> Facts:
    stay, _ = stays_around(enrolment_id)
    marks = queries.record_of_studies(enrolment_id)
    if not marks:
        raise NoMarks
    terms = {(mark.year, mark.term): None for mark in marks}
    first, last = (rules.short_term(*each) for each in (next(iter(terms)), next(reversed(terms))))
    told = {
        "姓名": stay.name,
        "性别": stay.sex,
        "出生日期": day(stay.born_on),
        "学籍号": stay.national_no or "",
        "学校": stay.school_name,
        "学段": stay.stage,
        "起始学期": first,
        "截止学期": last,
        "学期数": str(len(terms)),
        "总学分": rules.plain(sum((mark.credit or ZERO for mark in marks), ZERO)),
    }
    return Facts(stay.school_id, stay.person_id, stay.name, told, _rows(marks))


def _rows(marks: list[Mark]) -> tuple[tuple[str, ...], ...]:
    """Lay the marks out, a line for a school year and a subject; credits and schools have a column where they tell."""
    with_credit = any(mark.credit is not None for mark in marks)
    with_school = len({mark.school_id for mark in marks}) > 1
    heads = (*HEADS, *([CREDIT] if with_credit else ()), *([SCHOOL] if with_school else ()))
    lines: dict[tuple[int, str, int], dict[str, Mark]] = {}
    for mark in marks:
        lines.setdefault((mark.year, mark.subject, mark.school_id), {})[mark.term] = mark
    return (heads, *(_line(line, with_credit, with_school) for _key, line in sorted(lines.items())))


def _line(line: dict[str, Mark], with_credit: bool, with_school: bool) -> tuple[str, ...]:
    mark = next(iter(line.values()))
    results = [line[each].result.told(mark.enrolment.stage) if each in line else "—" for each in rules.SEASONS]
    credit = sum((each.credit or ZERO for each in line.values()), ZERO)
    return (
        str(AcademicYear(mark.year)),
        _grade(mark),
        standards.SUBJECT.name(mark.subject, "zh"),
        *results,
        *([rules.plain(credit)] if with_credit else ()),
        *([mark.school.name] if with_school else ()),
    )


def _grade(mark: Mark) -> str:
    """Return the grade in which a mark was given."""
    stage, entered = mark.enrolment.stage, mark.enrolment.entry_year
    return grade_label(stage, grade_of(stage, entered, rules.term_of(mark.year, mark.term).period.start))


def _offers(person_id: int) -> Iterable[Offer]:
    """Offer each stay with marks of its own, and the latest where its stage has marks from elsewhere."""
    studied = queries.studied(person_id)
    stays = stays_of(person_id) if studied else []
    if stays and queries.record_of_studies(stays[-1].enrolment_id):
        studied.add(stays[-1].enrolment_id)
    return [
        Offer(stay.enrolment_id, stay.school_path, f"{stay.school_name} · {stay.stage}")
        for stay in stays
        if stay.enrolment_id in studied
    ]


TRANSCRIPT = KINDS.add(
    Kind(
        code="marks.transcript",
        label=gettext_noop("成绩证明"),
        prefix="CJ",
        basis="《中小学生学籍管理办法》（教基〔2025〕1号）",
        wording=Wording(
            "成绩证明",
            "{姓名}，{性别}，{出生日期}出生，学籍号 {学籍号}，系我校{学段}学生。"
            "经查成绩底册，该生{起始学期}至{截止学期}的学业成绩如下，特此证明。",
            "义务教育阶段成绩以等级呈现。本件由签发单位电子签章，PDF 文件为原件；打印件请扫码或凭编号、验证码核验。",
        ),
        examples={
            "姓名": "李小雨",
            "性别": "女",
            "出生日期": "2009年3月5日",
            "学籍号": "G34**************34",
            "学校": "东山中学",
            "学段": "普通高中",
            "起始学期": "2025-2026 秋季",
            "截止学期": "2025-2026 春季",
            "学期数": "2",
            "总学分": "12",
        },
        example_rows=(
            (*HEADS, CREDIT),
            ("2025-2026", "高一", "语文", "128/150", "131/150", "8"),
            ("2025-2026", "高一", "数学", "136/150", "129/150", "8"),
            ("2025-2026", "高一", "物理", "—", "92（A）", "4"),
        ),
        unit_path=school_path_of,
        facts=_facts,
        offers=_offers,
    )
)
