"""Keeping the figures right: what changed is marked at once, and put right in one go soon after.

Marking is cheap and done for every change; putting right is shared. A storm of changes, such as the first filling of
a whole region, therefore ends in one computation of its years and not in one for each file.
"""

import re
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shuren.kernel import bulk
from shuren.kernel.measures import compute, freeze
from shuren.kernel.measures.compute import Computed
from shuren.kernel.measures.declared import fingerprint
from shuren.kernel.measures.freeze import Tell
from shuren.kernel.measures.models import Computation, Mark, Node

WHOLE_YEAR = 5  # units changed at once beyond which taking the year whole is quicker
PATCHES = 200  # corrected units a snapshot carries before it is taken anew
_YEAR = re.compile(r"20\d\d")


def year_of(period: str) -> int:
    """Return the reporting year a period speaks of, by its first year; the latest reference date passed if by none."""
    found = _YEAR.search(period)
    if found:
        return int(found[0])
    today = timezone.localdate()
    return today.year if today >= freeze.reference_date(today.year) else today.year - 1


def mark(year: int, org_path: str) -> None:
    """Note that facts at and below a node changed for a year."""
    if not Mark.objects.filter(year=year, org_path=org_path).exists():
        bulk.insert([Mark(year=year, org_path=org_path, marked_at=timezone.now())], "ON CONFLICT DO NOTHING")


def mark_everything() -> None:
    """Note that the tree itself changed: every year computed so far is due."""
    _mark_whole(Computation.objects.all())


def mark_outdated() -> None:
    """Note the years computed under other declarations than now, as after an upgrade."""
    _mark_whole(Computation.objects.exclude(declared=fingerprint()))


def _mark_whole(computed: QuerySet[Computation]) -> None:
    for year in computed.order_by("year").values_list("year", flat=True):
        mark(year, "")


def put_right() -> list[Computed]:
    """Put right what is marked, year by year."""
    mark_outdated()
    years = sorted(set(Mark.objects.order_by("year").values_list("year", flat=True)))
    return [done for year in years for done in _put_year_right(year)]


def refresh(years: Sequence[int], tell: Tell | None = None) -> Computed:
    """Take new snapshots of some years and compute them whole."""
    freeze.freeze(years, tell=tell)
    return compute.recompute(years)


@transaction.atomic
def _put_year_right(year: int) -> list[Computed]:
    """Take the year's marks and act on them; where this fails, the marks stay."""
    marks = list(Mark.objects.select_for_update(of=("self",), skip_locked=True).filter(year=year).order_by("org_path"))
    Mark.objects.filter(pk__in=[item.pk for item in marks]).delete()
    units = _units_under(year, [item.org_path for item in marks])
    if units is None or len(units) > WHOLE_YEAR or _patches(year) > PATCHES:
        return [refresh([year])]
    return [compute.correct_unit(year, unit) for unit in units]


def _patches(year: int) -> int:
    """Return the most units that any snapshot of the year carries corrections of."""
    computation = Computation.objects.filter(year=year).first()
    return max([taken["patches"] for taken in computation.snapshots.values()], default=0) if computation else 0


def _units_under(year: int, paths: Sequence[str]) -> list[int] | None:
    """Return the units at and below some nodes; nothing for the whole tree and for a node new to the year."""
    if "" in paths:
        return None
    found: dict[int, None] = {}
    for path in paths:
        under = Node.objects.within(path).filter(year=year, is_unit=True).order_by("org_path")
        units = list(under.values_list("node_id", flat=True)[: WHOLE_YEAR + 1])
        if not units:
            return None
        found |= dict.fromkeys(units)
    return list(found)
