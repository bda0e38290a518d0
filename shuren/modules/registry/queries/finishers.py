"""The pupils of the last grades and what their school has said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.modules.registry import permissions as can
from shuren.modules.registry.models import Finisher, FinishersSigned, YearResult
from shuren.modules.registry.models.yearends import LABELS
from shuren.modules.registry.queries.words import kept
from shuren.modules.registry.rules.yearend import NAMEABLE, SIGNED, Outcome
from shuren.spine.orgs.queries.lookup import classes_at
from shuren.spine.people import api as people
from shuren.spine.people.models import Enrolment

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.kernel.tabular.scopes import Scope

UNPLACED = "未编班"  # workbooks are Chinese
OUTCOMES = [(outcome.value, LABELS[outcome]) for outcome in (Outcome.GRADUATE, Outcome.COMPLETE, Outcome.INCOMPLETE)]


def last_grade(actor: Actor, year: int) -> QuerySet[Enrolment]:
    """Return the pupils below the actor who are in the last grade of their stage in a school year."""
    rows: QuerySet[Enrolment] = Enrolment.objects.visible_to(actor, can.name_finishers)
    return _last_grade(rows, actor.path, year).select_related("school_class")


def _last_grade(rows: QuerySet[Enrolment], path: str, year: int) -> QuerySet[Enrolment]:
    lengths = [When(stage=stage, then=Value(years)) for stage, years in people.STAGE_YEARS.items()]
    named: QuerySet[Any] = Finisher.objects.within(path).filter(enrolment=OuterRef("pk"), year=year)
    settled: QuerySet[Any] = YearResult.objects.within(path).filter(
        enrolment=OuterRef("pk"), year=year, is_settled=True
    )
    return (
        rows.filter(left_on=None, stage__in=NAMEABLE)
        .annotate(grades=Coalesce("school_class__years", Case(*lengths)))
        .filter(entry_year=year + 1 - F("grades"))
        .annotate(named=Subquery(named.values("outcome")), named_why=Subquery(named.values("reason")))
        .annotate(settled=Subquery(settled.values("outcome")))
    )


def _of_scope(scope: Scope) -> QuerySet[Enrolment]:
    rows: QuerySet[Enrolment] = Enrolment.objects.within(scope.path).filter(school_id=scope.org_id)
    return _last_grade(rows, scope.path, scope.where["year"])


def named_now(scope: Scope) -> QuerySet[Any, Any]:
    """Return how each pupil of the last grades of a school leaves, as the rows of its workbook."""
    rows = _of_scope(scope).annotate(
        enrolment_id=F("pk"), outcome=Coalesce("named", Value(Outcome.GRADUATE.value)), reason=F("named_why")
    )
    return rows.values("id", "enrolment_id", "outcome", "reason")


def pupils_of(scope: Scope) -> pl.DataFrame:
    """Return the pupils of the last grades of a school, as what a row of the workbook may refer to."""
    rows = _of_scope(scope).order_by("school_class__code", "school_no")
    told = [
        (row.school_no, f"{row.name}·{row.school_class.name if row.school_class else UNPLACED}", row.pk, row.stage,
         bool(row.settled))  # type: ignore[attr-defined]
        for row in rows.select_related("school_class")
    ]  # fmt: skip
    schema = {"code": pl.String, "label": pl.String, "id": pl.Int64, "stage": pl.String, "settled": pl.Boolean}
    return pl.DataFrame(told, schema=schema, orient="row")


def outcomes_of(_scope: Scope) -> pl.DataFrame:
    """Return the outcomes that a row of the workbook may tell, under their Chinese names."""
    names = [(kept(label), kept(label), code) for code, label in OUTCOMES]
    return pl.DataFrame(names, schema={"code": pl.String, "label": pl.String, "outcome": pl.String}, orient="row")


def signed(actor: Actor, year: int) -> FinishersSigned | None:
    found: FinishersSigned | None = FinishersSigned.objects.within(actor.path).filter(year=year).first()
    return found


def must_sign(rows: QuerySet[Enrolment]) -> bool:
    """Say whether there are pupils whose graduation the school confirms."""
    return rows.filter(stage__in=SIGNED).exists()


def _by_outcome(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(Q(named=None) if value == Outcome.GRADUATE else Q(named=value))


def listing(school_id: int, path: str) -> Listing:
    """Return the list of a school's last grades."""
    return Listing(
        columns=(
            Column("name", _("姓名"), lambda row: row.name, "name_key"),
            Column("class", _("所在班级"), lambda row: row.school_class.name if row.school_class else ""),
            Column("school_no", _("学号"), lambda row: row.school_no, "school_no"),
            Column("outcome", _("学年末结果"), lambda row: LABELS[Outcome(row.named or Outcome.GRADUATE)]),
            Column("why", _("原因"), lambda row: row.named_why),
        ),
        default_sort="school_no",
        filters=(
            Filter("school_class", _("所在班级"), classes_at(school_id, path)),
            Filter("outcome", _("学年末结果"), OUTCOMES, _by_outcome),
        ),
        search=lambda rows, text: rows.filter(name__startswith=text),
        search_hint=_("姓名"),
    )
