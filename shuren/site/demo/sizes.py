"""How large a demo region is."""

from dataclasses import dataclass
from datetime import date

FIRST_YEAR, LAST_YEAR = 2016, 2020  # the years of the Hefei plan, for which conditions are reported
PLAN_YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
TODAY = date(2026, 9, 1)  # registers are kept up to this day
YEARS = (*PLAN_YEARS, TODAY.year)  # conditions are reported for the newest year as well


@dataclass(frozen=True)
class Size:
    """`pupils` and `staff` count those of TODAY in all stages."""

    name: str
    whole_province: bool
    schools: int
    pupils: int
    staff: int
    second_guardians: float  # share of children with two guardians on record
    filed_from: int | None  # first year of the plan whose workbooks are handed in; None: rows are written directly


SIZES = {
    size.name: size
    for size in (
        Size("tiny", whole_province=False, schools=9, pupils=400, staff=60, second_guardians=0.5, filed_from=LAST_YEAR),
        Size(
            "small",
            whole_province=False,
            schools=60,
            pupils=20_000,
            staff=1_600,
            second_guardians=0.7,
            filed_from=FIRST_YEAR,
        ),
        Size(
            "city",
            whole_province=False,
            schools=1_200,
            pupils=1_300_000,
            staff=95_000,
            second_guardians=0.1,
            filed_from=None,
        ),
        Size(
            "province",
            whole_province=True,
            schools=20_000,
            pupils=8_350_000,
            staff=650_000,
            second_guardians=0.0,
            filed_from=None,
        ),
    )
}
