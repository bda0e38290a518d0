"""Reading what schools reported."""

import polars as pl

from shuren.modules.conditions.models import Room


def rooms_of(school_id: int, year: int) -> pl.DataFrame:
    """Return the rooms of a school in a year as (code, label), for references; the caller has checked access."""
    rooms = Room.objects.within("").filter(school_id=school_id, year=year).order_by("number")
    rows = list(rooms.values_list("number", "name"))
    return pl.DataFrame(rows, schema={"code": pl.String, "label": pl.String}, orient="row")
