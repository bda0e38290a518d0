"""支付与填报对照: what was paid for projects in a year beside what schools reported as spent in it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.words import Words
from shuren.modules.conditions import api as conditions
from shuren.modules.projects.models import Explanation, Payment
from shuren.modules.projects.permissions import run_projects
from shuren.modules.projects.queries import codes
from shuren.modules.projects.rules.differences import Compared, Why, compared
from shuren.spine.orgs.models import Level, Org

NOTHING = Decimal(0)
YEARS = 5  # that can be chosen
TOLD: dict[Why, Words] = {
    Why.SAME: _("一致"),
    Why.NOT_REPORTED: _("有支付，没有填报"),
    Why.NO_PROJECT: _("有填报，没有项目支付"),
    Why.MORE_PAID: _("支付多于填报"),
    Why.MORE_REPORTED: _("填报多于支付"),
}


@dataclass(frozen=True)
class Category:
    """A category of a school's spending, in words."""

    name: str
    compared: Compared
    told: Words


@dataclass(frozen=True)
class Place:
    """A school, or all below an authority: paid, reported, and how many schools have not told why these differ."""

    name: str
    url: str
    paid: Decimal
    reported: Decimal
    open: int
    explained: int

    @property
    def difference(self) -> Decimal:
        return self.paid - self.reported


def years(today_year: int) -> range:
    return range(today_year, today_year - YEARS, -1)


def paid_in(path: str, year: int) -> list[Payment]:
    """Return the payments of a year at and below a node that were not reversed."""
    rows = Payment.objects.within(path).filter(paid_on__year=year, reversed_at=None)
    return list(rows.select_related("project").order_by("paid_on", "id"))


def of_school(actor: Actor, school: Org, year: int) -> dict[str, Any]:
    """Return a school's payments and reported spending of a year side by side, and what it says to it."""
    payments, spent = paid_in(school.path, year), conditions.spending_below(school.path, year)
    rows = compared(
        _summed(payments, lambda row: row.project.category, lambda row: row.amount_yuan),
        _summed(spent, lambda row: row.category, lambda row: row.yuan),
    )
    paid, reported = sum((row.paid for row in rows), NOTHING), sum((row.reported for row in rows), NOTHING)
    told = Explanation.objects.within(school.path).filter(org=school, year=year).first()
    return {
        "categories": [Category(codes.category_name(row.category), row, TOLD[row.why]) for row in rows],
        "payments": payments,
        "spent": [(codes.category_name(one.category), codes.source_name(one.source), one) for one in spent],
        "spent_url": conditions.rows_page(actor, school.pk, year, "conditions.spending"),
        "paid": paid,
        "reported": reported,
        "explanation": told,
        "is_outdated": told is not None and (told.paid_yuan, told.reported_yuan) != (paid, reported),
        "may_explain": paid != reported and actor.may_at(run_projects, school.path),
    }


def sums_of(school: Org, year: int) -> tuple[Decimal, Decimal]:
    """Return what a school paid for projects in a year, and what it reported."""
    rows = Payment.objects.within(school.path).filter(paid_on__year=year, reversed_at=None)
    paid = rows.aggregate(sum=Sum("amount_yuan"))["sum"] or NOTHING
    return paid, sum((one.yuan for one in conditions.spending_below(school.path, year)), NOTHING)


def by_place(node: Org, year: int) -> list[Place]:
    """Return the schools below an authority, or the authorities below a city, the greatest difference first."""
    rows = Payment.objects.within(node.path).filter(paid_on__year=year, reversed_at=None).order_by()
    paid = dict(rows.values_list("project__org_id").annotate(sum=Sum("amount_yuan")))
    reported = _summed(conditions.spending_below(node.path, year), lambda one: one.school_id, lambda one: one.yuan)
    told = {
        row.org_id: (row.paid_yuan, row.reported_yuan)
        for row in Explanation.objects.within(node.path).filter(year=year)
    }
    units = {org.pk: org for org in Org.objects.within(node.path).filter(pk__in={*paid, *reported})}
    schools = {pk: org for pk, org in units.items() if org.level == Level.SCHOOL}
    groups: dict[int, list[int]] = defaultdict(list)
    by_county = node.level in {Level.CITY, Level.PROVINCE}
    for pk, org in schools.items():
        groups[org.county_id if by_county and org.county_id else pk].append(pk)
    heads = {org.pk: org for org in Org.objects.within(node.path).filter(pk__in=groups)}
    found = []
    for head, members in groups.items():
        sums = {pk: (paid.get(pk, NOTHING), reported.get(pk, NOTHING)) for pk in members}
        differing = {pk: told.get(pk) == pair for pk, pair in sums.items() if pair[0] != pair[1]}
        url = f"{reverse('projects:reconcile')}?org={head}&year={year}"
        whole = [sum((pair[at] for pair in sums.values()), NOTHING) for at in (0, 1)]
        explained = sum(differing.values())
        found.append(Place(heads[head].name, url, whole[0], whole[1], len(differing) - explained, explained))
    return sorted(found, key=lambda row: (-abs(row.difference), row.name))


def _summed(rows: Iterable[Any], key: Callable[[Any], Any], yuan: Callable[[Any], Decimal]) -> dict[Any, Decimal]:
    found: dict[Any, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[key(row)] += yuan(row)
    return dict(found)
