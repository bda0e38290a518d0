"""What is counted of pupils and teachers, and the indicators of teachers' ICT ability."""

from collections.abc import Callable
from typing import Any

from shuren.kernel.measures.facts import YES_OR_NO, FactTable, How, Quantity, Trait, fact_table, quantity
from shuren.kernel.measures.indicators import Indicator, register, since
from shuren.kernel.measures.scales import PERCENT, Basis, Direction, Scale
from shuren.spine.people import rules
from shuren.spine.people.models import BackboneLevel
from shuren.spine.standards import api as standards

PERSONS = Scale("人", "persons", decimals=0)
PUPIL_SOURCE = "学生基本信息（JY/T 1004-2012）"
STAFF_SOURCE = "教职工基本信息（JY/T 1004-2012）"

# The first year of the academic year that :on belongs to, and the age on that day.
_YEAR = "(extract(year FROM :on + interval '4 months')::int - 1)"
_AGE = "extract(year FROM age(:on, {}))::int"
_STAGES = {stage.value: label for stage, label in rules.STAGE_LABELS.items()}

# 休学 (02) keeps the enrolment but is not at school.
PUPILS = fact_table(
    FactTable(
        "people.pupils",
        "在校学生",
        "pupils at school",
        f"""
        SELECT e.school_id AS unit, e.id, e.stage, e.entry_year, e.sex, e.study_mode, e.enrol_way, e.source,
               e.left_behind, e.is_migrant, e.is_only_child, e.had_preschool, e.is_orphan, e.is_martyrs_child,
               e.needs_aid, e.has_aid, e.disability, e.commute, p.ethnic, p.political, p.health, p.gatqw,
               p.nationality, p.hukou_kind, {_YEAR} - e.entry_year + 1 AS grade, {_AGE.format("e.born_on")} AS age,
               e.entry_year = {_YEAR} AND e.entered_on >= make_date({_YEAR}, 6, 1) AS is_new
        FROM people_enrolment e LEFT JOIN people_person p ON p.id = e.person_id
        WHERE e.entered_on <= :on AND (e.left_on IS NULL OR e.left_on > :on) AND e.status <> '02'
        """,  # noqa: S608  the fragments are constants
        {"id": "int64", "stage": "string", "entry_year": "int64"},
        supplier="学籍管理员",
        supplier_en="pupil registrar",
        subject="people.enrolment",
        counted_in="人",
        traits={
            "stage": Trait("学段", _STAGES),
            "grade": Trait("年级"),
            "age": Trait("周岁"),
            "sex": Trait("性别", standards.SEX),
            "ethnic": Trait("民族", standards.ETHNIC),
            "political": Trait("政治面貌", standards.POLITICAL),
            "study_mode": Trait("就读方式", standards.STUDY_MODE),
            "enrol_way": Trait("入学方式", standards.ENROL_WAY),
            "source": Trait("学生来源", standards.STUDENT_SOURCE),
            "left_behind": Trait("是否留守儿童", standards.LEFT_BEHIND),
            "is_migrant": Trait("是否进城务工人员随迁子女", YES_OR_NO),
            "is_only_child": Trait("是否独生子女", YES_OR_NO),
            "had_preschool": Trait("是否受过学前教育", YES_OR_NO),
            "is_orphan": Trait("是否孤儿", YES_OR_NO),
            "is_martyrs_child": Trait("是否烈士或优抚子女", YES_OR_NO),
            "needs_aid": Trait("是否需要申请资助", YES_OR_NO),
            "has_aid": Trait("是否享受一补", YES_OR_NO),
            "disability": Trait("残疾类型", standards.DISABILITY),
            "commute": Trait("上下学交通方式", standards.COMMUTE),
            "health": Trait("健康状况", standards.HEALTH),
            "gatqw": Trait("港澳台侨外", standards.GATQW),
            "nationality": Trait("国籍/地区", standards.COUNTRY),
            "hukou_kind": Trait("户口性质", standards.HUKOU_KIND),
            "is_new": Trait("是否本学年招收的新生", YES_OR_NO),
        },
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

# Everybody in a main post, teachers among them; only counted live.
fact_table(
    FactTable(
        "people.staff",
        "教职工",
        "staff",
        f"""
        SELECT o.school_id AS unit, o.id, o.staff_kind, o.sex, o.stage, o.education, o.subject, o.title, o.post_kind,
               o.backbone_level, o.is_established, o.certificate_no <> '' AS is_certified, p.ethnic, p.political,
               {_AGE.format("p.born_on")} AS age, o.status,
               CASE WHEN o.ict_assessed_on > :on OR o.ict_level = '' THEN '0' ELSE o.ict_level END AS ict_level
        FROM people_post o LEFT JOIN people_person p ON p.id = o.person_id
        WHERE o.is_main AND o.from_on <= :on AND (o.to_on IS NULL OR o.to_on > :on)
        """,  # noqa: S608  the fragments are constants
        {"id": "int64", "staff_kind": "string"},
        supplier="学校人事管理员",
        supplier_en="school staff registrar",
        subject="people.post",
        counted_in="人",
        frozen=False,
        traits={
            "staff_kind": Trait("教职工类别", standards.STAFF_KIND),
            "stage": Trait("任教学段", _STAGES),
            "sex": Trait("性别", standards.SEX),
            "age": Trait("周岁"),
            "ethnic": Trait("民族", standards.ETHNIC),
            "political": Trait("政治面貌", standards.POLITICAL),
            "education": Trait("学历", standards.EDUCATION),
            "title": Trait("专业技术职务", standards.TITLE),
            "subject": Trait("任教学科", standards.SUBJECT),
            "post_kind": Trait("岗位职业", standards.POST_KIND),
            "status": Trait("教职工当前状态", standards.STAFF_STATUS),
            "backbone_level": Trait("骨干教师级别", {level.value: str(level.label) for level in BackboneLevel}),
            "is_established": Trait("是否在编", YES_OR_NO),
            "is_certified": Trait("是否有教师资格证书", YES_OR_NO),
            "ict_level": Trait("信息技术应用能力等级", standards.ICT_LEVEL),
        },
    )
)

# What happened in the twelve months before the day.
fact_table(
    FactTable(
        "people.leavers",
        "离校学生",
        "pupils who left",
        """
        SELECT school_id AS unit, id, stage, sex, status, left_behind, is_migrant FROM people_enrolment
        WHERE left_on > (:on - interval '1 year') AND left_on <= :on
        """,
        {"id": "int64"},
        supplier="学籍管理员",
        supplier_en="pupil registrar",
        subject="people.enrolment",
        counted_in="人",
        frozen=False,
        flow=True,
        traits={
            "stage": Trait("学段", _STAGES),
            "sex": Trait("性别", standards.SEX),
            "status": Trait("学生当前状态", standards.STUDENT_STATUS),
            "left_behind": Trait("是否留守儿童", standards.LEFT_BEHIND),
            "is_migrant": Trait("是否进城务工人员随迁子女", YES_OR_NO),
        },
    )
)
fact_table(
    FactTable(
        "people.suspended",
        "休学学生",
        "suspended pupils",
        """
        SELECT school_id AS unit, id, stage, sex FROM people_enrolment
        WHERE entered_on <= :on AND (left_on IS NULL OR left_on > :on) AND status = '02'
        """,
        {"id": "int64"},
        supplier="学籍管理员",
        supplier_en="pupil registrar",
        subject="people.enrolment",
        counted_in="人",
        frozen=False,
        traits={"stage": Trait("学段", _STAGES), "sex": Trait("性别", standards.SEX)},
    )
)
fact_table(
    FactTable(
        "people.joined",
        "转入学生",
        "pupils who joined later",
        f"""
        SELECT school_id AS unit, id, stage, sex, source FROM people_enrolment
        WHERE entered_on > (:on - interval '1 year') AND entered_on <= :on AND entry_year < {_YEAR}
        """,  # noqa: S608  the fragment is a constant
        {"id": "int64"},
        supplier="学籍管理员",
        supplier_en="pupil registrar",
        subject="people.enrolment",
        counted_in="人",
        frozen=False,
        flow=True,
        traits={
            "stage": Trait("学段", _STAGES),
            "sex": Trait("性别", standards.SEX),
            "source": Trait("学生来源", standards.STUDENT_SOURCE),
        },
    )
)

# Classes with the pupils in them, who are counted by orgs without.
fact_table(
    FactTable(
        "people.classes",
        "教学班",
        "classes and their size",
        f"""
        SELECT c.school_id AS unit, c.id, c.stage, c.kind, {_YEAR} - c.entry_year + 1 AS grade,
               (SELECT count(*) FROM people_enrolment e WHERE e.school_class_id = c.id AND e.entered_on <= :on
                AND (e.left_on IS NULL OR e.left_on > :on) AND e.status <> '02') AS size
        FROM orgs_schoolclass c WHERE c.opened_on <= :on AND (c.closed_on IS NULL OR c.closed_on > :on)
        """,  # noqa: S608  the fragment is a constant
        {"id": "int64"},
        supplier="学校数据管理员",
        supplier_en="school registrar",
        subject="orgs.class",
        counted_in="个",
        frozen=False,
        traits={
            "stage": Trait("学段", _STAGES),
            "grade": Trait("年级"),
            "kind": Trait("班级类型", standards.CLASS_TYPE),
            "size": Trait("班额"),
        },
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
