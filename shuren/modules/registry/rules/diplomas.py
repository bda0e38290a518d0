"""How leaving certificates are numbered.

《中小学生学籍管理办法》（教基〔2025〕1号）leaves the form of certificates and their numbers to the provinces. A rule is
data: the parts of a number in order, and within what its serial counts. A number is given once and never again.
"""

from dataclasses import dataclass

DIVISION, YEAR, STAGE, KIND, SERIAL = "division", "year", "stage", "kind", "serial"
STAGES = {"primary": "1", "junior": "2", "senior": "3", "vocational": "4", "special": "5"}
KINDS = {"graduate": "1", "complete": "2", "incomplete": "3"}


@dataclass(frozen=True)
class NumberRule:
    """A province's rule from the leavers of `since` on. The serial counts within division, year and stage."""

    province: str
    since: int
    parts: tuple[str, ...]
    serial_width: int
    basis: str


RULES = (
    NumberRule(
        province="",
        since=0,
        parts=(DIVISION, YEAR, STAGE, KIND, SERIAL),
        serial_width=6,
        basis="通用编号：县级行政区划代码 6 位、毕业年份 4 位、学段 1 位、证书种类 1 位、序号 6 位（省级规定待核）",
    ),
)


class SerialsUsedUp(ValueError):  # noqa: N818
    """More certificates than the rule has serials for."""


def rule_for(division: str, year: int) -> NumberRule:
    """Return the rule in force for the leavers of a year: the newest of the province, else the general one."""
    found = [rule for rule in RULES if rule.province in {"", division[:2]} and rule.since <= year]
    return max(found, key=lambda rule: (rule.province, rule.since))


def number(rule: NumberRule, *, division: str, year: int, stage: str, kind: str, serial: int) -> str:
    """Write a number. Raises SerialsUsedUp, and KeyError for a stage without certificates."""
    written = f"{serial:0{rule.serial_width}d}"
    if len(written) > rule.serial_width:
        raise SerialsUsedUp
    values = {DIVISION: division[:6], YEAR: f"{year}", STAGE: STAGES[stage], KIND: KINDS[kind], SERIAL: written}
    return "".join(values[part] for part in rule.parts)
