"""Kill web server, worker and database at random while cases are walked to their end; then look for what is missing.

Schools apply and sign one by one, counties sign most of it on their desks, many at once. Schools where a head of class
has an account are left out: there somebody else signs first.

The clients keep their own ledger of what was acknowledged. Nothing acknowledged may be lost, nothing may have happened
twice. Serves a region of its own, built first where there is none; SHUREN_VAR says where.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.kill.people import County, Ledger, Pupil, School
from bench.kill.services import SHUREN, Services

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "Demo-2026!"  # noqa: S105  of the demo region
PUPILS = """
SELECT school.code, authority.code, pupil.school_no
FROM people_enrolment pupil
JOIN orgs_org school ON school.id = pupil.school_id
JOIN orgs_org authority ON authority.id = school.authority_id
WHERE pupil.left_on IS NULL AND pupil.status = '01' AND pupil.stage IN ('primary', 'junior')
  AND (SELECT count(*) FROM identity_account
       WHERE username IN ('r' || school.code, 'p' || school.code, 'c' || authority.code)) = 3
  AND NOT EXISTS (SELECT FROM identity_grant WHERE org_path = school.path AND role = 'teacher')
ORDER BY md5(pupil.id::text) LIMIT %s
"""
FAULTS = {
    "granted_without_effect": """
        SELECT count(*) FROM cases_case c WHERE type = 'registry.suspension' AND outcome = 'granted'
        AND NOT EXISTS (SELECT FROM people_movement m WHERE m.case_number = c.number)""",
    "effect_without_grant": """
        SELECT count(*) FROM people_movement m JOIN cases_case c ON c.number = m.case_number
        WHERE c.type = 'registry.suspension' AND c.outcome <> 'granted'""",
    "effect_twice": """
        SELECT count(*) FROM (SELECT FROM people_movement WHERE case_number <> '' AND kind = 'suspended'
        GROUP BY case_number HAVING count(*) > 1) AS twice""",
    "running_twice": """
        SELECT count(*) FROM (SELECT FROM cases_case WHERE type = 'registry.suspension'
        GROUP BY subject HAVING count(*) > 1) AS twice""",
    "log_with_gaps": """
        SELECT count(*) FROM cases_case c WHERE c.type = 'registry.suspension'
        AND length <> (SELECT count(*) FROM cases_entry e WHERE e.case_id = c.id)""",
    "to_dos_left": """
        SELECT count(*) FROM notices_notice n JOIN cases_case c ON split_part(n.subject_id, '.', 1) = c.id::text
        WHERE n.kind = 'cases' AND n.settled_at IS NULL AND c.outcome <> ''""",
}


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.kill")
    options.add_argument("--cases", type=int, default=10_000)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--port", type=int, default=8090)
    options.add_argument("--pause", type=float, default=20, help="most seconds between two kills")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--size", default="small", help="of the region, where none is there yet")
    chosen = options.parse_args()
    os.environ.setdefault("SHUREN_VAR", str(ROOT / "var" / "kill"))
    subprocess.run([*SHUREN, "demo", "--size", chosen.size, "--build-only"], check=True)
    services = Services(Path(os.environ["SHUREN_VAR"]), chosen.port, chosen.pause)
    services.start()
    try:
        ledger, seconds = _storm(services, chosen.cases, chosen.clients, chosen.seed)
        found = {"faults": _faults(ledger)}
    finally:
        services.stop()
    audit = subprocess.run([*SHUREN, "verify-audit"], check=False, capture_output=True)
    back = sorted(services.back)
    print(json.dumps({
        "cases": chosen.cases, "applied": len(ledger.applied), "granted": len(ledger.granted),
        "refused": len(ledger.refused), "unanswered": ledger.unanswered, "seconds": round(seconds),
        "killed": services.killed, "slowest_return_s": round(back[-1], 1) if back else None,
        **found, "audit_chain_holds": audit.returncode == 0,
    }, ensure_ascii=False, indent=2))  # fmt: skip
    sys.exit(any(found["faults"].values()) or audit.returncode != 0)


def _storm(services: Services, cases: int, clients: int, seed: int) -> tuple[Ledger, float]:
    ledger, pupils = Ledger(), list(_pupils(cases))
    each = iter(pupils)
    schools = [School(services.address, PASSWORD, ledger, each) for _ in range(clients)]
    counties = [County(services.address, PASSWORD, ledger, code) for code in {pupil.county for pupil in pupils}]
    began = perf_counter()
    killer = services.kill_at_random(random.Random(seed))  # noqa: S311
    for person in (*schools, *counties):
        person.start()
    for school in schools:
        school.join()
    for county in counties:
        county.last.set()
        county.join()
    services.spare()
    killer.join()
    return ledger, perf_counter() - began


def _pupils(count: int) -> Iterator[Pupil]:
    for school, county, number in _rows(PUPILS, [count]):
        yield Pupil(school, county, number)


def _faults(ledger: Ledger) -> dict[str, int]:
    """Return how often each thing that must not be is found."""
    kept = dict(_rows("SELECT id, outcome FROM cases_case", []))
    lost = {
        "applied_and_lost": sum(case not in kept for case in ledger.applied),
        "applied_and_not_granted": sum(kept.get(case) != "granted" for case in ledger.applied),
        "granted_and_lost": sum(kept.get(case) != "granted" for case in ledger.granted),
    }
    return lost | {name: _rows(query, [])[0][0] for name, query in FAULTS.items()}


def _rows(query: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """Ask as the superuser, who sees the rows of every node."""
    import psycopg

    from shuren.kernel.embedded import cluster

    server = cluster(Path(os.environ["SHUREN_VAR"]))
    name = server.url().rsplit("/", 1)[1]
    with psycopg.connect(f"{server.superuser_url().rsplit('/', 1)[0]}/{name}") as link:
        return link.execute(query, values).fetchall()  # type: ignore[call-overload, no-any-return]


if __name__ == "__main__":
    main()
