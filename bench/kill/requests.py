"""Kill web server, worker and database at random while requests are sent and answered and phones hand over.

`python -m bench.kill.requests`. Requests stand before the clearing officer when the storm begins, checks are issued;
in the storm officers send, schools answer, correct and hand in, principals sign, authorities receive, and phones hand
over notes and pictures. Most kills follow at once upon the beginning of a sending or of a handing over.

The clients keep their own ledger of what was acknowledged. Nothing acknowledged may be lost, nothing may have happened
twice, nothing may stay half done. Serves a region of its own, built first where there is none; SHUREN_VAR says where.
"""

import argparse
import json
import random
import sys
import threading
from time import perf_counter

from bench.kill.asking import Asker, Ledger, Phone
from bench.kill.faults import found
from bench.kill.prepared import Work
from bench.kill.services import ROOT, Services, region

PICTURE = ROOT / "shuren" / "site" / "demo" / "photos" / "2-boxes.jpg"


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.kill.requests")
    options.add_argument("--requests", type=int, default=48)
    options.add_argument("--answers", type=int, default=4, help="schools that answer each request")
    options.add_argument("--checks", type=int, default=4, help="of all schools of a county, each by the county's phone")
    options.add_argument("--minutes", type=float, default=10, help="after which nobody begins anything any more")
    options.add_argument("--clients", type=int, default=4)
    options.add_argument("--port", type=int, default=8113)
    options.add_argument("--pause", type=float, default=20, help="most seconds between two kills; 0 for none")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--size", default="small", help="of the region, where none is there yet")
    chosen = options.parse_args()
    services = Services(region(chosen.size), chosen.port, chosen.pause)
    services.start()
    try:
        work = Work(services, requests=chosen.requests, answers=chosen.answers, checks=chosen.checks, seed=chosen.seed)
        ledger = Ledger()
        seconds = _storm(services, chosen, ledger, work)
        faults = found(services, ledger)
        asked = work.asked(ledger.begun)
    finally:
        services.stop()
    holds = services.audit_holds()
    print(json.dumps({
        "requests": len(ledger.begun), "grants": ledger.grants, "units_asked": asked,
        "cells": len(ledger.saved), "handed_in": len(ledger.handed_in), "signed": len(ledger.signed),
        "received": len(ledger.received), "visits": len(ledger.visited), "notes": len(ledger.notes),
        "photos": len(ledger.photos), "photos_dropped": len(ledger.dropped), "refused": ledger.refused[:20],
        "unanswered": ledger.unanswered, "seconds": round(seconds), **services.told(), "faults": faults,
        "audit_chain_holds": holds,
    }, ensure_ascii=False, indent=2))  # fmt: skip
    sys.exit(any(faults.values()) or bool(ledger.refused) or not holds)


def _storm(services: Services, chosen: argparse.Namespace, ledger: Ledger, work: Work) -> float:
    """Let everybody do their work to its end among kills; return how many seconds that took."""
    each, cue, picture = iter(work.sendings), services.cue.set, PICTURE.read_bytes()
    askers = [Asker(services.address, ledger, each, cue, f"{chosen.seed} {at}") for at in range(chosen.clients)]
    phones = [Phone(services.address, ledger, owner, work.visits, picture, cue) for owner in work.owners]
    began = perf_counter()
    killer = services.kill_at_random(random.Random(chosen.seed)) if chosen.pause else None  # noqa: S311
    for person in (*askers, *phones):
        person.start()
    limit = threading.Timer(60 * chosen.minutes, ledger.over.set)
    limit.start()
    for person in (*askers, *phones):
        person.join()
    limit.cancel()
    services.spare()
    if killer:
        killer.join()
    return perf_counter() - began


if __name__ == "__main__":
    main()
