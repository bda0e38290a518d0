"""谁能得到我的信息: what apps get of oneself and of one's children."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.policy import Request, signed_in
from shuren.modules.apps.actions import consents as actions
from shuren.modules.apps.queries import concerned


@signed_in
@require_safe
def mine(request: Request) -> HttpResponse:
    """Each app, what it gets, on which basis; where that is consent, to give it or take it back."""
    return render(request, "apps/mine.html", {"concerns": concerned.concerns_of(request.actor)})


@signed_in
@require_POST
def agree(request: Request, switch_id: int, item: str) -> HttpResponse:
    """Agree that an app is told an item."""
    actions.agree(actor=request.actor, switch_id=switch_id, person=_person(request), item=item)
    messages.success(request, gettext("已同意，可以随时撤回。"))
    return redirect("apps:mine")


@signed_in
@require_POST
def withdraw(request: Request, switch_id: int, item: str) -> HttpResponse:
    """Take a consent back."""
    actions.withdraw(actor=request.actor, switch_id=switch_id, person=_person(request), item=item)
    messages.success(request, gettext("已撤回，应用从现在起不再取得这项数据。"))
    return redirect("apps:mine")


def _person(request: Request) -> int | None:
    """Return the child that is meant, None for oneself."""
    typed = request.POST.get("person", "")
    return int(typed) if typed.isascii() and typed.isdigit() else None
