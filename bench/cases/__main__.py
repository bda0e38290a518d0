"""Run the workload and print its results.

Ours is measured with each signature in a transaction of its own, and with many signed together as on the desk, by one
process and by two; afterwards every case is checked against its log. All processes share the machine with the database.
"""

import argparse
from typing import Any

from bench import measuring
from bench.cases.processes import processes

PIECES = (50, 200, 1000)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.cases")
    options.add_argument("--cases", type=int, default=500, help="for each process, signed one by one")
    options.add_argument("--together", type=int, default=2000, help="for each process, signed together")
    options.add_argument("--no-peer", action="store_true")
    chosen = options.parse_args()
    measuring.prepare()
    measuring.report("cases", measure(chosen.cases, chosen.together, peer=not chosen.no_peer))


def measure(alone: int, together: int, *, peer: bool) -> dict[str, Any]:
    from bench.cases import checks, ours

    last = checks.newest()
    pure = measuring.timed(lambda: ours.walk_in_memory(alone))
    results = {
        "cases": alone, "cases_together": together, "machine": measuring.machine(),
        "core_steps_s": round(alone * len(ours.STEPS) / pure[0]),
    }  # fmt: skip
    for count in (1, 2):
        with processes(count) as walk:
            results[f"one_by_one_{count}p"] = walk("ours.OneByOne", alone)
            if peer:
                results[f"spiff_{count}p"] = walk("peer.Peer", alone)
            for piece in PIECES:
                results[f"by_{piece}_{count}p"] = walk("ours.Together", together, piece)
    return results | {"checked_cases": checks.check_since(last)}


if __name__ == "__main__":
    main()
