"""Lists as a registrar would hand them in."""

import csv
import io
from datetime import date
from typing import Any

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.periods import reporting_year
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular import actions as tabular
from shuren.kernel.tabular.declare import Workbook
from shuren.kernel.tabular.models import Batch
from shuren.kernel.tabular.scopes import Scope
from shuren.spine.orgs.models import Org
from tests.spine.people.factories import id_number


def scope_for(school: Org, on: date | None = None) -> Scope:
    year = reporting_year(on or timezone.localdate())
    owners = {"school_id": school.pk, "county_id": school.county_id, "city_id": school.city_id}
    return Scope(school.pk, school.path, school.code, school.name, str(year), date(year, 9, 1), {"year": year}, owners)


def file_of(workbook: type[Workbook], rows: list[dict[str, Any]]) -> bytes:
    """Write rows, given by labels, as the text file of the workbook's table."""
    (table,) = workbook.tables
    headings = {column.label: column.heading for column in table.columns}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(headings.values()))
    writer.writeheader()
    writer.writerows({headings[label]: value for label, value in row.items()} for row in rows)
    return out.getvalue().encode()


def handed_in(workbook: type[Workbook], rows: list[dict[str, Any]], *, actor: Actor, scope: Scope) -> Batch:
    """Upload and check; the batch tells what would happen."""
    with scope_of(actor):
        content = io.BytesIO(file_of(workbook, rows))
        batch = tabular.upload(actor=actor, workbook=workbook, scope=scope, name="list.csv", content=content)
        return tabular.check(actor=actor, batch=batch)


def applied(batch: Batch, *, actor: Actor) -> Batch:
    with scope_of(actor):
        return tabular.apply(actor=actor, batch=batch)


def pupil(number: int, name: str = "", **values: Any) -> dict[str, Any]:
    """One pupil's row; the even numbers are girls."""
    born_on = date(2017, 1 + number % 12, 1 + number % 28)
    girl = number % 2 == 0
    id_no = id_number(born_on, male=not girl, serial=number)
    return {
        "学号": f"24{number:04d}",
        "学籍号": f"G{id_no}",
        "姓名": name or f"王{chr(0x4E00 + number)}",
        "性别": "女" if girl else "男",
        "出生日期": born_on.isoformat(),
        "身份证件类型": "1 居民身份证",
        "身份证件号": id_no,
        "国籍/地区": "中国",
        "民族": "汉族",
        "班号": "202401",
        "入学年月": "2024-09-01",
        "就读方式": "走读",
        "学生当前状态": "在读",
        "是否独生子女": "是",
        "监护人姓名": f"王家长{number}",
        "监护人关系": "51",
        "监护人联系电话": "13800001234",
        **values,
    }


def teacher(number: int, name: str = "", **values: Any) -> dict[str, Any]:
    born_on = date(1980, 1 + number % 12, 1 + number % 28)
    return {
        "工号": f"T{number:04d}",
        "姓名": name or f"刘{chr(0x4E00 + number)}",
        "性别": "男",
        "出生日期": born_on.isoformat(),
        "身份证件类型": "居民身份证",
        "身份证件号": id_number(born_on, serial=number),
        "教职工类别": "专任教师",
        "教职工当前状态": "在职",
        "学历": "大学本科毕业",
        "专业技术职务": "一级教师",
        "任教学段": "小学",
        "任教学科": "语文",
        "骨干教师级别": "无",
        "信息技术应用能力等级": "中级",
        "测评日期": "2018-06-01",
        "任职起始日期": "2005-09-01",
        "是否主要任职": "是",
        **values,
    }
