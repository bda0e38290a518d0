"""Ask the heavy pages of a served region and print how long the answers took.

Serve a region first (`shuren demo --size city --build-only`, then `SHUREN_SHOW_COSTS=1 shuren serve`); this only sends
requests. Users share the machine with the server, so figures are those of a server that has less than the machine.

A user looks at a page before asking for the next: `--think` seconds on average, spread evenly around it. With
`--think 0` nobody looks, and the answer times say how many requests a second the machine can give, not how long a
user waits.
"""

import argparse
import json
import random
import statistics
import threading
from time import perf_counter, sleep
from typing import Any

from bench.browsing import User

PAGES = {
    "plan board": ("city", "/plans/HF/"),
    "indicator": ("city", "/plans/HF/HF.WIFI_FULL/?year=2020"),
    "student list, sorted and filtered": ("city", "/people/students/?stage=primary&sort=name"),
    "student list, searched by initials": ("city", "/people/students/?q=wj"),
    "school page": ("principal", "/schools/own/"),
    "org tree": ("city", "/orgs/"),
    "balance": ("city", "/balance/?year=2020"),
}


def measure(address: str, password: str, *, users: int, rounds: int, think: float) -> dict[str, Any]:
    """Let all users ask each page `rounds` times side by side, page by page, after one warm-up."""
    signed_in = {
        name: [User(address, name, password) for _ in range(users)] for name in {name for name, _ in PAGES.values()}
    }
    found = {label: _page(signed_in[name], path, rounds, think) for label, (name, path) in PAGES.items()}
    return {"users": users, "rounds": rounds, "think_s": think, "pages": found}


def _page(users: list[User], path: str, rounds: int, think: float) -> dict[str, Any]:
    queries = users[0].get(path).queries
    times: list[float] = []
    threads = [threading.Thread(target=_ask, args=(user, path, rounds, think, times)) for user in users]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = perf_counter() - began
    ordered = sorted(times)
    return {
        "queries": queries,
        "requests_per_s": round(len(times) / whole, 1),
        "p50_ms": round(statistics.median(ordered) * 1000, 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95) - 1] * 1000, 1),
    }


def _ask(user: User, path: str, rounds: int, think: float, times: list[float]) -> None:
    for _ in range(rounds):
        sleep(random.uniform(0, 2 * think))  # noqa: S311  no secret
        times.append(user.get(path).seconds)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.pages")
    options.add_argument("--address", default="http://127.0.0.1:8000")
    options.add_argument("--password", required=True)
    options.add_argument("--users", type=int, default=20)
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--think", type=float, default=3.0)
    chosen = options.parse_args()
    found = measure(chosen.address, chosen.password, users=chosen.users, rounds=chosen.rounds, think=chosen.think)
    print(json.dumps(found, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
