"""Budget lines, and from which cost on a project is decided on above."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from shuren.kernel.actors import Actor
from shuren.kernel.paths import ancestors_of
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.projects.models import BudgetLine, Threshold
from shuren.spine.orgs.models import Org
from shuren.spine.orgs.queries import lookup

CITY_MONEY = "3"  # of ict_spending_source: what the city pays is for the city to grant


def threshold_at(path: str, day: date) -> Decimal | None:
    """Return the cost in yuan from which projects of a unit are decided on above; None where nobody has said so."""
    above = Threshold.objects.within("").filter(org_path__in=ancestors_of(path), from_on__lte=day)
    found: Decimal | None = above.order_by("-from_on", "-org_path").values_list("yuan", flat=True).first()
    return found


def told_thresholds(path: str) -> list[Threshold]:
    """Return what was set at a node, newest first."""
    return list(Threshold.objects.within(path).filter(org_path=path).order_by("-from_on"))


def lines_for(paths: Iterable[str], year: int, source: str) -> list[BudgetLine]:
    """Return the lines of some authorities for a year and a source of money, the nearest authority's first."""
    found = BudgetLine.objects.within("").filter(org_path__in=set(paths), year=year, source=source)
    return list(found.select_related("org").order_by("-org_path", "code"))


def lines_held(path: str, year: int) -> list[BudgetLine]:
    """Return the lines that a unit itself holds in a year."""
    return list(BudgetLine.objects.within(path).filter(org_path=path, year=year).order_by("code"))


def authority_of(actor: Actor) -> Org:
    """Return the authority at the actor's node. Raises NotFoundHere."""
    own = lookup.own_org(actor)
    if own is None:
        raise NotFoundHere
    return own
