"""Reading what schools reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import polars as pl
from django.db.models import QuerySet

from shuren.kernel.actors import Actor
from shuren.kernel.periods import reference_date
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.tabular import queries as tabular
from shuren.kernel.tabular.declare import Table
from shuren.kernel.tabular.scopes import Scope
from shuren.modules.conditions.models import ConditionRow, Finance, Room
from shuren.modules.conditions.permissions import view_conditions
from shuren.spine.orgs.models import Level, Org


@dataclass(frozen=True)
class Row:
    """A row as it was reported, and where it came from; `file` and `file_row` are empty for a row typed by hand."""

    id: int
    cells: dict[str, str | None]
    entered_by: str
    entered_at: datetime
    file: str
    file_row: int | None


def school_for(actor: Actor, school_id: int) -> Org:
    """Return a school whose conditions the actor may see. Raises NotFoundHere for any other."""
    schools = Org.objects.visible_to(actor, view_conditions).filter(level=Level.SCHOOL)
    school: Org | None = schools.filter(pk=school_id).select_related("county").first()
    if school is None:
        raise NotFoundHere
    return school


def years_reported(school: Org) -> list[int]:
    """Return the years for which a school reported, newest first."""
    reported = Finance.objects.within(school.path).filter(school=school).order_by("-year")
    return list(reported.values_list("year", flat=True).distinct())


def rows_of(table: type[Table], school: Org, year: int) -> list[Row]:
    """Return the rows of one table that a school reported for a year, as text, with their provenance."""
    model = cast("type[ConditionRow]", table.model)
    rows: QuerySet[Any] = model.objects.within(school.path).filter(school=school, year=year).order_by("id")
    found: Sequence[ConditionRow] = list(rows)
    files = tabular.files_of({row.batch_id for row in found if row.batch_id})
    cells = tabular.as_text(table, found, _scope(school, year))
    return [
        Row(row.pk, shown, row.entered_by, row.entered_at, files.get(row.batch_id or 0, ""), row.batch_row)
        for row, shown in zip(found, cells, strict=True)
    ]


def _scope(school: Org, year: int) -> Scope:
    where = {"year": year}
    return Scope(school.pk, school.path, school.code, school.name, str(year), reference_date(year), where)


def rooms_of(school_id: int, year: int) -> pl.DataFrame:
    """Return the rooms of a school in a year as (code, label), for references; the caller has checked access."""
    rooms = Room.objects.within("").filter(school_id=school_id, year=year).order_by("number")
    rows = list(rooms.values_list("number", "name"))
    return pl.DataFrame(rows, schema={"code": pl.String, "label": pl.String}, orient="row")
