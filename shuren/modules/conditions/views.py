from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.conditions import permissions, queries
from shuren.modules.conditions.tables import ConditionsWorkbook


@require_GET
@policy(permissions.view_conditions)
def school(request: Request, school_id: int) -> HttpResponse:
    """Lead to the newest year that a school reported."""
    found = queries.school_for(request.actor, school_id)
    years = queries.years_reported(found)
    if not years:
        return render(request, "conditions/nothing.html", {"school": found})
    return redirect("conditions:rows", school_id=school_id, year=years[0], code=ConditionsWorkbook.tables[0].code)


@require_GET
@policy(permissions.view_conditions)
def rows(request: Request, school_id: int, year: int, code: str) -> HttpResponse:
    """Show the rows of one sheet that a school reported for a year, with who entered each, when, from which file."""
    found = queries.school_for(request.actor, school_id)
    table = next((each for each in ConditionsWorkbook.tables if each.code == code), None)
    if table is None:
        raise NotFoundHere
    context = {
        "school": found,
        "year": year,
        "years": queries.years_reported(found),
        "table": table,
        "tables": ConditionsWorkbook.tables,
        "rows": queries.rows_of(table, found, year),
        "marked": request.GET.get("row", ""),
    }
    return render(request, "conditions/rows.html", context)
