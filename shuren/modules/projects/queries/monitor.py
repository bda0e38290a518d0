"""经费投入监测: contracts and payments against budget, and spending against running funds, by place and by year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from shuren.kernel.actors import Actor
from shuren.kernel.measures import read
from shuren.modules.conditions import api as conditions
from shuren.modules.projects.models import BudgetLine, Contract, Payment, Project
from shuren.modules.projects.permissions import view_projects
from shuren.modules.projects.queries import budgets
from shuren.modules.projects.rules import funds
from shuren.spine.orgs.models import Org
from shuren.spine.orgs.queries import lookup

FUND = "ICT.FUND"
FIRST_YEAR = 2016  # of the indicator
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Spent:
    """One row: what was approved for a place or a year, contracted and paid, and where each figure leads."""

    key: int
    name: str
    url: str = ""
    lines: Decimal = NOTHING
    drawn: Decimal = NOTHING
    budget: Decimal = NOTHING
    contracted: Decimal = NOTHING
    paid: Decimal = NOTHING
    count: int = 0
    list_url: str = ""
    lines_url: str = ""

    def share(self, part: Decimal, whole: Decimal) -> Decimal | None:
        return part / whole if whole else None

    @property
    def contracted_share(self) -> Decimal | None:
        return self.share(self.contracted, self.budget)

    @property
    def paid_share(self) -> Decimal | None:
        return self.share(self.paid, self.contracted)


@dataclass(frozen=True)
class Fund:
    """Spending on information technology out of public funds, of a node in a year."""

    name: str
    percent: float | None
    spent: float
    public_funds: float
    missing: int
    light: str
    url: str


@dataclass
class Sums:
    """Sums by a key: of lines, budgets, contracts, payments, and how many projects."""

    of: dict[str, dict[Any, Any]] = field(default_factory=lambda: defaultdict(dict))

    def row(self, key: Any) -> dict[str, Any]:
        return {name: values[key] for name, values in self.of.items() if key in values}

    @property
    def keys(self) -> set[Any]:
        return {key for values in self.of.values() for key in values}


def _by(rows: QuerySet[Any], key: str, value: Any) -> dict[Any, Any]:
    return dict(rows.order_by().values_list(key).annotate(sum=value))


def _sums(path: str, year: int | None, key: str) -> Sums:
    """Add up what stands at and below a node, for a budget year or for all, by a field of projects."""
    within = {"year": year} if year else {}
    of_project = {f"project__{name}": value for name, value in within.items()} | {"reversed_at": None}
    projects = Project.objects.within(path).filter(**within)
    found = Sums()
    found.of["budget"] = _by(projects, key, Sum("budget_yuan"))
    found.of["count"] = _by(projects, key, Count("id"))
    for name, model in (("contracted", Contract), ("paid", Payment)):
        rows = model.objects.within(path).filter(**of_project)
        found.of[name] = _by(rows, f"project__{key}", Sum("amount_yuan"))
    return found


def node_for(actor: Actor, org_id: int | None) -> Org:
    """Return the node that is looked at: the one asked for, else the actor's own. Raises NotFoundHere."""
    if org_id is not None:
        return lookup.org_for(actor, org_id, view_projects)
    own = lookup.own_org(actor)
    return lookup.org_for(actor, own.pk if own else 0, view_projects)


def trail(actor: Actor, node: Org) -> list[Org]:
    """Return the nodes above, as far up as the actor may look."""
    return [org for org in lookup.breadcrumb(node) if actor.covers(org.path)]


def by_place(node: Org, year: int) -> list[Spent]:
    """Return what each place directly below has done with a year's money; first what the node holds itself."""
    is_whole = node.level in {"city", "province"}
    key = "county_id" if is_whole else "org_id"
    sums = _sums(node.path, year, key)
    held = BudgetLine.objects.within(node.path).filter(year=year)
    keys = "org__county_id" if is_whole else "org_id"
    sums.of["lines"] = _by(held, keys, Sum("amount_yuan"))
    sums.of["drawn"] = _by(held, keys, Sum("drawn_yuan"))
    names = {org.pk: org for org in Org.objects.within(node.path).filter(pk__in=sums.keys - {None})}
    rows = [_place(names.get(key), node, year, key, sums.row(key)) for key in sums.keys]
    return sorted(rows, key=lambda row: (row.key not in {0, node.pk}, row.name))


def _place(org: Org | None, node: Org, year: int, key: int | None, sums: Mapping[str, Any]) -> Spent:
    place = org or node
    down = place.pk != node.pk and place.level in {"county", "zone"}
    where = {"year": year, "county" if down else "unit": place.pk}
    return Spent(
        key=key or 0,
        name=_name(org, node),
        url=f"{reverse('projects:monitor')}?{urlencode({'org': place.pk, 'year': year})}" if down else "",
        list_url=f"{reverse('projects:projects')}?{urlencode(where)}",
        lines_url=reverse("projects:budget", args=(f"{place.code}-{year}",)),
        **sums,
    )


def _name(org: Org | None, node: Org) -> str:
    """Return what a row is called: an authority's own money is told apart from that below it."""
    if org is not None and (org.pk != node.pk or not node.is_authority):
        return org.name
    return _("%(org)s本级") % {"org": node.name}


def by_year(node: Org) -> list[Spent]:
    """Return what a node and those below it have done with the money of each year, newest first."""
    sums = _sums(node.path, None, "year")
    sums.of["lines"] = _by(BudgetLine.objects.within(node.path), "year", Sum("amount_yuan"))
    return [
        Spent(
            key=year,
            name=str(year),
            url=f"{reverse('projects:monitor')}?{urlencode({'org': node.pk, 'year': year})}",
            list_url=f"{reverse('projects:projects')}?{urlencode({'year': year} | _narrowed(node))}",
            **sums.row(year),
        )
        for year in sorted(sums.keys, reverse=True)
    ]


def _narrowed(node: Org) -> dict[str, int]:
    """Return the filter of the list of projects that keeps those of a node."""
    kind = {"county": "county", "zone": "county", "school": "unit"}.get(node.level)
    return {kind: node.pk} if kind else {}


def whole(rows: Iterable[Spent]) -> Spent:
    """Add rows up."""
    total = Spent(0, _("合计"))
    for row in rows:
        total = replace(
            total, lines=total.lines + row.lines, budget=total.budget + row.budget, count=total.count + row.count,
            contracted=total.contracted + row.contracted, paid=total.paid + row.paid, drawn=total.drawn + row.drawn,
        )  # fmt: skip
    return total


def fund_years(last: int) -> list[int]:
    """Return the years for which figures have been computed, newest first."""
    return sorted((year for year, *_rest in read.revisions(range(FIRST_YEAR, last + 1))), reverse=True)


def funds_at(actor: Actor, node: Org, year: int) -> tuple[Fund, list[Fund]]:
    """Return the share of public funds spent on information technology at a node, and at each one below it."""
    own = read.figures_at(node.path, [FUND], [year])[FUND, year]
    asked = budgets.levels_below(node.path, year)
    below = [
        _fund(one.name, one.figure, _down(actor, one, year), asked.get(one.path, asked[node.path]))
        for one in read.children_of(node.path, FUND, year)
    ]
    rows = conditions.rows_page(actor, node.pk, year, "conditions.spending") if node.level == "school" else ""
    return _fund(node.name, own, rows, asked[node.path]), below


def _down(actor: Actor, one: read.NodeFigure, year: int) -> str:
    """Return where a figure leads: to the nodes below, or to the rows that a school has reported."""
    if one.is_unit:
        return conditions.rows_page(actor, one.node_id, year, "conditions.spending")
    return f"{reverse('projects:monitor')}?{urlencode({'org': one.node_id, 'fund': year})}"


def _fund(name: str, figure: read.Figure, url: str, least: float | None) -> Fund:
    sums = figure.sums
    return Fund(name, figure.value, sums.num, sums.den, sums.missing, funds.light(figure.value, least), url)
