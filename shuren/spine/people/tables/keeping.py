"""What a list may not change: key data of pupils who are enrolled already.

《全国学籍系统关键业务应用指南》（教基一〔2014〕8号）: name, sex, day of birth and identity document are changed with a
proof of the household registration office, by application; the registry number stays for life.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl
from django.utils.translation import gettext_noop

from shuren.kernel.sensitive.blind import index_column
from shuren.kernel.tabular.columns import Flaw
from shuren.spine.people.tables.columns import ID_PURPOSE

if TYPE_CHECKING:
    from shuren.kernel.tabular.columns import Context

REGISTERED = "registered"  # the frame of the school's pupils, among the lookups of a file
NATIONAL_PURPOSE = "people.enrolment.national_no"
BY_CASE = gettext_noop(
    "“{label}”与登记的不同，填的是“{value}”。姓名、性别、出生日期和身份证件是关键信息，不能用名册修改："
    "请改回原值，凭证明在“我要申请”中申请“关键信息变更”。"
)
FOR_LIFE = gettext_noop(
    "“{label}”与登记的不同，填的是“{value}”。学籍号终身不变，不能用名册修改：请改回原值，号码有误的按问题学籍处理。"
)
# Column, what is compared, whether what is still blank in the register may be entered.
KEPT = (
    ("name", "name", BY_CASE, False),
    ("sex", "sex", BY_CASE, True),
    ("born_on", "born_on", BY_CASE, True),
    ("id_type", "id_type", BY_CASE, True),
    ("id_no", "id_index", BY_CASE, False),
    ("national_no", "national_index", FOR_LIFE, True),
)
COMPARED = ("name", "sex", "born_on", "id_type", "id_index", "national_index")


def key_data_kept(values: pl.DataFrame, context: Context) -> Iterator[tuple[str, Flaw]]:
    """Yield, by column, where the row of a pupil who is enrolled tells other key data than the register.

    Who is meant is found as `record_students` finds it: by the identity number, else by the school number unless
    number, name and birth are all another's. A blank cell changes nothing.
    """
    known = context.lookups[REGISTERED]
    told = values.select("school_no", "name", "sex", "born_on", "id_type").with_columns(
        id_index=index_column(values["id_no"], ID_PURPOSE),
        national_index=index_column(values["national_no"], NATIONAL_PURPOSE),
    )
    held = {name: f"held_{name}" for name in COMPARED}
    by_id = told.join(
        known.filter(pl.col("id_index").is_not_null()).unique("id_index").rename(held | {"id_index": "by"}),
        left_on="id_index", right_on="by", how="left", maintain_order="left",
    ).with_columns(held_id_index="id_index")  # fmt: skip
    by_no = told.join(known.rename(held), on="school_no", how="left", maintain_order="left")
    found_by_id = by_id["held_name"].is_not_null()
    another = (
        (by_no["id_index"] != by_no["held_id_index"])
        & (by_no["name"] != by_no["held_name"])
        & (by_no["born_on"] != by_no["held_born_on"])
    ).fill_null(value=False)
    for column, field, sentence, may_fill in KEPT:
        before = by_id[held[field]].zip_with(found_by_id, by_no[held[field]])
        meant = found_by_id | (by_no["held_name"].is_not_null() & ~another)
        differs = (told[field] != before).fill_null(value=not may_fill) & told[field].is_not_null()
        yield column, Flaw(meant & differs, sentence)
