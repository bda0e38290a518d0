"""Run the workload and print its results.

Sending, board and sums are timed as the platform calls them, saving over HTTP against a web server of its own. All of
it shares the machine with the database and the clients.
"""

import argparse
import os
import signal
import subprocess
import sys
from contextlib import suppress
from time import perf_counter, sleep
from typing import Any
from urllib.request import urlopen

from bench import measuring

SERVE = (sys.executable, "-c", "from shuren.site.cli import main; main()", "serve", "--port")
STEPS = (10, 50, 100, 200, 400)  # schools at once
TIMES = 15


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.collection")
    options.add_argument("--schools", type=int, default=1_200)
    options.add_argument("--many", type=int, default=20_000, help="institutions of the large request")
    options.add_argument("--questions", type=int, default=200)
    options.add_argument("--held", type=int, default=40, help="questions that registers answer for some of the schools")
    options.add_argument("--seconds", type=float, default=8, help="for each number of schools saving at once")
    options.add_argument("--port", type=int, default=8790)
    chosen = options.parse_args()
    measuring.prepare()
    measuring.report("collection", measure(chosen))


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    from django.urls import reverse

    from bench.collection import seed

    results: dict[str, Any] = {
        "schools": chosen.schools, "questions": chosen.questions, "held": chosen.held, "machine": measuring.machine(),
    }  # fmt: skip
    reverse("collection:rounds")  # a server has read its addresses before anybody sends anything
    seed.warm()
    region = seed.region(chosen.schools)
    request = seed.drafted(region, chosen.questions, chosen.held)
    results["send_s"] = round(measuring.timed(lambda: seed.send(region, request))[0], 2)
    results["save"] = storm(chosen, seed.registrars(region, request, max(STEPS)))
    seed.fill_in(request)
    results |= reading(region, request)
    if chosen.many:
        large = seed.region(chosen.many, prefix="9")
        wide = seed.drafted(large, chosen.questions, chosen.held)
        results["send_many_s"] = round(measuring.timed(lambda: seed.send(large, wide))[0], 2)
        results["many"] = chosen.many
    return results


def reading(region: Any, request: Any) -> dict[str, Any]:
    """Time the board with its first page of units, and the sums after one more answer."""
    from bench.collection import seed
    from shuren.modules.collection.models import Round
    from shuren.modules.collection.queries import boards, rollups
    from shuren.modules.collection.queries.listings import UNITS

    actor = seed.official(region)
    asked = Round.objects.within("").select_related("request").get(request=request)

    def board() -> None:
        boards.board_of(actor, asked)
        UNITS.page(boards.returns_in(actor, asked), {}, actor)

    corrected = iter(seed.signed(request))

    def summed() -> None:
        seed.answer_one(next(corrected))
        rollups.rollup_of(actor, asked)

    board()
    return {
        "board_ms": round(1000 * measuring.median([measuring.timed(board)[0] for _ in range(TIMES)])),
        "rollup_after_an_answer_ms": round(1000 * measuring.median([measuring.timed(summed)[0] for _ in range(TIMES)])),
    }


def storm(chosen: argparse.Namespace, savers: list[Any]) -> dict[str, Any]:
    """Let more and more schools save one cell after another; return saves a second by how many there are."""
    from bench.collection.saving import save

    server = subprocess.Popen(
        [*SERVE, str(chosen.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _await(chosen.port)
        save(chosen.port, savers[:10], 2)  # what is loaded at the first use is
        steps = {str(count): save(chosen.port, savers[:count], chosen.seconds) for count in STEPS}
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    rates = [step["saves_s"] for step in steps.values()]
    return steps | {
        "kept_of_the_peak": round(rates[-1] / max(rates), 2),
        "failures": sum(step["failures"] for step in steps.values()),
    }


def _await(port: int) -> None:
    """Return once the web server answers."""
    while True:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5):
            return
        sleep(0.2)


if __name__ == "__main__":
    began = perf_counter()
    main()
    print(f"{perf_counter() - began:.0f} s")
