from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.desk import stats_for
from shuren.kernel.http.policy import Request, public, signed_in
from shuren.kernel.notices import queries as notices
from shuren.site.cases.desk import lit
from shuren.site.cases.permissions import handle_cases
from shuren.site.filing import pages as filing
from shuren.site.ui import gallery as ui_gallery
from shuren.spine.identity import queries as identity

TODOS_SHOWN = 50


@signed_in
@require_safe
def desk(request: Request) -> HttpResponse:
    """The first page of every role: what awaits a reply, and where the role's work lies."""
    context = {
        "handle_cases": handle_cases,
        "todos": lit(notices.open_for(request.actor), request.actor)[:TODOS_SHOWN],
        "stats": stats_for(request.actor),
        "filed": filing.recent(request.actor),
        "stay_before": identity.sign_in_before(identity.account_of(request)),
    }
    return render(request, "portal/desk.html", context)


@signed_in
@require_safe
def gallery(request: Request) -> HttpResponse:
    """Every component of the ui kit on one page, for whoever builds pages and for the visual tests."""
    return render(request, "ui/gallery.html", ui_gallery.context())


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show pages in the chosen language from now on, on this browser."""
    wanted = request.POST.get("language", "")
    onward = request.POST.get("next", "/")
    secure = request.is_secure()
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}, require_https=secure):
        onward = "/"
    response = redirect(onward)
    if wanted in dict(settings.LANGUAGES):
        year = 365 * 24 * 3600
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=year, samesite="Lax", secure=secure)
    return response


@public
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer load balancers and the command line."""
    return JsonResponse({"status": "ok"})
