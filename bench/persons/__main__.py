"""Run the workload and print its results."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl

from bench import measuring
from bench.persons import data

THRESHOLDS = 60  # of the peer's weights, the best of which is told


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    peer = sys.argv[2] if len(sys.argv) > 2 else sys.executable
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuren.site.settings")
    os.environ.setdefault("SHUREN_VAR", str(measuring.ROOT / "var" / "bench"))
    import django

    django.setup()
    folder = Path(os.environ["SHUREN_VAR"]) / "persons"
    source, labels = data.written(rows, folder)
    truth = pl.read_parquet(labels)
    ours = _run([sys.executable, "-m", "bench.persons.ours", str(source), str(folder / "ours.parquet")])
    ours |= data.scores(pl.read_parquet(folder / "ours.parquet"), truth)
    results: dict[str, Any] = {"rows": rows, "doubles": truth.height, "load": os.getloadavg()[0], "ours": ours}
    if subprocess.run([peer, "-c", "import splink"], check=False).returncode == 0:
        theirs = _run([peer, str(Path(__file__).with_name("peer.py")), str(source), str(folder / "peer.parquet")])
        results["splink"] = theirs | _best(pl.read_parquet(folder / "peer.parquet"), truth)
    measuring.report("persons", results)


def _run(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def _best(found: pl.DataFrame, truth: pl.DataFrame) -> dict[str, Any]:
    """Return the scores at the threshold that suits the peer best."""
    low, high = float(found["bits"].min() or 0), float(found["bits"].max() or 0)  # type: ignore[arg-type]
    steps = [low + (high - low) * n / THRESHOLDS for n in range(THRESHOLDS)]
    scored = ((data.scores(found.filter(pl.col("bits") >= step), truth), step) for step in steps)
    best, step = max(scored, key=lambda each: each[0]["f1"])
    return {**best, "threshold_bits": round(step, 1)}


if __name__ == "__main__":
    main()
