"""Run the workload and print its results."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import measuring

PIECE = 100_000


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.import_csv")
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--repeat", type=int, default=1)
    options.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    measuring.prepare()
    if chosen.write:
        write(chosen.write, chosen.rows)
        return
    measuring.report("import_csv", measure(chosen.rows, chosen.repeat))


def measure(rows: int, repeat: int) -> dict[str, Any]:
    from bench import people_table

    people_table.create()
    runs, phases = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        # another process writes the file, so that the generator's memory does not count as the importer's
        generator = [sys.executable, "-m", "bench.import_csv", "--rows", str(rows), "--write", str(path)]
        subprocess.run(generator, check=True, cwd=measuring.ROOT)
        before = measuring.peak_mb()
        for _ in range(repeat):
            people_table.empty()
            phases.append(run(path, rows))
            runs.append(sum(phases[-1].values()))
        results = {
            "rows": rows, "columns": len(people_table.Rows.columns), "file_mb": round(path.stat().st_size / 2**20, 1),
            "machine": measuring.machine(), "phases_s": phases, "end_to_end_s": measuring.median(runs),
            "rows_s": round(rows / measuring.median(runs)), "peak_mb": measuring.peak_mb(), "peak_mb_before": before,
        }  # fmt: skip
        assert not people_table.wrong_answers(rows), people_table.wrong_answers(rows)
    return results


def write(path: Path, rows: int) -> None:
    from bench.people_table import Rows, generate
    from shuren.kernel.tabular.export import export_csv

    pieces = (generate(min(PIECE, rows - at), at) for at in range(0, rows, PIECE))
    export_csv(Rows, pieces, path, unmasked=True)


def run(path: Path, rows: int) -> dict[str, float]:
    from bench.people_table import ACTOR, SCOPE, Book
    from shuren.kernel.tabular import actions

    marks = [perf_counter()]
    with path.open("rb") as content:
        batch = actions.upload(actor=ACTOR, workbook=Book, scope=SCOPE, name="people.csv", content=content)
    marks.append(perf_counter())
    batch = actions.check(actor=ACTOR, batch=batch)
    marks.append(perf_counter())
    assert batch.total("added") == rows, (batch.refusal, batch.counts, batch.errors)
    actions.apply(actor=ACTOR, batch=batch)
    marks.append(perf_counter())
    names = ("upload", "read_check_stage_compare", "apply")
    return {name: round(b - a, 2) for name, a, b in zip(names, marks[:-1], marks[1:], strict=True)}


if __name__ == "__main__":
    main()
