"""The workbooks of the registry: who leaves the last grade without graduating, and key data to be corrected."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from django.utils.translation import gettext_noop

from shuren.kernel.tabular.columns import Context, Flaw
from shuren.kernel.tabular.declare import Rule, Table, Workbook, table, workbook
from shuren.kernel.tabular.kinds import Code, Day, Ref, Text
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions import finishers as actions
from shuren.modules.registry.queries import corrections
from shuren.modules.registry.queries import finishers as queries
from shuren.modules.registry.rules.yearend import LEAST_REASON, NAMEABLE, Outcome
from shuren.spine.standards import api as standards

GUIDE = "教基一〔2014〕8号"
BASIS = "《中小学生学籍管理办法》（教基〔2025〕1号）（条款待核）"
GRADUATES = "毕业"
INCOMPLETE = "肄业"
NO_INCOMPLETE = [stage for stage, outcomes in NAMEABLE.items() if Outcome.INCOMPLETE not in outcomes]


def _held_against(values: pl.DataFrame, context: Context) -> Iterator[tuple[str, Flaw]]:
    """Yield where a pupil's outcome cannot be: in compulsory education, or when the year is closed for the pupil."""
    known = context.lookups["pupil"].select("code", "stage", "settled").unique("code")
    told = values.select("pupil", "outcome").join(
        known, left_on="pupil", right_on="code", how="left", maintain_order="left"
    )
    incomplete = told["stage"].is_in(NO_INCOMPLETE) & (told["outcome"] == INCOMPLETE)
    yield "outcome", Flaw(incomplete.fill_null(value=False), "义务教育阶段没有肄业：未完成学业的保留学籍，不填这一行。")
    yield (
        "pupil",
        Flaw(told["settled"].fill_null(value=False), "该生本学年的升级毕业已经办理，不能再改；请删除这一行。"),
    )


@table
class FinisherTable(Table):
    """毕业资格名单: the pupils of the last grades, how each leaves."""

    code, label, key, owner = "registry.finisher", "毕业资格名单", "pupil", "学校"
    whole = False
    note = "名单已按毕业年级填好，全部为毕业；不能毕业的改为结业（普通高中、中等职业学校也可以是肄业）并写明原因。"
    columns = (
        Ref(
            "学号",
            "pupil",
            required=True,
            find=queries.pupils_of,
            fills={"enrolment_id": "id"},
            note="学号，可以带姓名和班级；毕业年级在籍学生。",
            width=36,
        ),
        Ref(
            "学年末结果",
            "outcome",
            required=True,
            find=queries.outcomes_of,
            fills={"outcome": "outcome"},
            fill_types={"outcome": "text"},
            note="毕业、结业，高中阶段还有肄业。",
        ),
        Text("原因", "reason", max_length=120, note="结业、肄业必填，如“语文、数学学业水平考试不合格”。", width=48),
    )
    rules = (
        Rule(
            "why",
            ("reason", "outcome"),
            (pl.col("outcome") == GRADUATES) | (pl.col("reason").fill_null("").str.len_chars() >= LEAST_REASON),
            "填“{outcome}”的须写明不能毕业的原因，不少于 4 个字。",
            source=BASIS,
        ),
        Rule(
            "no_why",
            ("reason", "outcome"),
            (pl.col("outcome") != GRADUATES) | pl.col("reason").is_null(),
            "填了原因“{reason}”，结果却是毕业。请改正结果，或清除原因。",
            source=BASIS,
        ),
    )
    current = queries.named_now
    against = _held_against
    apply = actions.enter


@workbook
class FinishersWorkbook(Workbook):
    """毕业资格名单: one school year, from 1 September."""

    code, label, who = "finishers", "毕业资格名单", "学校数据管理员"
    tables = (FinisherTable,)
    permission = can.name_finishers
    note = "年度指学年开始的年份：2026 指 2026-2027 学年。文件中没有的学生不受影响。"


class KeyDataTable(Table):
    """关键信息变更名单: a row for each pupil. It changes no register: each row is applied for as a case of its own."""

    code, label, key, owner = "registry.key_data", "关键信息变更", "pupil", "学校"
    whole, max_rows = False, 300
    columns = (
        Ref(
            gettext_noop("学号"),
            "pupil",
            required=True,
            find=corrections.pupils_of,
            fills={"enrolment_id": "id"},
            note="本校在籍学生的学号，可以带姓名和班级。",
            width=36,
        ),
        Text(gettext_noop("新姓名"), "name", max_length=36, grade=2, sensitive=True, basis=GUIDE),
        Code(gettext_noop("新性别"), "sex", standards.SEX),
        Day(gettext_noop("新出生日期"), "born_on", grade=3, sensitive=True, basis=GUIDE),
        Code(gettext_noop("新身份证件类型"), "id_type", standards.ID_TYPE, width=20),
        Text(gettext_noop("新身份证件号"), "id_no", max_length=20, grade=4, sensitive=True, basis=GUIDE, width=24),
        Text(
            gettext_noop("证明材料"),
            "proof",
            max_length=200,
            note="户籍证明的文件名，多个用分号隔开；各行共用一份的留空。",
            width=36,
        ),
    )


class KeyDataWorkbook(Workbook):
    """关键信息变更名单, as a school fills it in."""

    code, label, who = "key_data", "关键信息变更名单", "学校数据管理员"
    tables = (KeyDataTable,)
    permission = can.apply_events
    note = "每名学生一行，只填要变更的项目，其余留空。证明材料与本文件一起上传。"
