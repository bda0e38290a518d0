"""Kill web server, worker and database at random while cases are walked to their end; then look for what is missing.

Schools apply and sign one by one, counties sign most of it on their desks, many at once. Schools where a head of class
has an account are left out: there somebody else signs first.

The clients keep their own ledger of what was acknowledged. Nothing acknowledged may be lost, nothing may have happened
twice. Serves a region of its own, built first where there is none; SHUREN_VAR says where.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from time import perf_counter

from bench.kill.people import County, Ledger, Pupil, School
from bench.kill.services import Services, region

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
    services = Services(region(chosen.size), chosen.port, chosen.pause)
    services.start()
    try:
        ledger, seconds = _storm(services, chosen.cases, chosen.clients, chosen.seed)
        faults = _faults(services, ledger)
    finally:
        services.stop()
    holds = services.audit_holds()
    print(json.dumps({
        "cases": chosen.cases, "applied": len(ledger.applied), "granted": len(ledger.granted),
        "refused": len(ledger.refused), "unanswered": ledger.unanswered.total(), "seconds": round(seconds),
        **services.told(), "faults": faults, "audit_chain_holds": holds,
    }, ensure_ascii=False, indent=2))  # fmt: skip
    sys.exit(any(faults.values()) or not holds)


def _storm(services: Services, cases: int, clients: int, seed: int) -> tuple[Ledger, float]:
    ledger, pupils = Ledger(), list(_pupils(services, cases))
    each = iter(pupils)
    schools = [School(services.address, ledger, each) for _ in range(clients)]
    counties = [County(services.address, ledger, code) for code in {pupil.county for pupil in pupils}]
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


def _pupils(services: Services, count: int) -> Iterator[Pupil]:
    for school, county, number in services.rows(PUPILS, count):
        yield Pupil(school, county, number)


def _faults(services: Services, ledger: Ledger) -> dict[str, int]:
    """Return how often each thing that must not be is found."""
    kept = dict(services.rows("SELECT id, outcome FROM cases_case"))
    lost = {
        "applied_and_lost": sum(case not in kept for case in ledger.applied),
        "applied_and_not_granted": sum(kept.get(case) != "granted" for case in ledger.applied),
        "granted_and_lost": sum(kept.get(case) != "granted" for case in ledger.granted & ledger.applied),
    }
    return lost | {name: services.rows(query)[0][0] for name, query in FAULTS.items()}


if __name__ == "__main__":
    main()
