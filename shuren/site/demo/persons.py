"""Who the people of the demo region are: names, births, identity numbers, families, staff.

Duplicates of name, sex and birth date occur by themselves, as they do in life; a few more are two records of the same
child, for the handling of 问题学籍 needs them.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from shuren.site.demo import names
from shuren.site.demo.numbers import Band, identity_numbers
from shuren.site.demo.sizes import TODAY

NO_NUMBER = 0.002  # share of pupils without an identity number
TWICE = 0.0004  # share of pupils recorded a second time
MINORITY = (("01", 0.993), ("03", 0.004), ("11", 0.001), ("08", 0.001), ("15", 0.001))  # GB/T 3304
RETIRED_AT = 60
OLDEST = 70  # age on TODAY of staff that taught in the first year and have retired since

Divisions = Mapping[str, float]


def pupils(tracked: pl.DataFrame, divisions: Divisions, generator: np.random.Generator) -> pl.DataFrame:
    """Return one row per person of the tracks, with identity and family background, ordered by `person`."""
    cohorts = tracked.group_by("person").agg(pl.col("cohort").first()).sort("person")
    count = cohorts.height
    sex = pl.Series("sex", np.where(generator.random(count) < 0.528, "1", "2"))
    born = pl.Series("born_on", _births(cohorts["cohort"].to_numpy() - 6, generator))
    base = cohorts.select("person").with_columns(born, sex, names.people(count, sex, generator, generation="young"))
    base, twins = _recorded_twice(base, generator)
    numbers = identity_numbers(base["born_on"], base["sex"], generator, divisions=divisions, band=Band.PUPILS)
    absent = pl.Series(generator.random(count) < NO_NUMBER) | twins
    return base.with_columns(
        id_no=pl.select(pl.when(absent).then(None).otherwise(numbers)).to_series(),
        ethnic=drawn(MINORITY, count, generator),
        hukou_kind=pl.Series(np.where(generator.random(count) < 0.55, "1", "2")),
        left_behind=drawn((("0", 0.88), ("1", 0.08), ("2", 0.04)), count, generator),
        migrant=pl.Series(generator.random(count) < 0.15),
        only_child=pl.Series(generator.random(count) < 0.46),
        boarding=pl.Series(generator.random(count)),
        chance=pl.Series(generator.random(count)),
        health=drawn((("1", 0.97), ("2", 0.02), ("3", 0.01)), count, generator),
    )


def _births(years: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return a day from 1 September of the year before to 31 August of each year: they turn six in time for school."""
    starts = np.array([np.datetime64(f"{year - 1}-09-01") for year in range(1990, 2030)])
    days: np.ndarray = starts[years - 1990] + generator.integers(0, 365, len(years))
    return days


def _recorded_twice(base: pl.DataFrame, generator: np.random.Generator) -> tuple[pl.DataFrame, pl.Series]:
    """Give a few rows the name, sex and birth date of another; return the frame and which rows these are."""
    count = base.height
    twins = pl.Series(generator.random(count) < TWICE)
    original = pl.Series(np.where(twins.to_numpy(), (np.arange(count) + count - 7) % count, np.arange(count)))
    same = base.select("born_on", "sex", "name")[original]
    return base.select("person").hstack(same), twins


def guardians(
    children: pl.DataFrame, divisions: Divisions, generator: np.random.Generator, *, second: float
) -> pl.DataFrame:
    """Return a main guardian per child and a second one for a share of them.

    Columns: child, relation (GB/T 4761), is_main, name, sex, born_on, id_no, phone.
    """
    count = children.height
    main = np.where(generator.random(count) < 0.4, "51", "52")
    first = _parents(children, pl.Series("relation", main), is_main=True)
    chosen = pl.Series(generator.random(count) < second)
    other = pl.Series("relation", np.where(main == "51", "52", "51")).filter(chosen)
    both = pl.concat([first, _parents(children.filter(chosen), other, is_main=False)])
    count = both.height
    sex = pl.select(pl.when(both["relation"] == "51").then(pl.lit("1")).otherwise(pl.lit("2"))).to_series().alias("sex")
    age = generator.integers(23, 38, count) * 365 + generator.integers(0, 365, count)
    born = pl.Series("born_on", both["child_born"].to_numpy() - age.astype("timedelta64[D]"))
    own = names.people(count, sex, generator, generation="adult")
    shared = both["surname"] + own.str.slice(1)
    named = pl.select(pl.when(both["relation"] == "51").then(shared).otherwise(own)).to_series()
    return both.select("child", "relation", "is_main").with_columns(
        name=named, sex=sex, born_on=born, phone=phones(count, generator),
        id_no=identity_numbers(born, sex, generator, divisions=divisions, band=Band.GUARDIANS),
    )  # fmt: skip


def _parents(children: pl.DataFrame, relation: pl.Series, *, is_main: bool) -> pl.DataFrame:
    surname = pl.col("name").str.slice(0, 1)
    told = children.select(child="person", surname=surname, child_born="born_on")
    return told.with_columns(relation, pl.lit(is_main).alias("is_main"))


def staff(loads: pl.DataFrame, wanted: int, divisions: Divisions, generator: np.random.Generator) -> pl.DataFrame:
    """Return one row per post, shared out by `loads` (school_id, stage, len: pupils), those retired since included.

    `wanted` counts those in service on TODAY. Dated levels are those that the plan measures.
    """
    in_service = (RETIRED_AT - 24) / (OLDEST - 24)
    per_pupil = wanted / in_service / max(1, int(loads["len"].sum()))
    counts = np.maximum(3, np.round(loads["len"].to_numpy() * per_pupil)).astype(int)
    posts = loads.select("school_id", "stage")[np.repeat(np.arange(loads.height), counts)]
    count = posts.height
    sex = pl.Series("sex", np.where(generator.random(count) < 0.34, "1", "2"))
    born_year = TODAY.year - generator.integers(24, OLDEST, count)
    born = pl.Series("born_on", _september(born_year) - generator.integers(1, 365, count))
    began = np.minimum(born_year + 23 + generator.integers(0, 4, count), TODAY.year - 1)
    retired = born_year + RETIRED_AT
    left = pl.Series("to_on", np.where(retired < TODAY.year, _september(retired), np.datetime64("NaT")))
    return posts.with_columns(
        sex,
        born,
        left.cast(pl.Date),
        names.people(count, sex, generator, generation="adult"),
        identity_numbers(born, sex, generator, divisions=divisions, band=Band.STAFF),
        from_on=pl.Series(_september(began)).cast(pl.Date),
        staff_kind=drawn((("1", 0.88), ("2", 0.04), ("3", 0.04), ("4", 0.04)), count, generator),
        education=drawn((("14", 0.06), ("21", 0.70), ("31", 0.16), ("41", 0.08)), count, generator),
        title=drawn((("052", 0.22), ("053", 0.42), ("054", 0.30), ("055", 0.06)), count, generator),
        backbone=drawn(
            (("none", 0.86), ("school", 0.04), ("county", 0.06), ("city", 0.03), ("province", 0.01)), count, generator
        ),
        ict_level=drawn((("0", 0.02), ("1", 0.26), ("2", 0.40), ("3", 0.32)), count, generator),
        ict_assessed_year=pl.Series(np.minimum(2020, 2014 + generator.poisson(2.2, count))),
        subject=drawn(SUBJECTS, count, generator),
        phone=phones(count, generator),
    )


SUBJECTS = (
    ("13", 0.24), ("14", 0.22), ("41", 0.16), ("22", 0.09), ("24", 0.05), ("25", 0.05), ("15", 0.05), ("10", 0.05),
    ("26", 0.04), ("20", 0.02), ("21", 0.03),
)  # fmt: skip


def _september(years: np.ndarray) -> np.ndarray:
    return np.array([np.datetime64(date(int(year), 9, 1)) for year in years])


def phones(count: int, generator: np.random.Generator) -> pl.Series:
    """Return mobile numbers of the 100 block, which no carrier assigns."""
    numbers = pl.Series("phone", generator.integers(0, 10**8, count)).cast(pl.String).str.zfill(8)
    return "100" + numbers


def drawn(shares: tuple[tuple[str, float], ...], count: int, generator: np.random.Generator) -> pl.Series:
    """Draw codes by their shares."""
    codes, weights = zip(*shares, strict=True)
    odds = np.array(weights) / sum(weights)
    return pl.Series(codes, dtype=pl.String).gather(generator.choice(len(codes), count, p=odds))
