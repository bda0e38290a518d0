"""Budget lines, and from which cost on a project is decided on above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shuren.kernel.actors import Actor
from shuren.kernel.paths import ancestors_of, line_of
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.projects.models import BudgetLine, Draw, FundLevel, Project, Threshold
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


def level_in(path: str, year: int) -> FundLevel | None:
    """Return the share of public funds asked for at a node in a year, by the nearest node that has said so."""
    above = FundLevel.objects.within("").filter(org_path__in=line_of(path), from_year__lte=year)
    found: FundLevel | None = above.order_by("-org_path", "-from_year").first()
    return found


def levels_below(path: str, year: int) -> dict[str, float | None]:
    """Return what is asked for at a node in a year, and at those below it that have a level of their own, by path."""
    own = level_in(path, year)
    below = FundLevel.objects.within(path).filter(from_year__lte=year).order_by("from_year")
    return {path: float(own.percent) if own else None} | {one.org_path: float(one.percent) for one in below}


def told_levels(path: str) -> list[FundLevel]:
    return list(FundLevel.objects.within(path).filter(org_path=path).order_by("-from_year"))


def lines_for(paths: Iterable[str], years: Iterable[int], source: str = "") -> list[BudgetLine]:
    """Return the lines of some authorities for some years and a source of money, the nearest authority's first."""
    found = BudgetLine.objects.within("").filter(org_path__in=set(paths), year__in=set(years))
    if source:
        found = found.filter(source=source)
    return list(found.select_related("org").order_by("year", "-org_path", "code"))


@dataclass(frozen=True)
class Borne:
    """What one line bears of a project, in yuan, and what it has borne at most."""

    line: BudgetLine
    yuan: Decimal
    most: Decimal


def draws_of(project: Project) -> list[Draw]:
    """Return what lines were drawn on for a project and given back, in order."""
    return list(Draw.objects.filter(project=project).select_related("line__org").order_by("id"))


def borne_by(draws: Iterable[Draw]) -> list[Borne]:
    """Return what each line bears, in the order in which they were drawn on first."""
    found: dict[int, Borne] = {}
    for one in draws:
        so_far = found.get(one.line_id) or Borne(one.line, Decimal(0), Decimal(0))
        found[one.line_id] = Borne(one.line, so_far.yuan + one.amount_yuan, max(so_far.most, one.amount_yuan))
    return list(found.values())


def lines_called(*line_ids: int) -> list[BudgetLine]:
    """Return lines by their ids. Raises NotFoundHere where there is no such line."""
    found = list(BudgetLine.objects.within("").filter(pk__in=line_ids))
    if len(found) != len(set(line_ids)):
        raise NotFoundHere
    return found


def lines_to_move(actor: Actor, project: Project, today: date) -> list[BudgetLine]:
    """Return the lines of the project's own authorities, among those the actor manages, of its years and the next."""
    paths = [path for path in line_of(project.org_path) if actor.covers(path)]
    return lines_for(paths, range(project.year, today.year + 2))


def lines_held(path: str, year: int) -> list[BudgetLine]:
    """Return the lines that a unit itself holds in a year."""
    return list(BudgetLine.objects.within(path).filter(org_path=path, year=year).order_by("code"))


def authority_of(actor: Actor) -> Org:
    """Return the authority at the actor's node. Raises NotFoundHere."""
    own = lookup.own_org(actor)
    if own is None:
        raise NotFoundHere
    return own
