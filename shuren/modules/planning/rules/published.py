"""The published plans that come with the platform: their targets and what measures each."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from shuren.modules.planning.rules.targets import Target, read_target


@dataclass(frozen=True)
class Published:
    """A plan as it was published: where, and for which years."""

    name: str
    region: str
    years: range


PLANS = {
    "HF": Published("合肥市教育信息化规划（2016—2020年）", "安徽省合肥市", range(2016, 2021)),
    "SD": Published("山东省教育信息化“十四五”规划", "山东省", range(2021, 2026)),
    "SN": Published("陕西省教育网络安全和信息化“十四五”规划", "陕西省", range(2021, 2026)),
    "TJ": Published("天津市教育信息化“十四五”规划", "天津市", range(2021, 2026)),
    "ZJ": Published("浙江省教育信息化“十三五”发展规划", "浙江省", range(2016, 2021)),
    "HI": Published("海南省教育信息化工作要求（2018年全省教育信息化工作会议）", "海南省", range(2018, 2023)),
    "BJ": Published("北京教育信息化三年行动计划（2018—2020）", "北京市", range(2018, 2021)),
}


@dataclass(frozen=True)
class Missing:
    """A fact that no register holds yet: what it is, where it would stand, who would supply it."""

    fact: str
    fact_en: str
    register: str
    register_en: str
    supplier: str
    supplier_en: str


@dataclass(frozen=True)
class Measure:
    """What measures a plan's indicator: the code of a declared indicator, or the fact that is missing."""

    indicator_id: str
    code: str
    missing: Missing | None
    note: str
    note_en: str


class IncompleteMeasureError(Exception):
    """A row of the measures names neither an indicator nor a complete missing fact."""


@cache
def targets_of(plan: str) -> tuple[Target, ...]:
    """Return the targets of a plan in the order of the published table."""
    return tuple(read_target(row) for row in _rows(f"targets_{plan.lower()}.csv"))


@cache
def measures_of(plan: str) -> dict[str, Measure]:
    """Return what measures each indicator of a plan, by its indicator id; what no register holds may be left out."""
    return {row["indicator_id"]: _measure(row) for row in _rows(f"measures_{plan.lower()}.csv")}


def _measure(row: dict[str, str]) -> Measure:
    words = [row[name] for name in ("fact", "fact_en", "register", "register_en", "supplier", "supplier_en")]
    if bool(row["code"]) == any(words) or (any(words) and not all(words)):
        raise IncompleteMeasureError(f"{row['indicator_id']}: {IncompleteMeasureError.__doc__}")
    missing = Missing(*words) if all(words) else None
    return Measure(row["indicator_id"], row["code"], missing, row["note"], row["note_en"])


def _rows(name: str) -> list[dict[str, str]]:
    file = resources.files("shuren.modules.planning").joinpath("data", name)
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines())) if file.is_file() else []
