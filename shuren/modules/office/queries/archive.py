"""What a unit has in its archive, as the catalogue lists it (DA/T 22-2015 5.5)."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Case, Stay
from shuren.kernel.http.listing import Choices, Column, Filter, Listing
from shuren.modules.office import permissions as can
from shuren.modules.office.models import Filed, Letterhead, Retention
from shuren.modules.office.queries import found, papers
from shuren.modules.office.rules import archive

SUBJECT = "office.filed:"
OFFERED = 200  # archived papers to choose from
LOANS: Choices = (("in", _("在库")), ("out", _("借出中")), ("late", _("逾期未还")))


def filed_at(actor: Actor) -> QuerySet[Any]:
    """Return what the actor's own unit has filed."""
    rows = Filed.objects.visible_to(actor, can.view_sent).filter(org_path=actor.path)
    fonds = Letterhead.objects.within("").filter(org_path=OuterRef("org_path")).values("fonds")
    told: QuerySet[Any] = rows.select_related("paper").annotate(
        fonds=Coalesce(Subquery(fonds), Value("")),
        borrower=Subquery(_loans().values("applicant_name")[:1]),
        until=Subquery(_loans().annotate(till=KT("form__until")).values("till")[:1]),
    )
    return told


def subject_of(filed_id: int) -> str:
    """Return what the case of a loan is about: one runs at a time."""
    return f"{SUBJECT}{filed_id}"


def address_of(filed_id: int) -> str:
    """Return where an archived paper is read. Raises Filed.DoesNotExist."""
    return found.address_in(Filed.objects.within("").select_related("paper").get(pk=filed_id))


def to_lend(actor: Actor) -> list[tuple[str, str]]:
    """Return what the actor's unit has filed, latest first, as choices."""
    rows = filed_at(actor).order_by("-filed_at", "-pk")[:OFFERED]
    return [(str(row.pk), f"{code_of(row)} {row.paper.number} {row.paper.title}") for row in rows]


def _loans() -> QuerySet[Any]:
    """Return the running loans of an archived paper that is out: approved, not received again."""
    subject = Concat(Value(SUBJECT), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    out = Stay.objects.within("").filter(case=OuterRef("pk"), step__in=("give_back", "receive"), left_at=None)
    running: QuerySet[Any] = Case.objects.within("").filter(subject=subject, outcome="").filter(Exists(out))
    return running


def _loan_of(row: Any) -> str:
    if not row.borrower:
        return gettext("在库")
    told = gettext("{who}借阅，{day}前归还") if row.until >= _today() else gettext("{who}借阅，{day}到期未还")
    return told.format(who=row.borrower, day=row.until)


def _today() -> str:
    return timezone.localdate().isoformat()


def _by_loan(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    kept = {
        "in": Q(borrower=None), "out": Q(borrower__isnull=False), "late": Q(until__lt=_today()),
    }  # fmt: skip
    return rows.filter(kept[value]) if value in kept else rows.none()


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
        Column("loan", _("借阅"), _loan_of),
        Column("filed", _("归档时间"), lambda row: row.filed_at, "filed_at"),
    ),
    default_sort="filed",
    filters=(
        Filter("year", _("年度"), papers.years),
        Filter("retention", _("保管期限"), Retention.choices),
        Filter("loan", _("借阅"), LOANS, apply=_by_loan),
    ),
    search=_named,
    search_hint=_("题名或文号"),
)
