"""What units owe: certificates that should have come by themselves."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.http.policy import Request, policy
from shuren.spine.certificates import permissions as can
from shuren.spine.certificates import queries
from shuren.spine.certificates.actions import issuing

LISTING = Listing(
    columns=(
        Column(
            "name", _("姓名"), lambda row: row.name, link=lambda row: reverse("people:person", args=(row.holder_id,))
        ),
        Column("kind", _("种类"), lambda row: queries.kind_named(row.kind)),
        Column("unit", _("签发单位"), lambda row: row.unit.name),
        Column("why", _("原因"), lambda row: queries.why_told(row.why)),
        Column("since", _("应签发时间"), lambda row: row.since_at, "since_at"),
        Column("tried", _("最近一次尝试"), lambda row: row.tried_at),
    ),
    default_sort="-since",
    filters=(Filter("kind", _("种类"), lambda _actor: queries.kind_choices()),),
    search=lambda rows, text: rows.filter(name__startswith=text),
    search_hint=_("姓名"),
)


@policy(can.view_certificates)
@require_safe
def debts(request: Request) -> HttpResponse:
    """What did not come by itself, with the reason and the button to try again."""
    page = LISTING.page(queries.debts_for(request.actor), request.GET.dict(), request.actor)
    may_issue = request.actor.may(can.issue_certificates)
    return render(request, "certificates/debts.html", {"page": page, "may_issue": may_issue})


@policy(can.issue_certificates)
@require_POST
def retry(request: Request, debt_id: int) -> HttpResponse:
    """Try again; what succeeds leaves the list, what fails stands there with the new reason."""
    issuing.retry(actor=request.actor, debt_id=debt_id, at=timezone.now())
    return redirect("certificates:debts")
