"""More tables of the 学校（机构）基表: kindergartens, class sizes, courses of teachers, premises, vocational schools.

Numbers of tables are those schools fill since 2021; lines are 待核 as in `layouts`, and a table whose number itself is
not known from one in use is marked `is_unsure`. Areas are usable areas of rooms, as the register keeps them.
"""

from shuren.modules.statistics.rules.forms import Column, Form, Line, Where

FEMALE: Where = {"sex": ("2",)}
HAN: Where = {"ethnic": ("", "01", "97", "98")}
ESTABLISHED: Where = {"is_established": ("true",)}
PUPILS, STAFF, CLASSES = "people.pupils", "people.staff", "people.classes"
ROOMS, SITES, DEVICES = "conditions.room", "conditions.site", "conditions.device"
MULTIMEDIA, LABS, LINKS, FINANCE = "conditions.multimedia", "conditions.lab", "conditions.link", "conditions.finance"
GRADES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级")
GENERAL = frozenset({"primary", "junior", "senior"})


def _grade(number: int) -> Where:
    return {"grade": (str(number),)}


# -- 班数、班额: 2105, 2106, 2107 ------------------------------------------------------------------------------

BANDS = ((0, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60), (61, 65), (66, 199))  # pupils of a class


def _band(low: int, high: int) -> tuple[str, Where]:
    label = f"{high}人及以下" if not low else f"{low}人及以上" if (low, high) == BANDS[-1] else f"{low}—{high}人"
    return label, {"size": tuple(str(size) for size in range(low, high + 1))}


def _sizes(code: str, title: str, stage: str, grades: int) -> Form:
    bands = [_band(low, high) for low, high in BANDS]
    lines = [Line("01", "总计"), *(Line(f"{at:02d}", label, where) for at, (label, where) in enumerate(bands, start=2))]
    columns = [Column("1", "合计"), *(Column(str(n + 1), GRADES[n - 1], _grade(n)) for n in range(1, grades + 1))]
    return Form(
        code, title, CLASSES, tuple(lines), tuple(columns), {"stage": (stage,)}, frozenset({stage}), unit="班",
        adds={"1": tuple(column.number for column in columns[1:])}, whole={line.code: "01" for line in lines[1:]},
    )  # fmt: skip


LEVELS = ("小班", "中班", "大班")
KINDER: Where = {"stage": ("kindergarten",)}
GROUPS = Form(
    "教基2105", "幼儿园班数", CLASSES,
    (
        Line("01", "总计"),
        *(Line(f"{n + 1:02d}", label, _grade(n)) for n, label in enumerate(LEVELS, start=1)),
        Line("05", "混合班", is_typed=True), Line("06", "托班", is_typed=True),
    ),
    (Column("1", "班数"),), KINDER, frozenset({"kindergarten"}), unit="班",
    whole={"02": "01", "03": "01", "04": "01"},
)  # fmt: skip

# -- 幼儿、幼儿园教职工: 3110, 4148 ------------------------------------------------------------------------------

CHILDREN = Form(
    "教基3110", "学前教育幼儿数", PUPILS,
    (
        Line("01", "总计"), Line("02", "#女", FEMALE), Line("03", "#少数民族", besides=HAN),
        Line("04", "#残疾儿童", besides={"disability": ("", "0", "00")}),
        Line("05", "#农村留守儿童", {"left_behind": ("1", "2")}),
        Line("06", "#进城务工人员随迁子女", {"is_migrant": ("true",)}), Line("07", "托班", is_typed=True),
    ),
    (
        Column("1", "入园（班）人数", {"is_new": ("true",)}), Column("2", "在园（班）人数"),
        *(Column(str(n + 2), label, _grade(n)) for n, label in enumerate(LEVELS, start=1)),
        Column("6", "离园（班）人数", table="people.leavers"),
    ),
    KINDER, frozenset({"kindergarten"}), adds={"2": ("3", "4", "5")},
    whole=dict.fromkeys(("02", "03", "04", "05", "06"), "01"), is_unsure=True,
)  # fmt: skip
PLACES = (
    Line("01", "总计"), Line("02", "#女", FEMALE), Line("03", "#少数民族", besides=HAN),
    Line("04", "#在编人员", ESTABLISHED),
)  # fmt: skip
REGULAR: Where = {"staff_kind": ("1", "2", "3", "4", "5", "9", "")}
CARERS = Form(
    "教基4148", "幼儿园教职工", STAFF, PLACES,
    (
        Column("1", "教职工数"), Column("2", "园长", is_typed=True), Column("3", "专任教师", {"staff_kind": ("1",)}),
        Column("4", "卫生保健人员", is_typed=True), Column("5", "保育员", is_typed=True),
        Column("6", "其他", is_typed=True),
    ),
    REGULAR, frozenset({"kindergarten"}), adds={"1": ("2", "3", "4", "5", "6")}, within={"3": "1"},
    whole={"02": "01", "03": "01", "04": "01"},
)  # fmt: skip

# -- 分课程、分学历: 4155, 4156 ------------------------------------------------------------------------------

LEARNT = (
    ("博士研究生", ("11", "12", "13")), ("硕士研究生", ("14", "15", "16")), ("本科", ("21", "22", "23", "28")),
    ("专科", ("31", "32", "33")),
    ("高中阶段", ("41", "42", "43", "44", "45", "46", "47", "48", "49", "61", "62", "63")),
    ("高中阶段以下", ("71", "73", "81", "83", "90")),
)  # fmt: skip
FOREIGN = ("40", "41", "42", "43", "49")  # JY/T 1001 中小学课程
COMPULSORY = (
    ("道德与法治", ("10", "11", "12")), ("语文", ("13",)), ("数学", ("14",)), ("外语", FOREIGN), ("#英语", ("41",)),
    ("#日语", ("42",)), ("#俄语", ("43",)), ("历史", ("19", "21")), ("地理", ("20",)), ("科学", ("15",)),
    ("物理", ("16",)), ("化学", ("17",)), ("生物学", ("18",)), ("信息科技", ("26", "61", "64")),
    ("体育与健康", ("22",)), ("艺术", ("23", "24", "25")), ("#音乐", ("24",)), ("#美术", ("25",)),
    ("劳动", ("62", "63")), ("综合实践活动", ("60",)),
)  # fmt: skip
UPPER = (
    ("思想政治", ("10", "12")), ("语文", ("13",)), ("数学", ("14",)), ("外语", FOREIGN), ("#英语", ("41",)),
    ("#日语", ("42",)), ("#俄语", ("43",)), ("历史", ("19", "21")), ("地理", ("20",)), ("物理", ("16",)),
    ("化学", ("17",)), ("生物学", ("18",)), ("信息技术", ("26", "61", "64")), ("通用技术", ("27",)),
    ("体育与健康", ("22",)), ("艺术", ("23", "24", "25")), ("#音乐", ("24",)), ("#美术", ("25",)),
    ("劳动", ("62", "63")), ("综合实践活动", ("60",)),
)  # fmt: skip
NO_COURSE: Where = {"subject": ("",)}  # kept by no register: 其他 and 本学年不授课 together


def _courses(code: str, title: str, stages: dict[str, str], courses: tuple[tuple[str, tuple[str, ...]], ...]) -> Form:
    lines = [Line("01", "总计", {"stage": tuple(stages.values())})]
    whole: dict[str, str] = {}
    blanks: set[str] = set()
    for label, stage in stages.items():
        at: Where = {"stage": (stage,)}
        first = f"{len(lines) + 1:02d}"
        lines.append(Line(first, label, at))
        whole[first] = "01"
        narrower: list[tuple[str, Where, Where]] = [("#女", FEMALE, {}), ("#少数民族", {}, HAN)]
        narrower += [(name, {"education": codes}, {}) for name, codes in LEARNT]
        for name, where, besides in narrower:
            number = f"{len(lines) + 1:02d}"
            lines.append(Line(number, name, {**at, **where}, besides))
            whole[number] = first
            if name == "#女":
                blanks.add(f"{number}.2")
    columns = [Column("1", "合计"), Column("2", "#女", FEMALE)]
    columns += [Column(str(n), name, {"subject": codes}) for n, (name, codes) in enumerate(courses, start=3)]
    columns.append(Column(str(len(columns) + 1), "其他或本学年不授课", NO_COURSE))
    parts = tuple(column.number for column in columns[2:] if not column.label.startswith("#"))
    return Form(
        code, title, STAFF, tuple(lines), tuple(columns), {"staff_kind": ("1",)}, frozenset(stages.values()),
        frozenset(blanks), adds={"1": parts}, within={"2": "1"}, whole=whole,
    )  # fmt: skip


# -- 校舍、办学条件: 5170, 5176, 5377 ------------------------------------------------------------------------------

PREMISES = Form(
    "教基5170", "中小学校校舍情况", ROOMS,
    (
        Line("01", "校舍建筑面积", is_typed=True, decimals=2), Line("02", "#危房", is_typed=True, decimals=2),
        Line("03", "#当年新增校舍", is_typed=True, decimals=2),
        Line("04", "#被外单位借用", is_typed=True, decimals=2),
        Line("05", "教学及辅助用房（使用面积）", {"is_teaching": ("true",)}, value="area_m2", decimals=2),
        Line("06", "教室", {"room_type": ("1", "5")}, value="area_m2", decimals=2),
        Line("07", "实验室", {"room_type": ("3",)}, value="area_m2", decimals=2),
        Line("08", "微机室", {"room_type": ("4",)}, value="area_m2", decimals=2),
        Line("09", "语音室", {"room_type": ("2",)}, value="area_m2", decimals=2),
        Line("10", "专用教室", {"room_type": ("6",)}, value="area_m2", decimals=2),
        Line("11", "体育馆", {"is_gym": ("true",)}, value="area_m2", decimals=2),
        Line("12", "图书室", is_typed=True, decimals=2), Line("13", "行政办公用房", is_typed=True, decimals=2),
        Line("14", "生活用房", is_typed=True, decimals=2),
    ),
    (Column("1", "面积"),), stages=GENERAL, unit="平方米", whole={"02": "01", "03": "01", "04": "01"},
)  # fmt: skip
COMPUTERS = ("11", "12", "13", "14")
EQUIPMENT = (
    Line("01", "占地面积", is_typed=True, unit="平方米", decimals=2),
    Line("02", "#绿化用地", {"kind": ("30",)}, table=SITES, value="area_m2", unit="平方米", decimals=2),
    Line("03", "#运动场地", {"kind": ("10", "11", "12", "13", "14", "15", "19")}, table=SITES, value="area_m2",
         unit="平方米", decimals=2),
    Line("04", "图书", is_typed=True, unit="册"),
    Line("05", "数字终端数", {"kind": COMPUTERS}, table=DEVICES, value="count", unit="台"),
    Line("06", "#教师终端", {"kind": COMPUTERS, "used_by": ("2",)}, table=DEVICES, value="count", unit="台"),
    Line("07", "#学生终端", {"kind": COMPUTERS, "used_by": ("1",)}, table=DEVICES, value="count", unit="台"),
    Line("08", "普通教室", {"room_type": ("1", "5")}, table=ROOMS, unit="间"),
    Line("09", "网络多媒体教室", {"is_networked": ("true",)}, table=MULTIMEDIA, unit="间"),
    Line("10", "接入互联网出口带宽", {"is_egress": ("true",)}, table=LINKS, value="bandwidth_mbps", unit="Mbps",
         decimals=2),
    Line("11", "教学仪器设备资产值", table=FINANCE, value="equipment_value_yuan", unit="元", decimals=2),
)  # fmt: skip
PRACTICE = tuple(f"2{n}" for n in range(10))
WITHIN = {"02": "01", "03": "01", "06": "05", "07": "05"}
CONDITIONS = Form(
    "教基5176", "中小学校办学条件", SITES, EQUIPMENT, (Column("1", "数值"),), stages=GENERAL, unit="", whole=WITHIN
)
TRADES = Form(
    "教基5377", "中等职业学校办学条件", SITES,
    (*EQUIPMENT, Line("12", "实训室", {"kind": PRACTICE}, table=LABS, unit="间")),
    (Column("1", "数值"),), stages=frozenset({"vocational"}), unit="", whole=WITHIN,
)  # fmt: skip

# -- 中等职业学校: 3221, 4251 ------------------------------------------------------------------------------

APPRENTICES = Form(
    "教基3221", "中等职业学校分类型学生数", PUPILS,
    (
        Line("01", "总计"), Line("02", "#女", FEMALE), Line("03", "#少数民族", besides=HAN),
        Line("04", "#寄宿生", {"study_mode": ("2",)}), Line("05", "#非全日制", is_typed=True),
    ),
    (
        Column("1", "毕业生数", {"status": ("07",)}, table="people.leavers"),
        Column("2", "#获得职业资格证书", is_typed=True),
        Column("3", "招生数", {"is_new": ("true",)}), Column("4", "在校生数"),
        *(Column(str(n + 4), GRADES[n - 1], _grade(n)) for n in range(1, 4)),
        Column("8", "四年级及以上", {"grade": ("4", "5")}), Column("9", "预计毕业生数", is_typed=True),
    ),
    {"stage": ("vocational",)}, frozenset({"vocational"}), adds={"4": ("5", "6", "7", "8")}, within={"2": "1"},
    whole=dict.fromkeys(("02", "03", "04", "05"), "01"),
)  # fmt: skip
MASTERS = Form(
    "教基4251", "中等职业学校教职工", STAFF, PLACES,
    (
        Column("1", "教职工数"), Column("2", "专任教师", {"staff_kind": ("1",)}),
        Column("3", "#双师型教师", is_typed=True), Column("4", "行政人员", {"staff_kind": ("2",)}),
        Column("5", "教辅人员", {"staff_kind": ("3",)}), Column("6", "工勤人员", {"staff_kind": ("4",)}),
        Column("7", "其他", {"staff_kind": ("5", "9", "")}), Column("8", "校外教师", is_typed=True),
    ),
    REGULAR, frozenset({"vocational"}), adds={"1": ("2", "4", "5", "6", "7")}, within={"3": "2"},
    whole={"02": "01", "03": "01", "04": "01"},
)  # fmt: skip

MORE: tuple[Form, ...] = (
    GROUPS,
    _sizes("教基2106", "小学班额", "primary", 6),
    _sizes("教基2107", "初中班额", "junior", 4),
    CHILDREN,
    APPRENTICES,
    CARERS,
    _courses("教基4155", "义务教育阶段专任教师分课程、分学历情况", {"小学": "primary", "初中": "junior"}, COMPULSORY),
    _courses("教基4156", "普通高中专任教师分课程、分学历情况", {"普通高中": "senior"}, UPPER),
    MASTERS,
    PREMISES,
    CONDITIONS,
    TRADES,
)
