"""The pages of the desk."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel import messages
from shuren.kernel.cases import batches
from shuren.kernel.cases.projection import BACK
from shuren.kernel.cases.telling import URGED
from shuren.kernel.http.policy import Request, in_background, policy
from shuren.kernel.jobs import queries as jobs
from shuren.site.cases import desk as pages
from shuren.site.cases import permissions
from shuren.site.cases.jobs import SUBJECT, start_batch


@require_safe
@policy(permissions.handle_cases)
def desk(request: Request) -> HttpResponse:
    """Everything that awaits one's signature."""
    page, lights = pages.desk(request.actor, request.GET.dict())
    tags = {URGED: gettext("已催办"), BACK: gettext("退回补正")}
    others = [] if page.query else pages.others(request.actor)
    context = {"page": page, "lights": lights, "tags": tags, "once": get_random_string(20), "others": others}
    return render(request, "cases/desk.html", context)


@require_POST
@policy(permissions.handle_cases)
def sign_many(request: Request) -> HttpResponse:
    """Sign all that was chosen with yes."""
    batch = start_batch(
        actor=request.actor,
        tasks=pages.chosen(request.actor, request.POST.getlist("task")),
        comment=request.POST.get("reason", "")[:1000],
        once=request.POST.get("once", ""),
    )
    return redirect(f"{reverse('cases:signed')}?{urlencode({'batch': batch})}")


@require_safe
@policy(permissions.handle_cases)
def signed(request: Request) -> HttpResponse:
    """What became of each case that was signed together with others."""
    found = _signed(request)
    return render(request, "cases/signed.html", found) if found else redirect("cases:desk")


@in_background
@require_safe
@policy(permissions.handle_cases)
def signing(request: Request) -> HttpResponse:
    """How far it is; polled by the page."""
    found = _signed(request)
    return render(request, "cases/_signed.html", found) if found else redirect("cases:desk")


def _signed(request: Request) -> dict[str, Any]:
    batch = request.GET.get("batch", "")[:64]
    run = jobs.latest_about(SUBJECT, batch)
    if run is None or run.actor_key != request.actor.id:
        return {}
    rows = batches.chosen(batch)
    told = [(row, messages.read(row.refusal).told(gettext)) for row in rows]
    counts = {value: sum(row.signed is value for row in rows) for value in (True, False)}
    told.sort(key=lambda pair: bool(pair[0].signed))
    return {"run": run, "rows": told, "batch": batch, "done": counts[True], "refused": counts[False]}
