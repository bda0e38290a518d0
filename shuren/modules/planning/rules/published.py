"""The published plans that come with the platform: their targets and what measures each."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from shuren.modules.planning.rules.targets import Target, read_target

PLANS = {"HF": ("合肥市教育信息化规划（2016—2020年）", "Hefei plan of education informatization 2016-2020")}


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
    """Return what measures each indicator of a plan, by the plan's indicator id."""
    return {row["indicator_id"]: _measure(row) for row in _rows(f"measures_{plan.lower()}.csv")}


def _measure(row: dict[str, str]) -> Measure:
    words = [row[name] for name in ("fact", "fact_en", "register", "register_en", "supplier", "supplier_en")]
    if bool(row["code"]) == any(words) or (any(words) and not all(words)):
        raise IncompleteMeasureError(f"{row['indicator_id']}: {IncompleteMeasureError.__doc__}")
    missing = Missing(*words) if all(words) else None
    return Measure(row["indicator_id"], row["code"], missing, row["note"], row["note_en"])


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("shuren.modules.planning").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
