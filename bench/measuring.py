"""What all workloads share: a database of their own, the machine's facts, medians, results as JSON."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "bench"


def prepare(*, migrated: bool = False) -> None:
    """Start the embedded server, or use DATABASE_URL; make the database `bench` there and configure Django for it."""
    import psycopg

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuren.site.settings")
    os.environ.setdefault("SHUREN_VAR", str(ROOT / "var" / "bench"))
    if "DATABASE_URL" not in os.environ:
        from shuren.kernel.embedded import database_url

        os.environ["DATABASE_URL"] = database_url(Path(os.environ["SHUREN_VAR"]))
    base = os.environ["DATABASE_URL"]
    with psycopg.connect(base, autocommit=True) as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            admin.execute(f"CREATE DATABASE {DATABASE}")
    os.environ["DATABASE_URL"] = f"{base.rsplit('/', 1)[0]}/{DATABASE}"
    import django
    from django.core.management import call_command

    django.setup()
    if not migrated:
        call_command("migrate", verbosity=0)


def timed(call: Callable[[], Any]) -> tuple[float, float]:
    """Run once; return seconds on the clock and seconds of this process's processors."""
    clock, cpu = perf_counter(), process_time()
    call()
    return perf_counter() - clock, process_time() - cpu


def median(runs: list[float]) -> float:
    return round(statistics.median(runs), 3)


def peak_mb() -> int:
    """Return the largest memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def machine() -> dict[str, Any]:
    """Return what a reader needs to know of the machine and the database, durability included."""
    from django.db import connection

    flags = {}
    with connection.cursor() as cursor:
        for name in ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers"):
            cursor.execute(f"SHOW {name}")
            flags[name] = cursor.fetchone()[0]
    packages = ("django", "polars", "fastexcel", "xlsxwriter", "psycopg")
    return {
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages},
        "database": flags,
    }


def report(name: str, results: dict[str, Any]) -> None:
    """Print the results and keep them as JSON in the runtime folder."""
    text = json.dumps({"workload": name, **results}, ensure_ascii=False, indent=2, default=str)
    print(text)
    folder = Path(os.environ["SHUREN_VAR"]) / "results"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(text + "\n")
