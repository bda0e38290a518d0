"""Every declared indicator at every level over five years of a city; one school's correction; equality with plain SQL.

    python -m bench.measures [--repeat 5]

The region is made in a database of its own (`bench_measures`), of the tables the freeze reads. One wrong answer and
the run fails.
"""

import argparse
import hashlib
import math
import os
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import measuring

HERE = Path(__file__).resolve().parent
YEARS = [2016, 2017, 2018, 2019, 2020]
DATABASE = "bench_measures"
SHEETS = ("room", "multimedia", "device", "link", "site", "lab")


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.measures")
    options.add_argument("--repeat", type=int, default=5)
    options.add_argument("--keep", action="store_true", help="use the region made by an earlier run")
    chosen = options.parse_args()
    prepare(keep=chosen.keep)
    measuring.report("measures", measure(chosen.repeat))


def prepare(*, keep: bool) -> None:
    """Make the database, the tables of figures and the region."""
    import psycopg

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuren.site.settings")
    os.environ.setdefault("SHUREN_VAR", str(measuring.ROOT / "var" / "bench"))
    if "DATABASE_URL" not in os.environ:
        from shuren.kernel.embedded import database_url

        os.environ["DATABASE_URL"] = database_url(Path(os.environ["SHUREN_VAR"]))
    base = os.environ["DATABASE_URL"]
    with psycopg.connect(base, autocommit=True) as admin:
        there = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not (there and keep):
            admin.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
            admin.execute(f"CREATE DATABASE {DATABASE}")
    os.environ["DATABASE_URL"] = f"{base.rsplit('/', 1)[0]}/{DATABASE}"
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", "measures", verbosity=0)
    if not (there and keep):
        with connection.cursor() as cursor:
            cursor.execute((HERE / "region.sql").read_text(encoding="utf-8"))


def measure(repeat: int) -> dict[str, Any]:
    from shuren.kernel.measures import compute, freeze
    from shuren.kernel.measures.indicators import INDICATORS

    results: dict[str, Any] = {"machine": measuring.machine(), "indicators": len(INDICATORS), "years": len(YEARS)}
    results["region"] = region()
    results["freeze_s"] = round(measuring.timed(lambda: freeze.freeze(YEARS))[0], 2)
    digests, runs, cpu = set(), [], []
    for _ in range(repeat + 1):
        clock, processors = measuring.timed(lambda: compute.recompute(YEARS))
        runs.append(clock)
        cpu.append(processors)
        digests.add(digest())
    assert len(digests) == 1, "computing twice gave different bytes"
    results |= {
        "all_levels_five_years_s": measuring.median(runs[1:]),
        "first_s": round(runs[0], 2),
        "cpu_s": measuring.median(cpu[1:]),
    }
    results["cells"] = count("measures_cell")
    start = perf_counter()
    results["plain_sql_five_indicators_s"] = check() and round(perf_counter() - start, 2)
    results["correction_s"] = measuring.median([correct(1000 + 17 * n) for n in range(repeat)])
    assert check()
    before = digest()
    compute.recompute(YEARS)
    assert digest() == before, "a correction and a whole computation differ"
    return results


def region() -> dict[str, int]:
    return {
        "schools": count("school"),
        "pupils_2020": count("people_enrolment WHERE entered_on <= '2020-09-01' AND left_on > '2020-09-01'"),
        "enrolments": count("people_enrolment"),
        "teachers": count("people_post"),
        "condition_rows": sum(count(f"conditions_{name}") for name in SHEETS),
    }  # fmt: skip


def count(source: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {source}")
        return int(cursor.fetchone()[0])


def digest() -> str:
    """Return one hash of all figures, bit for bit."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(md5(c::text), '' ORDER BY year, indicator, org_path, area, kind) FROM measures_cell c"
        )
        return hashlib.sha256(cursor.fetchone()[0].encode()).hexdigest()


def check() -> bool:
    """Compare five indicators at every node with plain SQL."""
    from django.db import connection

    from shuren.kernel.measures import read

    with connection.cursor() as cursor:
        cursor.execute((HERE / "peer.sql").read_text(encoding="utf-8"))
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    codes = names[2:]
    for year, path, *wanted in rows:
        found = read.figures_at(path, codes, [year])
        for code, value in zip(codes, wanted, strict=True):
            got = found[code, year].value
            same = got == value if None in (got, value) else math.isclose(got, value, rel_tol=1e-9, abs_tol=1e-7)
            assert same, (year, path, code, got, value)
    return True


def correct(school: int) -> float:
    """Change one school's facts and put its figures right; return the seconds until every level is right."""
    from django.db import connection

    from shuren.kernel.measures import compute

    with connection.cursor() as cursor:
        cursor.execute("UPDATE conditions_device SET count = count + 7 WHERE school_id = %s AND year = 2020", [school])
        cursor.execute(
            "UPDATE conditions_link SET bandwidth_mbps = bandwidth_mbps * 2 WHERE school_id = %s AND year = 2020",
            [school],
        )
    clock, _ = measuring.timed(lambda: compute.correct_unit(2020, school))
    return clock


if __name__ == "__main__":
    main()
