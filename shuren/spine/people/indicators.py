"""What is counted of pupils and teachers, and the indicators of teachers' ICT ability."""

from collections.abc import Callable
from typing import Any

from shuren.kernel.measures.facts import FactTable, How, Quantity, fact_table, quantity
from shuren.kernel.measures.indicators import Indicator, register, since
from shuren.kernel.measures.scales import PERCENT, Basis, Direction, Scale

PERSONS = Scale("人", "persons", decimals=0)
PUPIL_SOURCE = "学生基本信息（JY/T 1004-2012）"
STAFF_SOURCE = "教职工基本信息（JY/T 1004-2012）"

# 休学 (02) keeps the enrolment but is not at school.
PUPILS = fact_table(
    FactTable(
        "people.pupils",
        "在校学生",
        "pupils at school",
        """
        SELECT school_id AS unit, id, stage, entry_year FROM people_enrolment
        WHERE entered_on <= :on AND (left_on IS NULL OR left_on > :on) AND status <> '02'
        """,
        {"id": "int64", "stage": "string", "entry_year": "int64"},
        supplier="学籍管理员",
        supplier_en="pupil registrar",
        subject="people.enrolment",
    )
)

# An assessment made after the reference date does not count for it.
TEACHERS = fact_table(
    FactTable(
        "people.teachers",
        "专任教师",
        "full-time teachers",
        """
        SELECT school_id AS unit, id, stage, education, subject, title, backbone_level,
               CASE WHEN ict_assessed_on > :on OR ict_level = '' THEN 0 ELSE ict_level::int END AS ict_level
        FROM people_post
        WHERE staff_kind = '1' AND is_main AND from_on <= :on AND (to_on IS NULL OR to_on > :on)
        """,
        {
            "id": "int64",
            "stage": "string",
            "education": "string",
            "subject": "string",
            "title": "string",
            "backbone_level": "string",
            "ict_level": "int64",
        },
        supplier="学校人事管理员",
        supplier_en="school staff registrar",
        subject="people.post",
    )
)

STAGES = {"primary": ("小学", "primary"), "junior": ("初中", "junior"), "senior": ("普通高中", "senior")}

# GB/T 4658-2006. Finishing or leaving postgraduate study presupposes a first degree.
DEGREE = ("11", "12", "13", "14", "15", "16", "21")
COLLEGE = (*DEGREE, "28", "31")
ABOVE_REQUIRED = {
    "primary": ("专科及以上", "college or above", COLLEGE),
    "junior": ("本科及以上", "degree or above", DEGREE),
}
BACKBONE = ("county", "city", "province", "nation")
PE_AND_ART = ("22", "23", "24", "25")  # JY/T 1001 中小学课程: 体育与健康, 艺术, 音乐, 美术


def _count(code: str, table: FactTable, label: str, label_en: str, where: Callable[[Any], Any] | None = None) -> None:
    source = PUPIL_SOURCE if table is PUPILS else STAFF_SOURCE
    quantity(Quantity(code, table, label, label_en, PERSONS, source, where=where, how=How.COUNT))


def _at(stage: str, more: Callable[[Any], Any] | None = None) -> Callable[[Any], Any]:
    return lambda f: (f.stage == stage) & more(f) if more else f.stage == stage


_count("pupils", PUPILS, "在校学生数", "pupils")
_count("teachers", TEACHERS, "专任教师数", "full-time teachers")
for _stage, (_zh, _en) in STAGES.items():
    _count(f"pupils_{_stage}", PUPILS, f"{_zh}在校学生数", f"{_en} pupils", _at(_stage))
    _count(f"teachers_{_stage}", TEACHERS, f"{_zh}专任教师数", f"{_en} full-time teachers", _at(_stage))
for _stage, (_zh, _en, _codes) in ABOVE_REQUIRED.items():
    _name, _name_en = STAGES[_stage]
    _count(
        f"qualified_{_stage}",
        TEACHERS,
        f"{_name}{_zh}学历专任教师数",
        f"{_name_en} teachers with {_en}",
        _at(_stage, lambda f, codes=_codes: f.education.isin(codes)),  # type: ignore[misc]
    )
    _count(
        f"backbone_{_stage}",
        TEACHERS,
        f"{_name}县级以上骨干教师数",
        f"{_name_en} backbone teachers",
        _at(_stage, lambda f: f.backbone_level.isin(BACKBONE)),
    )
    _count(
        f"pe_art_{_stage}",
        TEACHERS,
        f"{_name}体育、艺术专任教师数",
        f"{_name_en} PE and art teachers",
        _at(_stage, lambda f: f.subject.isin(PE_AND_ART)),
    )
ICT_LEVELS = {"basic": (1, "初级"), "mid": (2, "中级"), "adv": (3, "高级")}
for _code, (_level, _zh) in ICT_LEVELS.items():
    _count(
        f"teachers_ict_{_code}",
        TEACHERS,
        f"信息技术应用能力{_zh}及以上教师数",
        f"teachers at ICT level {_level} or above",
        lambda f, level=_level: f.ict_level >= level,  # type: ignore[misc]
    )


class TeachersAtIctLevel(Indicator):
    """Share of full-time teachers assessed at an ICT level or a higher one."""

    scale, direction = PERCENT, Direction.UP
    topic = "教师信息技术应用能力"
    basis = Basis(
        "合肥市教育信息化规划（2016—2020年）",
        "",
        "年度任务“教师信息技术应用能力”",
        note="各级比例按累计口径理解（达到该级及以上）：规划中2018年起初级100%、中级70%、高级30%，三者相加超过100%，只能是累计。",
        verified=False,
    )

    def __init__(self, level: str, zh: str, en: str) -> None:
        self.quantity = f"teachers_ict_{level}"
        self.code = f"ICT.TEA_{level.upper()}"
        self.label, self.label_en = f"教师信息技术应用能力{zh}水平比例", f"teachers at {en} ICT level or above"
        self.definition = f"测评达到{zh}及以上等级的专任教师占全部专任教师的比例。未测评的教师计入分母。"
        self.definition_en = f"Full-time teachers assessed at {en} level or above over all full-time teachers."
        self.share = since(2016, f"{{{self.quantity}}} ÷ {{teachers}}")(TeachersAtIctLevel._ratio)

    def applies(self, u: Any, _p: Any) -> Any:
        return u.kind.isin(("primary", "junior", "nine_year", "complete", "senior", "twelve_year", "vocational"))

    def _ratio(self, u: Any, _p: Any) -> Any:
        return getattr(u, self.quantity), u.teachers


register(
    TeachersAtIctLevel("basic", "初级", "basic"),
    TeachersAtIctLevel("mid", "中级", "intermediate"),
    TeachersAtIctLevel("adv", "高级", "advanced"),
)
