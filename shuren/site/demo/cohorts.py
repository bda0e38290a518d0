"""Pupils of the demo region: who is enrolled where, from when to when, in which class.

Everybody belongs to a cohort, named by the year in which it starts primary school; a cohort's size follows the births
(17.9 M in 2016, 9.0 M in 2023: domain facts), so the lower grades of 2026 are the smaller ones. Class sizes: normal
around 43 in primary schools, clipped at 55; teaching points have what they have.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from shuren.site.demo.region import Node
from shuren.site.demo.sizes import FIRST_YEAR, TODAY, Size


@dataclass(frozen=True)
class Stage:
    """A stage: how many years after the start of primary school it begins, how long it lasts, its usual class."""

    name: str
    offset: int
    years: int
    class_size: int
    class_kind: str
    share: float


STAGES = (
    Stage("kindergarten", -3, 3, 28, "", 0.35),
    Stage("primary", 0, 6, 43, "10", 1.0),
    Stage("junior", 6, 3, 46, "20", 0.985),
    Stage("senior", 9, 3, 49, "40", 0.58),
    Stage("vocational", 9, 3, 42, "", 0.37),
    Stage("special", 0, 9, 10, "15", 0.004),
)
BIRTHS = {  # millions by year, National Bureau of Statistics yearbooks
    2004: 15.93, 2005: 16.17, 2006: 15.84, 2007: 15.94, 2008: 16.08, 2009: 15.91, 2010: 15.92, 2011: 16.04,
    2012: 16.35, 2013: 16.40, 2014: 16.87, 2015: 16.55, 2016: 17.86, 2017: 17.23, 2018: 15.23, 2019: 14.65,
    2020: 12.00, 2021: 10.62, 2022: 9.56, 2023: 9.02,
}  # fmt: skip
MOVED = 0.012  # share of a stage's pupils who leave for another school of the county before its end


def starts(stage: Stage) -> range:
    """Return the cohorts (years of starting primary school) that a stage held at any time since FIRST_YEAR."""
    return range(FIRST_YEAR - stage.offset - stage.years + 1, TODAY.year - stage.offset + 1)


def born_in(cohort: int) -> float:
    """Return a cohort's births in millions; the years before the table are like its first."""
    return BIRTHS.get(cohort - 6, BIRTHS[2004] if cohort < 2010 else BIRTHS[2023])  # noqa: PLR2004


def places(nodes: list[Node], size: Size, generator: np.random.Generator) -> pl.DataFrame:
    """Return one row per class: school, stage, cohort, class number and how many pupils it took in."""
    offered = [(node, stage) for node in nodes if node.kind for stage in STAGES if stage.name in node.kind.stages]
    scale = _pupils_per_weight(offered, size)
    rows = [
        (node.id, stage.name, cohort, number, count)
        for node, stage in offered
        for cohort in starts(stage)
        for number, count in enumerate(_classes(node, stage, cohort, scale, generator), start=1)
    ]
    names = ("school_id", "stage", "cohort", "number", "size")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Int64) | {"stage": pl.String}, orient="row")


def _pupils_per_weight(offered: list[tuple[Node, Stage]], size: Size) -> float:
    """Return how many pupils of a year one unit of weight takes in, so that the whole comes to the size wanted."""
    current = sum(
        _share(node, stage) * born_in(cohort)
        for node, stage in offered
        for cohort in range(TODAY.year - stage.offset - stage.years + 1, TODAY.year - stage.offset + 1)
    )
    return size.pupils / current


def _share(node: Node, stage: Stage) -> float:
    """Return a school's weight in one stage; a school of two stages has them side by side."""
    per_year = 1 / stage.years if stage.name != "kindergarten" else 1.0
    return node.weight * per_year * (1.0 if node.kind and len(node.kind.stages) == 1 else 0.6)


def _classes(node: Node, stage: Stage, cohort: int, scale: float, generator: np.random.Generator) -> list[int]:
    """Split a year's intake of a school into classes."""
    intake = _share(node, stage) * born_in(cohort) * scale * generator.normal(1, 0.05)
    count = max(1, round(intake / stage.class_size))
    mean = min(55.0, max(1.0, intake / count))
    return [int(value) for value in np.clip(generator.normal(mean, min(3.0, mean / 8), count).round(), 1, 55)]


def seats(classes: pl.DataFrame) -> pl.DataFrame:
    """Return one row per pupil and stage: the class and its cohort; persons are put on the seats by `tracks`."""
    return classes.with_row_index("class_index").select(
        "class_index", "school_id", "stage", "cohort", pl.int_ranges("size").alias("seat")
    ).explode("seat").drop("seat")


def tracks(taken: pl.DataFrame, county_of: pl.DataFrame, generator: np.random.Generator) -> pl.DataFrame:
    """Put a person on each seat: one person per cohort, city and rank moves from stage to stage.

    Where a stage offers more seats than the one before had people, the rest are newcomers to the region.
    Returns the seats with `person` (from 1 on) added.
    """
    shuffled = taken.join(county_of, on="school_id").sample(fraction=1.0, shuffle=True, seed=int(generator.integers(1 << 31)))
    lane = pl.when(pl.col("stage").is_in(["senior", "vocational"])).then(pl.lit("upper")).otherwise(pl.col("stage"))
    special = pl.col("stage") == "special"
    ranked = shuffled.with_columns(
        rank=pl.int_range(pl.len()).over("home_id", "cohort", lane),
        special=special,
    )
    keys = ["home_id", "cohort", "special", "rank"]
    persons = ranked.select(keys).unique().sort(keys).with_row_index("person", offset=1)
    return ranked.join(persons, on=keys).drop("rank", "special", "home_id").sort("person", "stage")


def spells(tracked: pl.DataFrame, generator: np.random.Generator) -> pl.DataFrame:
    """Add entered_on and left_on: a stage begins on 1 September and ends on 1 July of its last year.

    A few leave earlier: they move away (left_on inside the stage) and are gone from the region's registers.
    """
    stage = pl.DataFrame([(s.name, s.offset, s.years) for s in STAGES], schema=["stage", "offset", "years"], orient="row")
    count = tracked.height
    moved = pl.Series("moved", generator.random(count) < MOVED)
    after = pl.Series("after", generator.integers(0, 100, count))
    dated = tracked.join(stage, on="stage", maintain_order="left").with_columns(moved, after)
    began = pl.col("cohort") + pl.col("offset")
    left_year = pl.when("moved").then(began + 1 + pl.col("after") % (pl.col("years") - 1).clip(1)).otherwise(began + pl.col("years"))
    return dated.with_columns(
        entry_year=began,
        entered_on=pl.date(began, 9, 1),
        left_on=pl.date(left_year, pl.when("moved").then(2).otherwise(7), pl.when("moved").then(15).otherwise(1)),
    ).with_columns(
        left_on=pl.when(pl.col("left_on") <= TODAY).then("left_on").otherwise(None).cast(pl.Date),
    ).drop("offset", "years", "after")


def current(enrolled: pl.DataFrame, on: date = TODAY) -> pl.DataFrame:
    """Keep those enrolled on a day."""
    return enrolled.filter((pl.col("entered_on") <= on) & (pl.col("left_on").is_null() | (pl.col("left_on") > on)))
