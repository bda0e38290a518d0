"""The frozen tables of the 办学条件 workbook and what is counted of them per school."""

from typing import Any

from shuren.kernel.measures.facts import (
    YES_OR_NO,
    Columns,
    FactTable,
    How,
    Quantity,
    Trait,
    applied,
    fact_table,
    quantity,
)
from shuren.kernel.measures.scales import Scale
from shuren.spine.standards import api as standards

# Values of the code tables of the same names (spine.standards); two-digit ones by their group.
OUTDOOR_GROUND, INDOOR_HALL = "1", "2"  # site_kind
CLASSROOMS = ("1", "5")  # room_type: 多媒体教室, 普通教室
FULL_COVERAGE = "2"  # wifi_coverage
COMPUTER = "1"  # device_kind
PUPILS, TEACHERS, SHARED = "1", "2", "4"  # device_user
MOBILE_SET = "3"  # recording_kind: equipment, not a room
TRAINING_ROOM = "2"  # lab_kind
OUT_OF_PUBLIC_FUNDS = "5"  # ict_spending_source

ROOMS = Scale("间", "rooms", decimals=0)
SETS = Scale("台", "units", decimals=0)
SQUARE_METRES = Scale("平方米", "m²")
YUAN = Scale("元", "yuan")
MBPS = Scale("Mbps", "Mbps")
YES = Scale("", "", decimals=0)
SOURCE = "办学条件工作簿“{}”表"
BOTH_YEARLY_SHEETS = """
SELECT n.school_id FROM conditions_network n JOIN conditions_finance f USING (school_id, year) WHERE n.year = :year
"""


def _table(
    name: str,
    label: str,
    label_en: str,
    sql: str,
    columns: dict[str, str],
    counted_in: str = "",
    traits: dict[str, Trait] | None = None,
) -> FactTable:
    """A sheet of the workbook. Who applied the sheet, or filed both once-a-year sheets, has reported it, even empty."""
    return fact_table(
        FactTable(
            f"conditions.{name}",
            label,
            label_en,
            sql,
            {"id": "int64"} | columns,
            supplier="学校数据管理员",
            supplier_en="school registrar",
            subject=f"conditions.{name}",
            filed=f"{applied(f'conditions.{name}')} UNION {BOTH_YEARLY_SHEETS}",
            traits=traits or {},
            counted_in=counted_in,
        )
    )


def _rows(name: str, columns: str) -> str:
    return f"SELECT school_id AS unit, id, {columns} FROM conditions_{name} WHERE year = :year"  # noqa: S608


SITES = _table(
    "site",
    "校舍场地",
    "sites",
    _rows("site", "kind, area_m2::float8 AS area_m2"),
    {"kind": "string", "area_m2": "float64"},
    "处",
    {"kind": Trait("场地类别", standards.SITE_KIND), "area_m2": Trait("面积", unit="平方米")},
)
ROOM = _table(
    "room",
    "教室与用房",
    "rooms",
    _rows("room", "room_type, area_m2::float8 AS area_m2, is_teaching, is_main_place, is_gym"),
    {
        "room_type": "string",
        "area_m2": "float64",
        "is_teaching": "boolean",
        "is_main_place": "boolean",
        "is_gym": "boolean",
    },
    "间",
    {
        "room_type": Trait("教室类型", standards.ROOM_TYPE),
        "area_m2": Trait("使用面积", unit="平方米"),
        "is_teaching": Trait("教学及辅助用房", YES_OR_NO),
        "is_main_place": Trait("主要教学场所", YES_OR_NO),
        "is_gym": Trait("室内体育用房", YES_OR_NO),
    },
)
NETWORK = _table(
    "network",
    "校园网",
    "campus network",
    _rows("network", "has_internet, wired_lan, wifi, ipv6"),
    {"has_internet": "boolean", "wired_lan": "boolean", "wifi": "string", "ipv6": "boolean"},
)
LINKS = _table(
    "link",
    "网络链路",
    "network links",
    _rows("link", "bandwidth_mbps::float8 AS bandwidth_mbps, is_egress, carrier, medium"),
    {"bandwidth_mbps": "float64", "is_egress": "boolean"},
    "条",
    {
        "carrier": Trait("运营商", standards.CARRIER),
        "medium": Trait("接入方式", standards.CONNECTION),
        "is_egress": Trait("互联网出口", YES_OR_NO),
        "bandwidth_mbps": Trait("带宽", unit="Mbps"),
    },
)
DEVICES = _table(
    "device",
    "终端设备",
    "devices",
    _rows("device", "kind, used_by, count, bought_year, value_yuan::float8 AS value_yuan"),
    {"kind": "string", "used_by": "string", "count": "int64"},
    "批",
    {
        "kind": Trait("设备类别", standards.DEVICE_KIND),
        "used_by": Trait("使用对象", standards.DEVICE_USER),
        "bought_year": Trait("购置年份"),
        "count": Trait("在用数量", unit="台"),
        "value_yuan": Trait("账面原值", unit="元"),
    },
)
MULTIMEDIA = _table(
    "multimedia",
    "多媒体教室",
    "multimedia rooms",
    """
    SELECT m.school_id AS unit, m.id, m.is_networked, m.is_smart, m.equipment,
           coalesce(r.is_main_place, false) AS is_main_place
    FROM conditions_multimedia m LEFT JOIN conditions_room r
         ON r.school_id = m.school_id AND r.year = m.year AND r.number = m.room_number
    WHERE m.year = :year
    """,
    {"is_networked": "boolean", "is_smart": "boolean", "is_main_place": "boolean"},
    "间",
    {
        "equipment": Trait("显示设备", standards.MULTIMEDIA_EQUIPMENT),
        "is_networked": Trait("接入网络", YES_OR_NO),
        "is_smart": Trait("智慧课堂", YES_OR_NO),
        "is_main_place": Trait("主要教学场所", YES_OR_NO),
    },
)
RECORDING = _table(
    "recording",
    "录播教室",
    "recording rooms",
    _rows("recording", "kind, in_use, lessons"),
    {"kind": "string", "in_use": "boolean"},
    "间",
    {
        "kind": Trait("录播类型", standards.RECORDING_KIND),
        "in_use": Trait("正常使用", YES_OR_NO),
        "lessons": Trait("本年度录制课时", unit="课时"),
    },
)
LABS = _table(
    "lab",
    "实验室与实训室",
    "labs and training rooms",
    _rows("lab", "kind, is_digital"),
    {"kind": "string", "is_digital": "boolean"},
    "间",
    {"kind": Trait("实验室类别", standards.LAB_KIND), "is_digital": Trait("数字化", YES_OR_NO)},
)
FINANCE = _table(
    "finance",
    "经费与设备值",
    "finance",
    _rows(
        "finance",
        "public_funds_yuan::float8 AS public_funds_yuan, equipment_value_yuan::float8 AS equipment_value_yuan",
    ),
    {"public_funds_yuan": "float64", "equipment_value_yuan": "float64"},
)
SPENDING = _table(
    "spending",
    "信息化经费",
    "ICT spending",
    _rows("spending", "source, amount_yuan::float8 AS amount_yuan, category"),
    {"source": "string", "amount_yuan": "float64"},
    "项",
    {
        "source": Trait("经费来源", standards.ICT_SPENDING_SOURCE),
        "category": Trait("支出类别", standards.ICT_SPENDING_CATEGORY),
        "amount_yuan": Trait("金额", unit="元"),
    },
)


def _quantity(
    code: str,
    table: FactTable,
    label: str,
    label_en: str,
    scale: Scale,
    value: Columns | None = None,
    where: Columns | None = None,
    how: How = How.SUM,
) -> None:
    quantity(Quantity(code, table, label, label_en, scale, SOURCE.format(table.label), value, where, how))


def _computers_of(*users: str) -> Columns:
    def condition(f: Any) -> Any:
        return f.used_by.isin(users) & f.kind.startswith(COMPUTER)

    return condition


def _any(code: str, label: str, label_en: str, where: Columns) -> None:
    _quantity(code, NETWORK, label, label_en, YES, where=where, how=How.ANY)


_quantity(
    "grounds_area",
    SITES,
    "室外体育场地面积",
    "outdoor sports area",
    SQUARE_METRES,
    lambda f: f.area_m2,
    lambda f: f.kind.startswith(OUTDOOR_GROUND),
)
_quantity(
    "gym_area",
    SITES,
    "体育馆面积",
    "gym area",
    SQUARE_METRES,
    lambda f: f.area_m2,
    lambda f: f.kind.startswith(INDOOR_HALL),
)
_quantity(
    "teaching_area",
    ROOM,
    "教学及辅助用房面积（不含室内体育用房）",
    "teaching area without gyms",
    SQUARE_METRES,
    lambda f: f.area_m2,
    lambda f: f.is_teaching & ~f.is_gym,
)
_quantity(
    "gym_rooms_area", ROOM, "室内体育用房面积", "gym rooms area", SQUARE_METRES, lambda f: f.area_m2, lambda f: f.is_gym
)
_quantity("main_places", ROOM, "主要教学场所数", "main teaching places", ROOMS, where=lambda f: f.is_main_place)
_quantity(
    "classrooms",
    ROOM,
    "普通教室和多媒体教室数",
    "ordinary classrooms",
    ROOMS,
    where=lambda f: f.room_type.isin(CLASSROOMS),
)
_any("has_internet", "接入互联网", "internet access", lambda f: f.has_internet)
_any("has_lan", "建有有线校园网", "wired campus network", lambda f: f.wired_lan)
_any("has_full_wifi", "无线网络全覆盖", "full Wi-Fi coverage", lambda f: f.wifi == FULL_COVERAGE)
_any("has_ipv6", "支持IPv6", "IPv6", lambda f: f.ipv6)
_quantity(
    "egress_mbps", LINKS, "互联网出口带宽", "egress bandwidth", MBPS, lambda f: f.bandwidth_mbps, lambda f: f.is_egress
)
_quantity(
    "pupil_computers", DEVICES, "学生用计算机数", "computers for pupils", SETS, lambda f: f.count, _computers_of(PUPILS)
)
_quantity(
    "teacher_computers",
    DEVICES,
    "教师用计算机数",
    "computers for teachers",
    SETS,
    lambda f: f.count,
    _computers_of(TEACHERS),
)
_quantity(
    "teaching_terminals",
    DEVICES,
    "教学用终端数",
    "terminals for teaching",
    SETS,
    lambda f: f.count,
    _computers_of(PUPILS, TEACHERS, SHARED),
)
_quantity(
    "multimedia_rooms",
    MULTIMEDIA,
    "网络多媒体教室数",
    "networked multimedia rooms",
    ROOMS,
    where=lambda f: f.is_networked,
)
_quantity(
    "multimedia_places",
    MULTIMEDIA,
    "配备班班通的主要教学场所数",
    "main teaching places with multimedia",
    ROOMS,
    where=lambda f: f.is_main_place,
)
_quantity("smart_rooms", MULTIMEDIA, "智慧课堂教室数", "smart classrooms", ROOMS, where=lambda f: f.is_smart)
_quantity(
    "recording_rooms",
    RECORDING,
    "在用录播教室数",
    "recording rooms in use",
    ROOMS,
    where=lambda f: f.in_use & (f.kind != MOBILE_SET),
)
_quantity(
    "digital_labs",
    LABS,
    "数字实验室数",
    "digital labs",
    ROOMS,
    where=lambda f: f.is_digital & ~f.kind.startswith(TRAINING_ROOM),
)
_quantity(
    "digital_or_training",
    LABS,
    "数字实验室和实训室数",
    "digital labs and training rooms",
    ROOMS,
    where=lambda f: f.is_digital | f.kind.startswith(TRAINING_ROOM),
)
_quantity("public_funds", FINANCE, "公用经费支出", "public funds spent", YUAN, lambda f: f.public_funds_yuan)
_quantity(
    "equipment_value", FINANCE, "教学仪器设备值", "value of teaching equipment", YUAN, lambda f: f.equipment_value_yuan
)
_quantity(
    "ict_spending",
    SPENDING,
    "公用经费中的信息化支出",
    "ICT spending out of public funds",
    YUAN,
    lambda f: f.amount_yuan,
    lambda f: f.source == OUT_OF_PUBLIC_FUNDS,
)
