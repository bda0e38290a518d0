"""Sign-ins: what one costs, how much of that is the hash, and three thousand within a minute.

    python -m bench.sign_in cost                      in one process, against a database of its own
    python -m bench.sign_in burst --address http://127.0.0.1:8000 --password … --names names.txt

`cost` signs an account in again and again through the whole application, and hashes as many passwords by themselves:
the share of the hash is the ratio of the two in seconds of this process's processor; the database's are not in it.
`burst` sends sign-ins to a served region evenly over a time, whether earlier ones have been answered or not, and counts
what came back. Goal (goals.md): 40 sign-ins a second and core, the hash at least three quarters of it; no error in a
burst.
"""

import argparse
import json
import statistics
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench import measuring

ROUNDS = 200


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.sign_in")
    options.add_argument("what", choices=["cost", "burst"])
    options.add_argument("--address", default="http://127.0.0.1:8000")
    options.add_argument("--password", default="")
    options.add_argument("--names", type=Path, help="a file of user names, one a line; each signs in in turn")
    options.add_argument("--count", type=int, default=3_000)
    options.add_argument("--seconds", type=float, default=60.0)
    chosen = options.parse_args()
    if chosen.what == "cost":
        measuring.prepare()
        measuring.report("sign_in_cost", {**measuring.machine(), **cost()})
    else:
        names = chosen.names.read_text().split()
        print(json.dumps(burst(chosen.address, chosen.password, names, chosen.count, chosen.seconds), indent=2))


def cost() -> dict[str, Any]:
    """Sign in ROUNDS times after a warm-up; everything is taken back afterwards."""
    from django.conf import settings
    from django.contrib.auth.hashers import check_password
    from django.db import transaction
    from django.test import Client

    from tests.world import PASSWORD, build

    settings.ALLOWED_HOSTS = ["testserver"]
    with transaction.atomic():
        account = build().accounts["registrar"]

        def sign_in() -> None:
            answer = Client().post("/sign-in", {"username": "registrar", "password": PASSWORD})
            assert answer.status_code == 302, answer.status_code

        whole = _spent(sign_in)
        hashed = _spent(lambda: check_password(PASSWORD, account.password))
        transaction.set_rollback(True)
    return {
        "sign_in_ms": round(whole * 1000, 2),
        "hash_ms": round(hashed * 1000, 2),
        "hash_share": round(hashed / whole, 3),
        "per_core_second": round(1 / whole, 1),
    }


def _spent(call: Any) -> float:
    """Return seconds of this process's processor for one call: the median of five runs after a warm-up."""
    for _ in range(10):
        call()
    return statistics.median(measuring.timed(lambda: [call() for _ in range(ROUNDS // 5)])[1] for _ in range(5)) / (
        ROUNDS // 5
    )


def burst(address: str, password: str, names: list[str], count: int, seconds: float) -> dict[str, Any]:
    """Begin `count` sign-ins evenly over `seconds`; return how they were answered and how long that took."""
    answers: Counter[str] = Counter()
    times: list[float] = []
    threads = [
        threading.Thread(target=_enter, args=(address, names[number % len(names)], password, answers, times))
        for number in range(count)
    ]
    began = time.perf_counter()
    for number, thread in enumerate(threads):
        time.sleep(max(0.0, began + number * seconds / count - time.perf_counter()))
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - began
    ordered = sorted(times)
    return {
        "asked": count,
        "answers": dict(answers),
        "per_second": round(len(times) / whole, 1),
        "p50_s": round(statistics.median(ordered), 2),
        "p95_s": round(ordered[int(len(ordered) * 0.95) - 1], 2),
        "longest_s": round(ordered[-1], 2),
    }


def _enter(address: str, name: str, password: str, answers: Counter[str], times: list[float]) -> None:
    from bench.browsing import User

    began = time.perf_counter()
    try:
        User(address, name, password)
        answers["in"] += 1
    except (AssertionError, OSError) as failure:
        answers[str(failure)[:60] or type(failure).__name__] += 1
    times.append(time.perf_counter() - began)


if __name__ == "__main__":
    main()
