"""The workbook of a school year's marks: one row for a pupil, a term and a subject."""

from __future__ import annotations

import polars as pl

from shuren.kernel.tabular.declare import Rule, Table, Workbook, table, workbook
from shuren.kernel.tabular.kinds import Code, Number, Ref, Text
from shuren.modules.marks import actions, queries, rules
from shuren.modules.marks import permissions as can
from shuren.modules.marks.models import Mark
from shuren.spine.standards import api as standards

BASIS = "《中小学生学籍管理办法》（教基〔2025〕1号），学籍档案含学业考试信息（条款待核）"
BY_LEVEL = "教基厅函〔2021〕34号（条款待核）"
MOST = 999


@table
class MarkTable(Table):
    """成绩: what pupils got in the terms of a school year."""

    code, label, key, model, owner = "marks.mark", "学期成绩", ("pupil", "term", "subject"), Mark, "学校"
    whole, counts_persons = False, True
    note = "一名学生一个学期一门学科填一行，只填要新增或更正的行；成绩和等第至少填一项。"
    columns = (
        Ref(
            "学号",
            "pupil",
            required=True,
            find=queries.pupils_of,
            fills={"enrolment_id": "id"},
            standard="JY/T 1004-2012",
            note="本学年在本校就读的学生。",
            width=24,
        ),
        Code("学期", "term", standards.TERM, required=True, standard="JY/T 1001-2012"),
        Code("学科", "subject", standards.SUBJECT, required=True, standard="JY/T 1001-2012", width=18),
        Number("成绩", "score", places=1, most=MOST, grade=3, sensitive=True, basis=BASIS, note="学期总评的分数。"),
        Number("满分", "full", places=1, most=MOST, note="填了成绩的必填，如 100、150。"),
        Text(
            "等第",
            "level",
            pattern="|".join(rules.LEVELS),
            pattern_note="优秀、良好、合格、待合格、不合格，或 A 至 E",
            grade=3,
            sensitive=True,
            basis=BASIS,
        ),
        Number("学分", "credit", places=1, most=99, note="普通高中和中职填写。"),
    )
    rules = (
        Rule(
            "season",
            ("term",),
            pl.col("term").is_in(list(rules.SEASONS)),
            "学期“{term}”应为 1 秋季学期或 2 春季学期。",
            source="JY/T 1001-2012 学期",
        ),
        Rule(
            "given",
            ("score", "level"),
            pl.col("score").is_not_null() | pl.col("level").is_not_null(),
            "成绩和等第至少填一项；没有成绩的不填这一行。",
            source=BASIS,
        ),
        Rule(
            "out_of",
            ("score", "full"),
            pl.col("score").is_null() | (pl.col("full").is_not_null() & (pl.col("score") <= pl.col("full"))),
            "填了成绩“{score}”须同时填满分，且不超过满分“{full}”。",
            source=BASIS,
        ),
    )
    apply = actions.enter


@workbook
class MarksWorkbook(Workbook):
    """成绩底册: the marks of one school year, from 1 September."""

    code, label, who = "marks", "成绩底册", "学校数据管理员"
    tables = (MarkTable,)
    permission, confirmer = can.enter_marks, can.confirm_marks
    note = (
        "年度指学年开始的年份：2026 指 2026-2027 学年。义务教育阶段成绩以等级呈现，请填等第。"
        "文件中没有的学生和学科不受影响。"
    )
