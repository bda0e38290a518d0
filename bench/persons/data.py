"""A register as the demo region's generator makes it, with doubles, twins and namesakes, and which rows are one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

SEED = 20160901
DOUBLES, TWINS = 0.05, 0.015
NO_NUMBER = 0.4  # of doubles: a first record without a number is how most of them come about
SPELT_OTHERWISE, ONE_OTHER, FORMER, SWAPPED, DIGIT = 0.05, 0.02, 0.02, 0.01, 0.03
OTHER_PARENT, MOVED, NO_GUARDIAN = 0.25, 0.35, 0.05
SAME_SOUND = {"梓": "子", "涵": "晗", "轩": "萱", "欣": "心", "宇": "雨", "怡": "依", "佳": "嘉", "浩": "皓"}


def register(rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the records and the pairs that are one person (first, second)."""
    rng = np.random.default_rng(SEED)
    base = _families(int(rows / (1 + DOUBLES)), rng)
    doubled = base.sample(fraction=DOUBLES, seed=SEED)
    again = _recorded_again(doubled, rng).with_columns(
        id=pl.int_range(base.height, base.height + doubled.height, dtype=pl.Int64)
    )
    truth = pl.DataFrame({"first": doubled["id"], "second": again["id"]})
    return pl.concat([base, again.select(base.columns)]), truth


def _families(count: int, rng: np.random.Generator) -> pl.DataFrame:
    from shuren.site.demo import names
    from shuren.site.demo.persons import phones

    sex = pl.Series("sex", np.where(rng.random(count) < 0.528, "1", "2"))
    born = np.datetime64("2007-09-01") + rng.integers(0, 365 * 13, count).astype("timedelta64[D]")
    school = rng.integers(0, max(10, count // 700), count)
    base = pl.DataFrame({"id": np.arange(count), "born_on": born, "school": school}).with_columns(
        pl.col("born_on").cast(pl.Date), sex, names.people(count, sex, rng, generation="young").alias("name"),
        phones(count, rng).alias("guardian"), names.people(count, sex, rng, generation="adult").alias("guardian_name"),
        pl.Series("number", [f"n{n}" for n in range(count)]),
    )  # fmt: skip
    twins = pl.Series(rng.random(count) < TWINS)
    elder = base.shift(1)
    own = pl.col("name").str.slice(1)
    shared = ("born_on", "school", "guardian", "guardian_name")
    return base.with_columns(
        *(pl.when(twins).then(elder[name]).otherwise(pl.col(name)).alias(name) for name in shared),
        name=pl.when(twins).then(elder["name"].str.slice(0, 1) + own).otherwise(pl.col("name")),
        former_name=pl.lit(""),
    ).drop_nulls()


def _recorded_again(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Record some a second time, with what goes wrong when another clerk does so years later."""
    chance = {name: pl.Series(rng.random(rows.height)) for name in ("name", "birth", "parent", "move", "number")}
    others = rows.sample(fraction=1.0, shuffle=True, seed=SEED)
    sounding = pl.col("name").replace_strict({}, default=pl.col("name"), return_dtype=pl.String)
    for written, other in SAME_SOUND.items():
        sounding = sounding.str.replace_all(written, other, literal=True)
    one = pl.col("name").str.slice(0, 1) + others["name"].str.slice(1, 1) + pl.col("name").str.slice(2)
    day, month, year = (getattr(pl.col("born_on").dt, part)() for part in ("day", "month", "year"))
    swapped = pl.when(day <= 12).then(pl.date(year, day, month)).otherwise(pl.col("born_on"))
    digit = pl.when(day % 10 < 8).then(pl.col("born_on") + pl.duration(days=1)).otherwise(pl.col("born_on"))
    n, b = chance["name"], chance["birth"]
    renamed = (n >= SPELT_OTHERWISE + ONE_OTHER) & (n < SPELT_OTHERWISE + ONE_OTHER + FORMER)
    return rows.with_columns(
        former_name=pl.when(renamed).then(pl.col("name")).otherwise(pl.lit("")),
        name=pl.when(n < SPELT_OTHERWISE).then(sounding).when(n < SPELT_OTHERWISE + ONE_OTHER).then(one)
        .when(renamed).then(others["name"]).otherwise(pl.col("name")),
        born_on=pl.when(b < SWAPPED).then(swapped).when(b < SWAPPED + DIGIT).then(digit).otherwise(pl.col("born_on")),
        guardian=pl.when(chance["parent"] < OTHER_PARENT + NO_GUARDIAN).then(others["guardian"])
        .otherwise(pl.col("guardian")),
        guardian_name=pl.when(chance["parent"] < OTHER_PARENT).then(others["guardian_name"])
        .otherwise(pl.col("guardian_name")),
        school=pl.when(chance["move"] < MOVED).then(others["school"]).otherwise(pl.col("school")),
        number=pl.when(chance["number"] < NO_NUMBER).then(None).otherwise(pl.col("number")),
    )  # fmt: skip


def as_records(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows as `queries.rematching` takes them."""
    return rows.select(
        "id", "name", "sex", "born_on", "former_name",
        pl.lit("1").alias("id_type"), "number",
        pl.lit([], dtype=pl.List(pl.String)).alias("phones"),
        pl.concat_list("guardian").alias("guardians"), pl.concat_list("guardian_name").alias("guardian_names"),
        pl.concat_list(pl.col("school").cast(pl.Int64)).alias("schools"),
        pl.concat_list((pl.col("school") // 60).cast(pl.Int64)).alias("counties"),
    )  # fmt: skip


def scores(found: pl.DataFrame, truth: pl.DataFrame) -> dict[str, Any]:
    """Return precision, recall and F1 of pairs."""
    pairs = found.select(first=pl.min_horizontal("first", "second"), second=pl.max_horizontal("first", "second"))
    right = pairs.unique().join(truth, on=["first", "second"]).height
    precision, recall = right / max(1, pairs.height), right / max(1, truth.height)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {name: round(value, 4) for name, value in (("precision", precision), ("recall", recall), ("f1", f1))}


def written(rows: int, folder: Path) -> tuple[Path, Path]:
    """Write the register and its truth; return where."""
    from shuren.kernel.pinyin import pinyin_columns

    records, truth = register(rows)
    spelled = pinyin_columns(records["name"])
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / f"{rows}.parquet", folder / f"{rows}-truth.parquet"
    records.with_columns(spelled["letters"], spelled["initials"]).write_parquet(paths[0])
    truth.write_parquet(paths[1])
    return paths
