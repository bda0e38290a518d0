"""Fill a demo region with open cases and time the pages of cases as those see them who have to do with them.

SHUREN_VAR names the region (`shuren demo --build-only` makes one); it is of no use for anything else afterwards.
"""

import argparse
import os
import statistics
from time import perf_counter
from typing import Any

from bench import measuring

ROUNDS = 40


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.inbox")
    options.add_argument("--cases", type=int, default=1_000_000)
    chosen = options.parse_args()
    os.environ["SHUREN_SHOW_COSTS"] = "1"
    from shuren.site.cli.setup import configure, migrate

    configure()
    migrate()
    measuring.report("inbox", measure(chosen.cases))


def measure(count: int) -> dict[str, Any]:
    from django.conf import settings

    from bench.inbox.seed import seed
    from shuren.kernel.actors import system_actor
    from shuren.kernel.rowsecurity import scope_of

    settings.ALLOWED_HOSTS = ["testserver"]
    with scope_of(system_actor("bench.inbox", "测速")):
        held = seed(count)
    return {
        "open_cases": held,
        "machine": measuring.machine(),
        "pages": {name: _timed(*page) for name, page in _pages()},
    }


def _pages() -> list[tuple[str, tuple[str, str]]]:
    case = f"/cases/{_some_case()}/"
    return [
        ("desk, principal", ("principal", "/cases/desk/")),
        ("desk, county", ("county", "/cases/desk/")),
        ("desk, county, overdue", ("county", "/cases/desk/?light=red")),
        ("list, registrar", ("registrar", "/cases/")),
        ("list, county", ("county", "/cases/")),
        ("list, city", ("city", "/cases/")),
        ("list, city, by number", ("city", "/cases/?q=BN10001001&state=any")),
        ("case, city", ("city", case)),
        ("statistics, county", ("county", "/cases/statistics/")),
    ]


def _some_case() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM cases_case")
        found: int = cursor.fetchone()[0]
    return found


def _timed(name: str, address: str) -> dict[str, Any]:
    """Ask a page many times as one account, one request after another; return milliseconds and queries.

    The least of them is what the page costs where others have the processors for most of the time.
    """
    from django.test import Client

    from shuren.spine.identity.models import Account

    client = Client()
    client.force_login(Account.objects.get(username=name))
    first = client.get(address)
    assert first.status_code == 200, address
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        client.get(address)
        times.append(1000 * (perf_counter() - began))
    p95 = statistics.quantiles(times, n=20)[-1]
    return {
        "least_ms": round(min(times), 1),
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(p95, 1),
        "queries": int(first.headers["X-Queries"]),
    }


if __name__ == "__main__":
    main()
