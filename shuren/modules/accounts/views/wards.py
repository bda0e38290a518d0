"""A guardian and the accounts of the own children."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.policy import Request, policy, sensitive
from shuren.modules.accounts import permissions as can
from shuren.modules.accounts import rules
from shuren.modules.accounts.actions import consents
from shuren.modules.accounts.queries import wards


@policy(can.agree_for_child)
@require_safe
def children(request: Request) -> HttpResponse:
    """The own children, and whether each has an account."""
    context = {"wards": wards.wards(request.actor)}
    return render(request, "accounts/children.html", context)


@policy(can.agree_for_child)
@sensitive
@never_cache
@require_POST
def agree(request: Request, person_id: int) -> HttpResponse:
    """Agree, and get the code with which the child signs in, once."""
    opened = consents.agree(actor=request.actor, person_id=person_id, at=timezone.now())
    context = {"opened": opened, "days": rules.CODE_DAYS}
    return render(request, "accounts/child_code.html", context)


@policy(can.agree_for_child)
@require_POST
def withdraw(request: Request, person_id: int) -> HttpResponse:
    """Take the consent back; the account is sealed."""
    consents.withdraw(actor=request.actor, person_id=person_id, at=timezone.now())
    messages.success(request, gettext("已撤回同意，孩子的账号已封存，现有登录已退出。"))
    return redirect("accounts:children")
