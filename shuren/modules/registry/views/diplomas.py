"""The register of leaving certificates, and the numbering of an act's."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.policy import Request, policy
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions import diplomas as actions
from shuren.modules.registry.queries import diplomas as queries
from shuren.modules.registry.queries.yearends import act_for


@policy(can.view_diplomas)
@require_safe
def diplomas(request: Request) -> HttpResponse:
    """The certificates of one's part of the tree."""
    page = queries.DIPLOMAS.page(queries.diplomas_for(request.actor), request.GET.dict(), request.actor)
    return render(request, "registry/diplomas.html", {"page": page})


@policy(can.view_diplomas)
@require_safe
def export(request: Request, form: str) -> HttpResponseBase:
    """The list as a file."""
    rows = taken(queries.DIPLOMAS, queries.diplomas_for(request.actor), request.GET.dict())
    return exported(queries.DIPLOMAS, rows, name=gettext("证书编号登记簿"), form=form)


@policy(can.number_diplomas)
@require_POST
def number(request: Request, act_id: int) -> HttpResponse:
    """Number the certificates of an act."""
    actions.queue(actor=request.actor, act=act_for(request.actor, act_id))
    return redirect("registry:year_end", act_id)


@policy(can.number_diplomas)
@require_POST
def void(request: Request, act_id: int) -> HttpResponse:
    """Declare the numbers of an act void."""
    actions.void(actor=request.actor, act=act_for(request.actor, act_id), reason=request.POST.get("reason", ""))
    return redirect("registry:year_end", act_id)
