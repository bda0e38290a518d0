"""Lists of key data to be corrected: whom a row may name, and what became of lists handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from django.db.models import QuerySet
from django.utils import timezone

from shuren.kernel.cases.models import Case
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.tabular.scopes import Scope
from shuren.modules.registry import permissions as can
from shuren.modules.registry.models import CorrectionList
from shuren.modules.registry.queries.finishers import UNPLACED
from shuren.spine.orgs.models import Org
from shuren.spine.people.models import Enrolment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shuren.kernel.actors import Actor

NEWEST = 10  # lists shown


def scope_of(actor: Actor) -> Scope:
    """Return whom a list speaks for: the actor's own school, today."""
    school, today = Org.objects.within(actor.path).get(path=actor.path), timezone.localdate()
    return Scope(school.pk, school.path, school.code, school.name, str(today.year), today)


def pupils_of(scope: Scope) -> pl.DataFrame:
    """Return the pupils of a school, as what a row of the workbook may refer to."""
    rows = Enrolment.objects.within(scope.path).filter(school_id=scope.org_id, left_on=None).order_by("school_no")
    told = rows.values_list("school_no", "name", "school_class__name", "pk")
    named = [(number, f"{name}·{group or UNPLACED}", pk) for number, name, group, pk in told]
    return pl.DataFrame(named, schema={"code": pl.String, "label": pl.String, "id": pl.Int64}, orient="row")


def lists_for(actor: Actor) -> QuerySet[Any]:
    """Return the lists that the actor's school has handed in, newest first."""
    rows: QuerySet[Any] = CorrectionList.objects.visible_to(actor, can.apply_events)
    return rows.order_by("-id")


def list_for(actor: Actor, list_id: int) -> CorrectionList:
    """Return one of the lists. Raises NotFoundHere, Forbidden."""
    found: CorrectionList | None = lists_for(actor).filter(pk=list_id).first()
    if found is None:
        raise NotFoundHere
    return found


def cases_of(row: CorrectionList) -> list[Case]:
    """Return the cases that the rows of a list have become, in the order of the rows."""
    found = {case.pk: case for case in Case.objects.within(row.org_path).filter(pk__in=row.cases)}
    return [found[pk] for pk in row.cases if pk in found]


def running_about(subjects: Iterable[str]) -> dict[str, str]:
    """Return the number of the case under way about each of some subjects that has one."""
    rows = Case.objects.within("").filter(subject__in=list(subjects), outcome="")
    return dict(rows.values_list("subject", "number"))
