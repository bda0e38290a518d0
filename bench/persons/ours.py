"""The rules' re-match in a process of its own: prints seconds and peak memory, writes the pairs."""

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

import polars as pl

from bench.measuring import peak_mb
from bench.persons.data import as_records


def main() -> None:
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    from shuren.spine.people.queries import rematching

    rows = pl.read_parquet(source)
    began, busy = perf_counter(), process_time()
    matching = rematching.connect(folder=str(target.parent))
    rematching.load(matching, as_records(rows))
    loaded = perf_counter()
    found = rematching.matched(matching)
    seconds, cpu = perf_counter() - began, process_time() - busy
    pairs = matching.execute("SELECT count(*) FROM pairs").fetchone()
    found.write_parquet(target)
    told = {"s": seconds, "load_s": loaded - began, "cpu_s": cpu, "peak_mb": peak_mb(), "pairs_weighed": pairs[0]}
    print(json.dumps({name: round(value, 2) for name, value in told.items()}))


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuren.site.settings")
    django.setup()
    main()
