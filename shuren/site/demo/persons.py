"""Who the people of the demo region are: names, births, identity numbers, families, staff.

Duplicates of name, sex and birth date occur by themselves, as they do in life, for the handling of 问题学籍 needs them.
"""

from datetime import date

import numpy as np
import polars as pl

from shuren.site.demo import names
from shuren.site.demo.region import POPULATION
from shuren.site.demo.sizes import TODAY

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, 4.2.4
CHECKS = "10X98765432"
ELSEWHERE = ("340202", "340221", "341502", "410105", "320102", "330106")  # two of them retired; numbers keep them
NO_NUMBER = 0.002  # share of pupils without an identity number
MINORITY = (("HA", 0.993), ("HU", 0.004), ("MA", 0.001), ("ZH", 0.001), ("TJ", 0.001))


def pupils(tracked: pl.DataFrame, generator: np.random.Generator) -> pl.DataFrame:
    """Return one row per person of the tracks, with identity and family background, ordered by `person`."""
    cohorts = tracked.group_by("person").agg(pl.col("cohort").first()).sort("person")
    count = cohorts.height
    sex = pl.Series("sex", np.where(generator.random(count) < 0.528, "1", "2"))
    born = pl.Series("born_on", _births(cohorts["cohort"].to_numpy() - 6, generator))
    base = cohorts.select("person").with_columns(born, sex, names.people(count, sex, generator, generation="young"))
    return base.with_columns(
        id_no=identity_numbers(base["born_on"], sex, generator, missing=NO_NUMBER),
        ethnic=_drawn(MINORITY, count, generator),
        hukou_kind=pl.Series(np.where(generator.random(count) < 0.55, "1", "2")),
        leftbehind=_drawn((("0", 0.88), ("1", 0.08), ("2", 0.04)), count, generator),
        migrant=pl.Series(generator.random(count) < 0.15),
        boarding=pl.Series(generator.random(count)),
        health=_drawn((("1", 0.97), ("2", 0.02), ("3", 0.01)), count, generator),
    )


def _births(years: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return a day from 1 September of the year before to 31 August of each year: they turn six in time for school."""
    starts = np.array([np.datetime64(f"{year - 1}-09-01") for year in range(1990, 2030)])
    return starts[years - 1990] + generator.integers(0, 365, len(years))


def identity_numbers(
    born: pl.Series, sex: pl.Series, generator: np.random.Generator, *, missing: float = 0.0, first: int = 0
) -> pl.Series:
    """Return well-formed 18-character numbers, no two alike; a share `missing` is null, `first` keeps groups apart."""
    count = len(born)
    codes = [*POPULATION, *ELSEWHERE]
    weights = np.array([*POPULATION.values(), *([2.0] * len(ELSEWHERE))])
    division = pl.Series(codes).gather(generator.choice(len(codes), count, p=weights / weights.sum()))
    frame = pl.DataFrame({"division": division, "born": born.dt.strftime("%Y%m%d"), "sex": sex}).with_columns(
        rank=pl.int_range(pl.len()).over("division", "born", "sex")
    )
    while (crowded := frame["rank"] + first > 499).any():  # noqa: PLR2004  three digits hold 500 of one sex a day
        spare = pl.Series([f"{34}{row % 18 + 1:02d}{row % 8 + 21:02d}" for row in range(count)])
        frame = frame.with_columns(division=pl.when(crowded).then(spare).otherwise("division")).with_columns(
            rank=pl.int_range(pl.len()).over("division", "born", "sex")
        )
    order = (frame["rank"] + first) * 2 + (sex == "1").cast(pl.Int64)
    first17 = frame["division"] + frame["born"] + order.cast(pl.String).str.zfill(3)
    digits = np.frombuffer("".join(first17).encode(), dtype=np.uint8).reshape(count, 17) - ord("0")
    check = pl.Series(list(CHECKS)).gather(digits.astype(np.int64) @ np.array(WEIGHTS) % 11)
    absent = pl.Series(generator.random(count) < missing)
    return pl.select(pl.when(absent).then(None).otherwise(first17 + check)).to_series().alias("id_no")


def guardians(children: pl.DataFrame, generator: np.random.Generator) -> pl.DataFrame:
    """Return one or two guardians per child: child, relation (GB/T 4761), name, sex, birth, number, phone."""
    father = children.select(child="person", surname=pl.col("name").str.slice(0, 1), child_born="born_on", relation=pl.lit("51"))
    mother = children.select(child="person", surname=pl.lit(""), child_born="born_on", relation=pl.lit("52"))
    kept = [frame.filter(pl.Series(generator.random(frame.height) < share)) for frame, share in ((father, 0.93), (mother, 0.95))]
    both = pl.concat(kept).sort("child", "relation")
    count = both.height
    sex = pl.select(pl.when(both["relation"] == "51").then(pl.lit("1")).otherwise(pl.lit("2"))).to_series()
    ages = generator.integers(23, 38, count)
    born = pl.Series("born_on", both["child_born"].to_numpy() - (ages * 365 + generator.integers(0, 365, count)).astype("timedelta64[D]"))
    given = names.people(count, sex, generator, generation="adult")
    named = pl.select(pl.when(both["surname"] != "").then(both["surname"] + given.str.slice(1)).otherwise(given)).to_series()
    return both.select("child", "relation").with_columns(
        name=named, sex=sex, born_on=born, id_no=identity_numbers(born, sex, generator), phone=_phones(count, generator)
    )


def staff(enrolled: pl.DataFrame, wanted: int, generator: np.random.Generator) -> pl.DataFrame:
    """Return one row per post: school, stage, person attributes and the dated levels that the plan measures."""
    loads = enrolled.group_by("school_id", "stage").len().sort("school_id", "stage")
    per_pupil = wanted / loads["len"].sum()
    counts = np.maximum(2, np.round(loads["len"].to_numpy() * per_pupil)).astype(int)
    posts = loads.select("school_id", "stage")[np.repeat(np.arange(loads.height), counts)]
    count = posts.height
    sex = pl.Series("sex", np.where(generator.random(count) < 0.34, "1", "2"))
    age = generator.integers(24, 59, count)
    born = pl.Series("born_on", np.array([np.datetime64(f"{TODAY.year - value}-01-01") for value in age]) + generator.integers(0, 365, count))
    began = np.minimum(np.array(born.dt.year()) + 23 + generator.integers(0, 4, count), TODAY.year - 1)
    return posts.with_columns(
        sex,
        born,
        names.people(count, sex, generator, generation="adult"),
        identity_numbers(born, sex, generator, first=300),
        from_on=pl.Series(_september(began)),
        staff_kind=_drawn((("1", 0.88), ("2", 0.04), ("3", 0.04), ("4", 0.04)), count, generator),
        education=_drawn((("14", 0.06), ("21", 0.70), ("31", 0.16), ("41", 0.08)), count, generator),
        title=_drawn((("052", 0.22), ("053", 0.42), ("054", 0.30), ("055", 0.06)), count, generator),
        backbone=_drawn((("none", 0.86), ("school", 0.04), ("county", 0.06), ("city", 0.03), ("province", 0.01)), count, generator),
        ict_level=_drawn((("0", 0.02), ("1", 0.18), ("2", 0.38), ("3", 0.42)), count, generator),
        ict_assessed_year=pl.Series(2014 + generator.integers(0, 7, count)),
        phone=_phones(count, generator),
    )


def _september(years: np.ndarray) -> np.ndarray:
    return np.array([np.datetime64(date(int(year), 9, 1)) for year in years])


def _phones(count: int, generator: np.random.Generator) -> pl.Series:
    """Return mobile numbers of the 100 block, which no carrier assigns."""
    numbers = pl.Series("phone", generator.integers(0, 10**8, count)).cast(pl.String).str.zfill(8)
    return "100" + numbers


def _drawn(shares: tuple[tuple[str, float], ...], count: int, generator: np.random.Generator) -> pl.Series:
    """Draw codes by their shares."""
    codes, weights = zip(*shares, strict=True)
    odds = np.array(weights) / sum(weights)
    return pl.Series(codes, dtype=pl.String).gather(generator.choice(len(codes), count, p=odds))
