"""Run the workload and print its results."""

import argparse
import io
import os
import tempfile
from pathlib import Path
from typing import Any

from bench import measuring


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.import_xlsx")
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--repeat", type=int, default=5)
    options.add_argument("--no-peer", action="store_true")
    options.add_argument("--one-core", action="store_true", help="keep polars to one thread, for rows/s per core")
    chosen = options.parse_args()
    if chosen.one_core:
        os.environ["POLARS_MAX_THREADS"] = "1"
        os.sched_setaffinity(0, {0})
    measuring.prepare()
    measuring.report("import_xlsx", measure(chosen.rows, chosen.repeat, peer=not chosen.no_peer))


def measure(rows: int, repeat: int, *, peer: bool) -> dict[str, Any]:
    from bench import people_table
    from shuren.kernel.tabular.template import write_template

    people_table.create()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.xlsx"
        data = people_table.generate(rows)
        made, _ = measuring.timed(
            lambda: write_template(people_table.Book, people_table.SCOPE, path, filled={"bench.rows": data})
        )
        results = {
            "rows": rows, "columns": len(people_table.Rows.columns), "file_mb": round(path.stat().st_size / 2**20, 1),
            "machine": measuring.machine(), "template_written_s": round(made, 2),
        }  # fmt: skip
        results |= ours(path, rows, repeat)
        if peer:
            results |= theirs(path, rows)
            results["times_faster"] = round(results["peer_s"] / results["end_to_end_s"], 1)
    return results


def ours(path: Path, rows: int, repeat: int) -> dict[str, Any]:
    from bench import people_table
    from bench.people_table import ACTOR, SCOPE, Book, Rows
    from shuren.kernel.tabular import actions, checking, reading

    def read_and_check() -> None:
        (part,) = reading.read(path, Book)
        checked = checking.check(Rows, part.raw, Rows.context(SCOPE))
        keys = checking.Keys(Rows)
        keys.add(checked)
        assert checked.problems.height + keys.doubled().height == 0

    def end_to_end() -> None:
        content = io.BytesIO(path.read_bytes())
        batch = actions.upload(actor=ACTOR, workbook=Book, scope=SCOPE, name="people.xlsx", content=content)
        batch = actions.check(actor=ACTOR, batch=batch)
        assert batch.total("added") == rows, (batch.refusal, batch.counts)
        actions.apply(actor=ACTOR, batch=batch)

    read_and_check()
    checks = [measuring.timed(read_and_check) for _ in range(repeat)]
    ends: list[float] = []
    for _ in range(repeat + 1):
        people_table.empty()
        ends.append(measuring.timed(end_to_end)[0])
        assert not people_table.wrong_answers(rows), people_table.wrong_answers(rows)
    clock, cpu = measuring.median([c for c, _ in checks]), measuring.median([p for _, p in checks])
    end = measuring.median(ends[1:])
    return {
        "read_and_check_s": clock, "read_and_check_rows_s": round(rows / clock), "read_and_check_cpu_s": cpu,
        "read_and_check_rows_per_core_s": round(rows / cpu), "end_to_end_s": end,
        "end_to_end_rows_s": round(rows / end),
        "peak_mb": measuring.peak_mb(),
    }  # fmt: skip


def theirs(path: Path, rows: int) -> dict[str, Any]:
    from bench import people_table
    from bench.import_xlsx import peer

    people_table.empty()
    clock, _ = measuring.timed(lambda: peer.run(path))
    wrong = people_table.wrong_answers(rows)
    return {
        "peer": "django-import-export",
        "peer_s": round(clock, 1),
        "peer_rows_s": round(rows / clock),
        "peer_wrong": wrong,
    }


if __name__ == "__main__":
    main()
