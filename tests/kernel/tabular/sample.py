"""Tables that only the tests declare: two sheets that live nowhere, and one that lives in a table of the spine."""

from datetime import date
from pathlib import Path

import polars as pl

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.codes import Code as Value
from shuren.kernel.codes import CodeTable
from shuren.kernel.identifiers import resident_id_problems
from shuren.kernel.tabular.declare import Rule, Table, Workbook, table, workbook
from shuren.kernel.tabular.kinds import Code, Day, Identifier, Number, Ref, Text, YesNo
from shuren.kernel.tabular.scopes import Scope
from shuren.kernel.tabular.template import write_template
from shuren.spine.orgs.models import Org, SchoolClass

SEX = CodeTable("test.sex", "性别", "Sex", "GB/T 2261.1", (Value("1", "男"), Value("2", "女")))
MEDIUM = CodeTable(
    "test.medium",
    "接入方式",
    "Medium",
    "test",
    (Value("10", "光纤"), Value("20", "铜缆"), Value("30", "拨号", valid_to=date(2010, 1, 1), replaced_by="10")),
)
STAGE = CodeTable("test.stage", "学段", "Stage", "test", (Value("primary", "小学"), Value("junior", "初中")))
fill = Permission("tests.fill", "填报", (), "only tests need it")
review = Permission("tests.review", "复核", (), "only tests need it")


@table
class Rooms(Table):
    """Rooms with all kinds of columns."""

    code, label, key = "test.rooms", "房间", "number"
    columns = (
        Text("房间编号", "number", required=True, max_length=10),
        Text("名称", "name", max_bytes=12),
        Number("面积", "area", unit="平方米", places=2, most=10_000, required=True),
        Number("座位数", "seats"),
        Day("启用日期", "since", earliest=date(1950, 1, 1)),
        YesNo("有网络", "networked", required=True),
        Code("责任人性别", "sex", SEX),
        Identifier("责任人证件号", "keeper", basis="test", check=resident_id_problems),
    )
    rules = (
        Rule(
            "seats fit",
            ("seats", "area"),
            pl.col("seats") <= pl.col("area"),
            "“座位数”{seats}多于“面积”{area}，请核实。",
            source="test",
            level="warning",
        ),
        Rule(
            "network since",
            ("since", "networked"),
            ~pl.col("networked") | (pl.col("since") >= date(1990, 1, 1)),
            "“启用日期”{since}的房间不会有网络。",
            source="test",
        ),
    )


@table
class Links(Table):
    """Lines that end in rooms of the other sheet."""

    code, label, key = "test.links", "线路", "name"
    columns = (
        Text("线路名称", "name", required=True),
        Ref("所在房间", "room", sheet="test.rooms", required=True),
        Code("接入方式", "medium", MEDIUM, required=True),
        Number("带宽", "bandwidth", unit="Mbps", required=True),
    )


@workbook
class Premises(Workbook):
    """Two sheets."""

    code, label, tables, permission, who = "test.premises", "场所情况", (Rooms, Links), fill, "总务处"


class GroupColumns:
    """What both tables of groups share."""

    key = "code"
    model = SchoolClass
    columns = (
        Text("班号", "code", required=True, max_length=20),
        Text("班级名称", "name", required=True, max_length=40),
        Code("学段", "stage", STAGE, required=True),
        Number("入学年份", "entry_year", required=True, least=1990, most=2100),
        Number("学制", "years", unit="年", required=True, most=9),
        Text("班级类型", "kind", required=True, max_length=3),
        Text("班主任", "homeroom_teacher", max_length=60),
        Day("建班年月", "opened_on", required=True),
        Day("撤班日期", "closed_on"),
    )


@table
class Groups(GroupColumns, Table):
    """Groups as things: nobody needs to confirm."""

    code, label = "test.groups", "班级"


@table
class Crowds(GroupColumns, Table):
    """The same rows, as if each were a person."""

    code, label, counts_persons = "test.crowds", "人群", True


@workbook
class GroupBook(Workbook):
    """One sheet that lives in the database."""

    code, label, tables, permission = "test.group_book", "班级情况", (Groups,), fill


@workbook
class CrowdBook(Workbook):
    """One sheet of many persons."""

    code, label, tables, permission, confirmer = "test.crowd_book", "人群情况", (Crowds,), fill, review


def scope_at(org: Org, period: str = "2018") -> Scope:
    """Return what a file of one school speaks for."""
    owners = {"county_id": org.county_id, "city_id": org.city_id}
    return Scope(org.pk, org.path, org.code, org.name, period, date(2018, 9, 1), {"school_id": org.pk}, owners)


NOWHERE = Scope(7, "00010001", "3401000007", "样例单位", "2018", date(2018, 9, 1), {"year": 2018})


def actor_at(path: str, name: str = "李录", *permissions: Permission) -> Actor:
    return Actor(f"account:{name}", name, "tester", path, frozenset(p.code for p in permissions or (fill,)))


def rooms(*rows: dict[str, str | None]) -> pl.DataFrame:
    """Return rows of text; what a row does not say is right."""
    right = {
        "number": "A1", "name": "一室", "area": "50.5", "seats": "40", "since": "2015-09-01", "networked": "是",
        "sex": "1 男", "keeper": None,
    }  # fmt: skip
    made = [{**right, "number": f"A{at}", **row} for at, row in enumerate(rows, start=1)]
    return pl.DataFrame(made, schema=dict.fromkeys(right, pl.String))


def links(*rows: dict[str, str | None]) -> pl.DataFrame:
    right = {"name": "L1", "room": "A1", "medium": "10 光纤", "bandwidth": "100"}
    made = [{**right, "name": f"L{at}", **row} for at, row in enumerate(rows, start=1)]
    return pl.DataFrame(made, schema=dict.fromkeys(right, pl.String))


def groups(count: int = 3, **changes: str | None) -> pl.DataFrame:
    """Return the text of `count` groups, all changed alike."""
    rows = [
        {
            "code": f"G{at:05d}", "name": f"{at}班", "stage": "小学", "entry_year": "2015", "years": "6", "kind": "10",
            "homeroom_teacher": None, "opened_on": "2015-09-01", "closed_on": None, **changes,
        }
        for at in range(1, count + 1)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=dict.fromkeys([c.name for c in Groups.columns], pl.String))


def book(path: Path, workbook: type[Workbook], scope: Scope, **filled: pl.DataFrame) -> Path:
    """Write a filled-in template; `filled` goes by the last part of the table's code."""
    write_template(workbook, scope, path, filled={f"test.{name}": rows for name, rows in filled.items()})
    return path
