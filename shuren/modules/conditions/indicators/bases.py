"""Sources and school kinds that several indicators share."""

from shuren.kernel.measures.scales import Basis

# Kinds of orgs.indicators. Kindergartens, special schools and teaching points are not counted as schools of the plan.
PRIMARY_KINDS = ("primary", "nine_year", "twelve_year")
JUNIOR_KINDS = ("junior", "nine_year", "complete", "twelve_year")
SENIOR_KINDS = ("complete", "senior", "twelve_year")
SECONDARY_KINDS = ("junior", "nine_year", "complete", "senior", "twelve_year", "vocational")
SCHOOL_KINDS = ("primary", *SECONDARY_KINDS)

COUNTED = "统计小学、初中、一贯制学校、完全中学、高级中学和中等职业学校，不含幼儿园、特殊教育学校和教学点。"
COUNTED_EN = "Primary, secondary and vocational schools; not kindergartens, special schools and teaching points."


def hefei(clause: str, note: str = "") -> Basis:
    """The published plan of Hefei; its document number is not in the published text."""
    return Basis("合肥市教育信息化规划（2016—2020年）", "", clause, note, verified=False)


def national(clause: str) -> Basis:
    """The national system of statistical indicators."""
    return Basis("中国教育监测与评价统计指标体系（2020年版）", "教发〔2020〕6号", clause, verified=False)
