"""班级."""

from __future__ import annotations

import polars as pl

from shuren.kernel.tabular.declare import Rule, Table, table
from shuren.kernel.tabular.kinds import Code, Day, Number, Text
from shuren.spine.people import actions
from shuren.spine.people.queries.records import classes_listed
from shuren.spine.people.tables.columns import JYT_SCHOOL, STAGES
from shuren.spine.standards import api as standards


@table
class ClassTable(Table):
    """班级: the groups of a school that are open now."""

    code, label, key, owner = "people.class", "班级", "code", "学校"
    columns = (
        Text(
            "班号",
            "code",
            required=True,
            max_length=20,
            standard=JYT_SCHOOL,
            note="本校内不重复，随年级升高不变，如 202401。",
        ),
        Text("班级名称", "name", required=True, max_length=40, standard=JYT_SCHOOL, width=18),
        Code("学段", "stage", STAGES, required=True),
        Number("入学年份", "entry_year", unit="年", required=True, least=1990, most=2100),
        Number("学制", "years", unit="年", required=True, least=1, most=9, standard=JYT_SCHOOL),
        Code("班级类型", "kind", standards.CLASS_TYPE, required=True, standard=JYT_SCHOOL, width=18),
        Text("班主任", "homeroom_teacher", max_length=60),
        Day("建班年月", "opened_on", required=True, standard=JYT_SCHOOL),
    )
    rules = (
        Rule(
            "opened_with_entry",
            ("opened_on",),
            pl.col("opened_on").dt.year() >= pl.col("entry_year") - 1,
            "建班年月“{opened_on}”比入学年份“{entry_year}”早一年以上，请核对。",
            source=JYT_SCHOOL,
            level="warning",
        ),
    )
    current = classes_listed
    apply = actions.record_classes
