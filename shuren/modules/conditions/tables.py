"""The 办学条件 workbook: ten sheets that a school fills in once a year.

Items follow JY/T 1004-2012 (中小学校管理信息, 校舍与设备 part) where it has them; what the Hefei plan measures and the
standard does not know carries a code set of our own. `[K]` in a note marks a standard item whose number is unverified.
"""

import polars as pl

from shuren.kernel.codes import CodeTable
from shuren.kernel.tabular.columns import Column, Finder
from shuren.kernel.tabular.declare import Rule, Table, Workbook, table, workbook
from shuren.kernel.tabular.kinds import Code, Number, Ref, Text, YesNo
from shuren.kernel.tabular.scopes import Scope
from shuren.modules.conditions import models, permissions, queries
from shuren.spine.standards import api as standards

STANDARD = "JY/T 1004-2012"
PLAN = "合肥市教育信息化重点工作（2016-2020 年）"
FIRST_YEAR, LAST_YEAR = 1950, 2100


def _year(label: str, name: str, *, required: bool = False) -> Number:
    return Number(label, name, unit="年", least=FIRST_YEAR, most=LAST_YEAR, required=required, width=10)


def _area(label: str, name: str, note: str = "") -> Number:
    return Number(label, name, unit="平方米", places=2, most=5_000_000, required=True, standard=STANDARD, note=note)


def _yuan(label: str, name: str, note: str = "") -> Number:
    return Number(label, name, unit="元", places=2, most=100_000_000_000, required=True, note=note, width=18)


def _code(label: str, name: str, codes: CodeTable, *, note: str = "", width: int = 18) -> Code:
    return Code(label, name, codes, required=True, leaves_only=True, note=note, width=width)


def _room(scope: Scope) -> pl.DataFrame:
    return queries.rooms_of(scope.org_id, int(scope.period))


ROOMS: Finder = _room


def _room_number(note: str) -> Column:
    """A column that names a room of the 教室与用房 sheet, whether it is there already or in the same file."""
    return Ref(
        "房间编号",
        "room_number",
        find=ROOMS,
        sheet="conditions.room",
        fills={"room_number": "code"},
        fill_types={"room_number": "text"},
        required=True,
        note=note,
    )


@table
class SiteTable(Table):
    """校舍场地: land and halls by kind and area."""

    code, label, key, model, owner = "conditions.site", "校舍场地", "name", models.Site, "学校"
    columns = (
        Text("场地名称", "name", max_length=60, required=True, note="本校内不重复，如“运动场”。", width=20),
        _code("场地类别", "kind", standards.SITE_KIND),
        _area("面积", "area_m2", "水平投影面积。"),
        _year("建成年份", "built_year"),
    )


@table
class RoomTable(Table):
    """教室与用房: every teaching or auxiliary room."""

    code, label, key, model, owner = "conditions.room", "教室与用房", "number", models.Room, "学校"
    columns = (
        Text("房间编号", "number", max_length=30, required=True, note="本校内不重复，其他各表用它指明房间。"),
        Text("房间名称", "name", max_length=60, width=20),
        _code("教室类型", "room_type", standards.ROOM_TYPE),
        _area("使用面积", "area_m2", "使用面积，不含走廊和楼梯。"),
        YesNo("教学及辅助用房", "is_teaching", required=True, note="普通教室、专用教室、实验室、图书室等填“是”。"),
        YesNo("主要教学场所", "is_main_place", required=True, note="经常性上课的教室，是“班班通”配备率的分母。"),
        YesNo("室内体育用房", "is_gym", required=True, note="计入体育场馆面积，不再计入教学及辅助用房面积。"),
    )


@table
class NetworkTable(Table):
    """校园网: one row for the whole school."""

    code, label, key, model, owner = "conditions.network", "校园网", (), models.Network, "学校"
    note = "全校填一行。"
    columns = (
        YesNo("接入互联网", "has_internet", required=True),
        YesNo("建有有线校园网", "wired_lan", required=True),
        _code("无线网络覆盖", "wifi", standards.WIFI_COVERAGE, note="教学、办公、活动场所都能用，才算全覆盖。"),
        YesNo("支持 IPv6", "ipv6", required=True),
    )


@table
class LinkTable(Table):
    """网络链路: every line from the campus to the outside."""

    code, label, key, model, owner = "conditions.link", "网络链路", "name", models.Link, "学校"
    columns = (
        Text("线路名称", "name", max_length=60, required=True, note="本校内不重复，如“主出口”。", width=20),
        _code("运营商", "carrier", standards.CARRIER),
        _code("接入方式", "medium", standards.CONNECTION),
        Number("带宽", "bandwidth_mbps", unit="Mbps", places=2, least=0.1, most=400_000, required=True),
        YesNo("互联网出口", "is_egress", required=True, note="班均出口带宽只计互联网出口。"),
    )


@table
class DeviceTable(Table):
    """终端设备: lots of terminals of one kind, for one use."""

    code, label, key, model, owner = "conditions.device", "终端设备", "name", models.Device, "学校"
    columns = (
        Text(
            "设备批次名称", "name", max_length=60, required=True, note="同类别、同用途、同年购置的合为一行。", width=22
        ),
        _code("设备类别", "kind", standards.DEVICE_KIND),
        _code("使用对象", "used_by", standards.DEVICE_USER, note="“学生”用于生机比，“教师”用于师机比。"),
        Number("在用数量", "count", unit="台", most=100_000, required=True, note="不含已报废和不能使用的。"),
        _year("购置年份", "bought_year", required=True),
        _yuan("账面原值", "value_yuan"),
    )


@table
class MultimediaTable(Table):
    """多媒体教室: rooms with multimedia equipment."""

    code, label, key, model, owner = "conditions.multimedia", "多媒体教室", "room_number", models.Multimedia, "学校"
    columns = (
        _room_number("先在“教室与用房”表登记房间。"),
        _code("显示设备", "equipment", standards.MULTIMEDIA_EQUIPMENT),
        YesNo("接入网络", "is_networked", required=True),
        YesNo("智慧课堂", "is_smart", required=True, note="师生终端互动、课堂数据可用的教室填“是”。"),
        _year("配备年份", "equipped_year"),
    )


@table
class RecordingTable(Table):
    """录播教室: rooms in which lessons are recorded."""

    code, label, key, model, owner = "conditions.recording", "录播教室", "room_number", models.Recording, "学校"
    columns = (
        _room_number("先在“教室与用房”表登记房间。"),
        _code("录播类型", "kind", standards.RECORDING_KIND),
        YesNo("正常使用", "in_use", required=True, note="只有正常使用的录播教室计入达标。"),
        Number("本年度录制课时", "lessons", unit="课时", most=20_000, required=True),
    )
    rules = (
        Rule(
            "in_use_records",
            ("lessons", "in_use"),
            ~(pl.col("in_use") & (pl.col("lessons") == 0)),
            "“正常使用”填了“是”，但全年没有录制一节课：请核对是否确实在用。",
            source=PLAN + "：录播教室建设与应用",
            level="warning",
        ),
    )


@table
class LabTable(Table):
    """实验室与实训室: rooms for experiments or practice."""

    code, label, key, model, owner = "conditions.lab", "实验室与实训室", "room_number", models.Lab, "学校"
    columns = (
        _room_number("先在“教室与用房”表登记房间。"),
        Text("名称", "name", max_length=60, required=True, width=22),
        _code("类别", "kind", standards.LAB_KIND),
        YesNo("数字化", "is_digital", required=True, note="配有数据采集、仿真或数字化实验设备的填“是”。"),
    )


@table
class FinanceTable(Table):
    """经费与设备值: the year's totals, one row for the whole school."""

    code, label, key, model, owner = "conditions.finance", "经费与设备值", (), models.Finance, "学校"
    note = "全校填一行，按本年度决算数。"
    columns = (
        _yuan("公用经费支出", "public_funds_yuan", "本年度公用经费支出合计。"),
        _yuan("教学仪器设备值", "equipment_value_yuan", "教学仪器设备资产账面原值，与资产账一致。"),
    )


@table
class SpendingTable(Table):
    """信息化经费: every item of spending on information technology."""

    code, label, key, model, owner = "conditions.spending", "信息化经费", "item", models.Spending, "学校"
    columns = (
        Text("支出事项", "item", max_length=80, required=True, note="本校本年度内不重复。", width=26),
        _code("支出类别", "category", standards.ICT_SPENDING_CATEGORY),
        _code("经费来源", "source", standards.ICT_SPENDING_SOURCE, note="用公用经费支出的选“学校公用经费”。"),
        _yuan("金额", "amount_yuan"),
    )


@workbook
class ConditionsWorkbook(Workbook):
    """办学条件: what the school has to teach with in one year."""

    code, label, who = "conditions", "办学条件", "学校数据管理员"
    tables = (
        SiteTable,
        RoomTable,
        NetworkTable,
        LinkTable,
        DeviceTable,
        MultimediaTable,
        RecordingTable,
        LabTable,
        FinanceTable,
        SpendingTable,
    )
    permission = permissions.fill_conditions
    note = "每年填报一次，上年的数据已经填好，只改有变化的行。没有的设施不填行即可，不要填 0 行。"
