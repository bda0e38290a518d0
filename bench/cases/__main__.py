"""Run the workload and print its results."""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from bench import measuring

ROLES = ("registrar", "principal", "county", "sender", "authority")


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.cases")
    options.add_argument("--cases", type=int, default=500)
    options.add_argument("--no-peer", action="store_true")
    chosen = options.parse_args()
    measuring.prepare()
    measuring.report("cases", measure(chosen.cases, peer=not chosen.no_peer))


def measure(count: int, *, peer: bool) -> dict[str, Any]:
    from bench.cases import ours

    steps = count * len(ours.STEPS)
    pure = measuring.timed(lambda: ours.walk_in_memory(count))
    durable = measuring.timed(lambda: ours.walk(count))
    results = {
        "cases": count, "steps": steps, "machine": measuring.machine(),
        "core_steps_s": round(steps / pure[0]), "durable_steps_s": round(steps / durable[0]),
        "durable_ms_per_step": round(1000 * durable[0] / steps, 2),
    }  # fmt: skip
    if peer:
        from bench.cases import peer as spiff

        with tempfile.TemporaryDirectory() as folder:
            other = spiff.prepare(Path(folder))
            took = measuring.timed(lambda: other.walk(count))
        results["spiff_steps_s"] = round(steps / took[0])
    return results


if __name__ == "__main__":
    main()
