"""The page of whoever connects an app to rosters: addresses, scopes, what each school granted, a try-out."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuren.kernel.http.policy import Request, policy
from shuren.modules.rostering import permissions as can
from shuren.modules.rostering.actions import reading
from shuren.modules.rostering.queries import connected
from shuren.modules.rostering.rules.asking import NotUnderstood, asked
from shuren.modules.rostering.rules.binding import COLLECTIONS, CORE, DEMOGRAPHICS, DISCOVERY, FULL


@policy(can.connect)
@require_safe
def connecting(request: Request) -> HttpResponse:
    """What is needed to connect, and for a vendor the sandbox to try it with."""
    base = reading.base()
    context = {
        "base": base, "token": f"{base.partition('/ims/')[0]}/oauth/token", "discovery": f"{base}/{DISCOVERY}",
        "scopes": (CORE, FULL, DEMOGRAPHICS), "apps": connected.apps_of(request.actor),
        "tried": _tried(request) if connected.is_vendor(request.actor) else None,
    }  # fmt: skip
    return render(request, "rostering/connecting.html", context)


def _tried(request: Request) -> dict[str, object]:
    """Ask the vendor's synthetic people what was typed; what is wrong is said in the words of the protocol."""
    typed = {name: request.GET.get(name, "").strip()[:500] for name in ("filter", "sort", "fields")}
    step = request.GET.get("step", "users")
    told: dict[str, object] = {
        "steps": sorted(one for (one, *more) in COLLECTIONS if not more),
        "typed": typed,
        "fault": "",
    }
    operation = COLLECTIONS.get((step,), COLLECTIONS[("users",)])
    given = {name: [value] for name, value in typed.items() if value} | {"limit": ["1"]}
    try:
        wanted = asked(given, operation.resource)
        page = reading.sandbox_page(request.actor, operation, wanted)
    except NotUnderstood as fault:
        return told | {"step": operation.only, "fault": fault.sentence}
    shown = json.dumps({operation.resource.many: page.objects}, ensure_ascii=False, indent=2)
    return told | {"step": operation.only, "total": page.total, "shown": shown}
