"""The tables of the 学校（机构）基表 that the registers can fill, in the layout of 教育事业统计调查制度.

Numbers of tables, lines and columns follow the returns that schools fill since 2021; the system's own text is not
public in full, so they are marked 待核. 复式班 and 随迁子女 from where are kept by no register: they are typed.
"""

from shuren.modules.statistics.rules.forms import Column, Form, Line, Where
from shuren.modules.statistics.rules.layouts_more import MORE

FEMALE: Where = {"sex": ("2",)}
HAN: Where = {"ethnic": ("", "01", "97", "98")}  # GB/T 3304: Han; 97 other, 98 foreigners by descent
BOARDING: Where = {"study_mode": ("2",)}
LEFT_BEHIND: Where = {"left_behind": ("1", "2")}
GRADES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级")
PUPILS, LEAVERS, STAFF = "people.pupils", "people.leavers", "people.staff"
GRADUATED: Where = {"status": ("07",)}
NEW: Where = {"is_new": ("true",)}
OLDEST = 99


def _ages(first: int, last: int) -> Where:
    return {"age": tuple(str(age) for age in range(first, last + 1))}


def _grade(number: int) -> Where:
    return {"grade": (str(number),)}


# -- 分类型学生数: 3112, 3115, 3118 ------------------------------------------------------------------------------------

TYPES = (
    Line("01", "总计"),
    Line("02", "#女", FEMALE),
    Line("03", "#少数民族", besides=HAN),
    Line("04", "#复式班", is_typed=True),
    Line("05", "#寄宿生", BOARDING),
    Line("06", "#随迁子女", is_typed=True),
    Line("07", "外省迁入", is_typed=True),
    Line("08", "本省外县迁入", is_typed=True),
    Line("09", "#进城务工人员随迁子女", {"is_migrant": ("true",)}),
    Line("10", "外省迁入", is_typed=True),
    Line("11", "本省外县迁入", is_typed=True),
    Line("12", "#农村留守儿童", LEFT_BEHIND),
)
WHOLE = {line.code: "01" for line in TYPES if line.label.startswith("#")} | {
    "07": "06", "08": "06", "10": "09", "11": "09",
}  # fmt: skip


def _by_type(code: str, title: str, stage: str, years: int, *, grades: int, preschool: bool = False) -> Form:
    columns = [
        Column("1", "毕业生数", GRADUATED, table=LEAVERS),
        Column("2", "招生数", NEW),
    ]
    if preschool:
        of_new = "招生数中接受过学前教育"
        columns += [
            Column("3", "未接受过", {**NEW, "had_preschool": ("false",)}, group=of_new),
            Column("4", "一年", group=of_new, is_typed=True),
            Column("5", "两年", group=of_new, is_typed=True),
            Column("6", "三年", group=of_new, is_typed=True),
        ]
    at = len(columns) + 1
    columns += [Column(str(at), "在校生数"), Column(str(at + 1), "#女", FEMALE)]
    columns += [Column(str(at + 2 + place), GRADES[place], _grade(place + 1)) for place in range(grades)]
    columns.append(Column(str(at + 2 + grades), "预计毕业生数", _grade(years)))
    adds = {str(at): tuple(str(at + 2 + place) for place in range(grades))}
    within = {str(at + 1): str(at)} | {"2": str(at + 2)} | ({str(n): "2" for n in range(3, 7)} if preschool else {})
    blanks = frozenset({f"02.{at + 1}"})
    return Form(
        code, title, PUPILS, TYPES, tuple(columns), {"stage": (stage,)}, frozenset({stage}), blanks, adds, within, WHOLE
    )


# -- 分年龄学生数: 3113, 3116, 3119 ------------------------------------------------------------------------------------


def _by_age(code: str, title: str, stage: str, youngest: int, oldest: int, *, grades: int, full_time: bool) -> Form:
    """Lay out a table of ages: `youngest` and below, each year, `oldest` and above."""
    lines = [Line("01", "总计"), Line("02", f"{youngest}岁及以下", _ages(0, youngest))]
    lines += [Line(f"{age - youngest + 2:02d}", f"{age}岁", _ages(age, age)) for age in range(youngest + 1, oldest)]
    lines.append(Line(f"{oldest - youngest + 2:02d}", f"{oldest}岁及以上", _ages(oldest, OLDEST)))
    columns = [Column("1", "招生数", NEW), Column("2", "在校生数"), Column("3", "#女", FEMALE)]
    if full_time:
        columns.append(Column("4", "#全日制学生"))
    at = len(columns) + 1
    last = "四年级及以上" if full_time else GRADES[grades - 1]
    labels = (*GRADES[: grades - 1], last)
    columns += [Column(str(at + place), label, _grade(place + 1)) for place, label in enumerate(labels)]
    adds = {"2": tuple(str(at + place) for place in range(grades))}
    return Form(
        code, title, PUPILS, tuple(lines), tuple(columns), {"stage": (stage,)}, frozenset({stage}),
        adds=adds, within={"3": "2"}, whole={line.code: "01" for line in lines[1:]},
    )  # fmt: skip


# -- 教职工: 4149, 4153 ------------------------------------------------------------------------------------------------

KINDS = (
    ("专任教师", ("1",)),
    ("行政人员", ("2",)),
    ("教辅人员", ("3",)),
    ("工勤人员", ("4",)),
    ("其他", ("5", "9", "")),
)
REGULAR: Where = {"staff_kind": ("1", "2", "3", "4", "5", "9", "")}  # 代课 and 兼任 are nobody's 教职工
EMPLOYED = Form(
    "教基4149",
    "中小学教职工",
    STAFF,
    (
        Line("01", "总计"),
        Line("02", "#女", FEMALE),
        Line("03", "#少数民族", besides=HAN),
        Line("04", "#在编人员", {"is_established": ("true",)}),
        Line("05", "#外籍人员", is_typed=True),
    ),
    (
        Column("1", "教职工数"),
        *(Column(str(place), label, {"staff_kind": codes}) for place, (label, codes) in enumerate(KINDS, start=2)),
        Column("7", "校外教师", is_typed=True),
        Column("8", "银龄教师", is_typed=True),
    ),
    where=REGULAR,
    stages=frozenset({"primary", "junior", "senior"}),
    adds={"1": ("2", "3", "4", "5", "6")},
    whole={"02": "01", "03": "01", "04": "01", "05": "01"},
)

TITLES = {"正高级": "051", "副高级": "052", "中级": "053", "助理级": "054", "员级": "055"}  # GB/T 8561, 05x
UNTITLED: Where = {"title": tuple(TITLES.values())}  # left out
AGES = ((0, 24), (25, 29), (30, 34), (35, 39), (40, 44), (45, 49), (50, 54), (55, 59), (60, OLDEST))
TAUGHT = (("学前教育", "kindergarten"), ("小学", "primary"), ("初中", "junior"), ("普通高中", "senior"),
          ("特殊教育学校", "special"))  # fmt: skip


def _teachers() -> Form:
    lines: list[Line] = []
    whole: dict[str, str] = {}
    blanks: set[str] = set()
    for label, stage in TAUGHT:
        at: Where = {"stage": (stage,)}
        first = f"{len(lines) + 1:02d}"
        lines.append(Line(first, label, at))
        narrower: list[tuple[str, Where, Where]] = [("#女", FEMALE, {}), ("#少数民族", {}, HAN)]
        narrower += [(name, {"title": (title,)}, {}) for name, title in TITLES.items()]
        narrower.append(("未定职级", {}, UNTITLED))
        for name, where, besides in narrower:
            code = f"{len(lines) + 1:02d}"
            lines.append(Line(code, name, {**at, **where}, besides))
            whole[code] = first
            if name == "#女":
                blanks.add(f"{code}.2")
    columns = [Column("1", "合计"), Column("2", "#女", FEMALE)]
    for place, (low, high) in enumerate(AGES, start=3):
        label = f"{high}岁及以下" if not low else f"{low}岁及以上" if high == OLDEST else f"{low}-{high}岁"
        columns.append(Column(str(place), label, _ages(low, high)))
    return Form(
        "教基4153", "基础教育学校专任教师分年龄情况", STAFF, tuple(lines), tuple(columns), {"staff_kind": ("1",)},
        SCHOOLING, frozenset(blanks), adds={"1": tuple(column.number for column in columns[2:])}, within={"2": "1"},
        whole=whole,
    )  # fmt: skip


SCHOOLING = frozenset({"kindergarten", "primary", "junior", "senior", "special"})
BASIC: tuple[Form, ...] = (
    _by_type("教基3112", "小学分类型学生数", "primary", 6, grades=6, preschool=True),
    _by_age("教基3113", "小学分年龄学生数", "primary", 5, 15, grades=6, full_time=False),
    _by_type("教基3115", "初中分类型学生数", "junior", 3, grades=4),
    _by_age("教基3116", "初中分年龄学生数", "junior", 10, 18, grades=4, full_time=False),
    _by_type("教基3118", "普通高中分类型学生数", "senior", 3, grades=3),
    _by_age("教基3119", "高中阶段分年龄学生数", "senior", 14, 23, grades=4, full_time=True),
    EMPLOYED,
    _teachers(),
)
FORMS: tuple[Form, ...] = tuple(sorted((*BASIC, *MORE), key=lambda form: form.code))
BY_CODE = {form.code: form for form in FORMS}
