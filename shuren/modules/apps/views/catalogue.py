"""应用目录, open to everybody; and its yearly clean-up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from shuren.kernel.http.listing import NUL
from shuren.kernel.http.policy import Request, policy, public
from shuren.modules.apps import permissions as can
from shuren.modules.apps.actions import cleaning as actions
from shuren.modules.apps.queries import catalogue as queries
from shuren.modules.apps.queries import cleaning, words
from shuren.modules.apps.queries.members import READER


@public
@require_safe
def catalogue(request: Request) -> HttpResponse:
    """The apps in use, by stage, subject, audience and words of their purpose."""
    page = queries.CATALOGUE.page(queries.published(), request.GET.dict(), READER)
    return render(request, "apps/catalogue.html", {"page": page})


@public
@require_safe
def entry(request: Request, code: str) -> HttpResponse:
    """One app of the catalogue."""
    found = queries.published_app(code)
    return render(request, "apps/entry.html", {"found": found, "app": found.app, "items": found.items, "told": words})


@policy(can.keep_catalogue)
@require_http_methods(["GET", "POST"])
def clean_up(request: Request) -> HttpResponse:
    """Which apps nobody uses, which run out, which have ended; the unused ones are ended here."""
    actor = request.actor
    if request.method == "POST":
        chosen = [int(one) for one in request.POST.getlist("app") if one.isascii() and one.isdigit()]
        done = actions.clean_up(actor=actor, app_ids=chosen, reason=request.POST.get("reason", "").replace(NUL, ""))
        if done:
            sentence = ngettext("已终止 %(done)s 个应用。", "已终止 %(done)s 个应用。", done)
            messages.success(request, sentence % {"done": done})
        else:
            messages.warning(request, gettext("没有选中应用，什么都没有改变。"))
        return redirect("apps:clean_up")
    context = {
        "unused": cleaning.unused(actor.path),
        "ending": cleaning.ending(actor.path),
        "ended": cleaning.ended(actor.path),
    }
    return render(request, "apps/clean_up.html", context)
