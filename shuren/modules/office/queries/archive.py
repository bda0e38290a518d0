"""What a unit has in its archive, as the catalogue lists it (DA/T 22-2015 5.5)."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.modules.office import permissions as can
from shuren.modules.office.models import Filed, Letterhead, Retention
from shuren.modules.office.queries import found, papers
from shuren.modules.office.rules import archive


def filed_at(actor: Actor) -> QuerySet[Any]:
    """Return what the actor's own unit has filed."""
    rows = Filed.objects.visible_to(actor, can.view_sent).filter(org_path=actor.path)
    fonds = Letterhead.objects.within("").filter(org_path=OuterRef("org_path")).values("fonds")
    told: QuerySet[Any] = rows.select_related("paper").annotate(fonds=Coalesce(Subquery(fonds), Value("")))
    return told


def code_of(row: Any) -> str:
    return archive.code(row.fonds, row.year, row.retention, row.item)


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(Q(paper__title__contains=text) | Q(paper__number__contains=text))


CATALOGUE = Listing(
    columns=(
        Column("code", _("档号"), code_of),
        Column("number", _("文号"), lambda row: row.paper.number),
        Column("agency", _("责任者"), lambda row: row.paper.agency),
        Column("title", _("题名"), lambda row: row.paper.title, link=found.address_in),
        Column("day", _("日期"), lambda row: timezone.localdate(row.paper.signed_at).strftime("%Y%m%d")),
        Column("secrecy", _("密级"), lambda _row: ""),
        Column("pages", _("页数"), lambda row: row.paper.pages or "", align="end"),
        Column("note", _("备注"), lambda row: papers.force_of(row.paper) if row.paper.end else ""),
        Column("filed", _("归档时间"), lambda row: row.filed_at, "filed_at"),
    ),
    default_sort="filed",
    filters=(
        Filter("year", _("年度"), papers.years),
        Filter("retention", _("保管期限"), Retention.choices),
    ),
    search=_named,
    search_hint=_("题名或文号"),
)
