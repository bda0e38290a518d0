"""How what was bought is used, what is idle, and which reviews are owed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.listing import Column, Listing
from shuren.modules.projects.models import Acceptance, Contract, Project, Stage, Use
from shuren.modules.projects.queries.projects import projects_for
from shuren.modules.projects.rules.terms import months_after
from shuren.modules.projects.rules.use import REVIEW_MONTHS, idle_from, months_between, named, ordinal

AT = F("year") * 12 + F("month") - 1  # a month as rules.use.ordinal counts it


@dataclass(frozen=True)
class Month:
    """A month since acceptance, with what was written of it; nothing where nobody wrote."""

    year: int
    month: int
    use: Use | None

    @property
    def text(self) -> str:
        return f"{self.year}-{self.month:02d}"


def months_of(project: Project, accepted_on: date, today: date) -> list[Month]:
    """Return the months since acceptance, newest first, a year's at most."""
    kept = {(use.year, use.month): use for use in Use.objects.within(project.org_path).filter(project=project)}
    return [Month(year, month, kept.get((year, month))) for year, month in months_between(accepted_on, today)]


def years_of(path: str, today: date) -> range:
    """Return the years in which what was accepted at and below a node can have been used, this one at least."""
    accepted = Acceptance.objects.within(path).filter(reversed_at=None)
    first: date | None = accepted.aggregate(first=Min("accepted_on"))["first"]
    return range(min(first.year if first else today.year, today.year), today.year + 1)


def times_since(project: Project, day: date) -> int:
    """Return how often a project's things were used from a day's month on."""
    kept = Use.objects.within(project.org_path).filter(project=project).annotate(at_month=AT)
    since = kept.filter(at_month__gte=ordinal(day.year, day.month))
    return int(since.aggregate(sum=Sum("times"))["sum"] or 0)


def _accepted() -> QuerySet[Acceptance]:
    found: QuerySet[Acceptance] = Acceptance.objects.within("").filter(project=OuterRef("pk"), reversed_at=None)
    return found


def idle_for(actor: Actor, today: date) -> QuerySet[Project]:
    """Return what was accepted at and below the actor's node and has not been used for three full months."""
    start = idle_from(today)
    used = Use.objects.within("").filter(project=OuterRef("pk"), times__gt=0).annotate(at_month=AT)
    last = used.order_by().values("project").annotate(last=Max(AT)).values("last")
    contract = Contract.objects.within("").filter(project=OuterRef("pk"), reversed_at=None)
    return (
        projects_for(actor)
        .filter(stage__in=(Stage.ACCEPTED, Stage.REVIEWED))
        .annotate(accepted_on=Subquery(_accepted().values("accepted_on")[:1]))
        .filter(accepted_on__lt=start)
        .exclude(Exists(used.filter(at_month__gte=ordinal(start.year, start.month))))
        .annotate(
            last_used=Subquery(last, output_field=IntegerField()),
            contract_yuan=Subquery(contract.values("amount_yuan")[:1]),
        )
    )


def owing_a_review(today: date) -> list[tuple[Project, date]]:
    """Return the projects accepted a year ago that have no review, with the day of their acceptance."""
    accepted = Project.objects.within("").filter(stage=Stage.ACCEPTED).select_related("org")
    dated = accepted.annotate(accepted_on=Subquery(_accepted().values("accepted_on")[:1]))
    return [(row, row.accepted_on) for row in dated if months_after(row.accepted_on, REVIEW_MONTHS) <= today]


def _last_used(row: Any) -> str:
    if row.last_used is None:
        return str(_("从未使用"))
    year, month = named(row.last_used)
    return f"{year}-{month:02d}"


def _page(row: Project) -> str:
    return reverse("projects:project", args=(row.pk,))


IDLE = Listing(
    (
        Column("title", _("项目名称"), lambda row: row.title, link=_page),
        Column("unit", _("单位"), lambda row: row.org.name),
        Column("county", _("所属"), lambda row: row.county.name if row.county else ""),
        Column("contract", _("合同金额（元）"), lambda row: row.contract_yuan, align="end"),
        Column("accepted", _("验收日期"), lambda row: row.accepted_on, "accepted_on"),
        Column("last", _("最近使用"), _last_used),
    ),
    "accepted",
    (),
    lambda rows, text: rows.filter(Q(title__icontains=text) | Q(org__name__icontains=text)),
    _("项目或单位"),
)
