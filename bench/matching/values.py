"""What is known of every school of a region for thirty questions at once, live.

The questions are the first of the labelled set that are computed from registers; the region is the one below
SHUREN_VAR, as `shuren demo --build-only` makes it.
"""

from time import perf_counter

from bench.matching.labelled import labelled
from bench.matching.measure import AS_OF
from shuren.modules.collection.queries import known
from shuren.modules.collection.queries.values import values_of
from shuren.modules.collection.rules.kinds import Finding
from shuren.modules.collection.rules.matching import match
from shuren.spine.orgs.models import Level, Org

FIGURES = 30
RUNS = 3
COUNTED = ("derived", "quantity")


def main() -> None:
    dictionary = known.declared()
    best = [found[0] for row in labelled(AS_OF) if (found := match(row.asked, dictionary)) and found[0].is_certain]
    asked = {
        (one.source, str(one.derivation)): (one.source, one.derivation)
        for one in best
        if one.finding is Finding.DERIVABLE and one.source.split(":")[0] in COUNTED and "on" not in one.derivation
    }
    wanted = list(asked.values())[:FIGURES]
    schools = Org.objects.within("").filter(level=Level.SCHOOL, closed_on=None).count()
    county = Org.objects.within("").filter(level=Level.COUNTY, closed_on=None).order_by("path").first()
    for name, below in (("region", ""), ("one county", county.path if county else "")):
        took = []
        for _run in range(RUNS):
            started = perf_counter()
            found = values_of(wanted, below=below, on=AS_OF)
            took.append(perf_counter() - started)
        cells = sum(len(by_unit) for by_unit in found.values())
        print(
            f"{name}: {len(wanted)} figures, {cells} values, {sorted(took)[RUNS // 2]:.2f} s ({schools} schools in all)"
        )
