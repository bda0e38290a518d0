"""Administration of accounts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.http.policy import Request, policy, sensitive
from shuren.kernel.http.related import related_to
from shuren.spine.identity import forms, queries
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import accounts, grants, proposals
from shuren.spine.identity.actions import factors as factor_deeds
from shuren.spine.identity.queries import factors, proposed
from shuren.spine.identity.queries.proposed import Proposal
from shuren.spine.identity.views import proof

LISTING = Listing(
    columns=(
        Column("name", _("姓名"), lambda row: row.name, sort="name_key", link=lambda row: _url("account", row.pk)),
        Column("username", _("账号"), lambda row: row.username, sort="username"),
        Column("org", _("所属机构"), lambda row: row.org.name),
        Column("roles", _("角色"), lambda row: queries.roles_held(row.present_grants)),
        Column("state", _("状态"), lambda row: queries.state_of(row, timezone.now())),
        Column("last", _("上次登录"), lambda row: row.last_login),
    ),
    default_sort="name",
    filters=(
        Filter("role", _("角色"), lambda _actor: queries.role_choices(), apply=queries.holding_role),
        Filter("state", _("状态"), queries.STATE_CHOICES, apply=queries.in_state),
    ),
    search=queries.accounts_named,
    search_hint=_("姓名、拼音首字母或账号"),
)


@policy(can.view_accounts)
@require_safe
def account_list(request: Request) -> HttpResponse:
    """The accounts of one's part of the tree."""
    page = LISTING.page(queries.accounts_for(request.actor), request.GET.dict(), request.actor)
    context = {"page": page, "may_open": request.actor.may(can.manage_accounts)}
    return render(request, "identity/account_list.html", context)


@policy(can.manage_accounts)
@never_cache
@require_http_methods(["GET", "POST"])
def open_account(request: Request) -> HttpResponse:
    """Open an account; its temporary password is shown in the answer, once."""
    form = forms.OpenAccount(request.POST or None, actor=request.actor, initial=request.GET.dict())
    if factors.is_powerful(request.POST.get("role", "")):
        proof.demand(request)
    opened = submitted(
        form, lambda **typed: accounts.open_account(actor=request.actor, on=timezone.localdate(), **typed)
    )
    if opened is not None:
        waits = proposed.waiting_of(opened.account)
        return render(request, "identity/password_told.html", {"opened": opened, "is_new": True, "waits": waits})
    context = {"form": form, "orgs": queries.orgs_to_grant_at(request.actor)}
    return render(request, "identity/open_account.html", context, status=status_of(form))


@policy(can.view_accounts)
@require_safe
def account(request: Request, account_id: int) -> HttpResponse:
    """One account: its roles, its stays, what can be done with it."""
    found = queries.account_for(request.actor, account_id)
    return _detail(request, found, _grant_form(request))


@policy(can.manage_accounts)
@require_POST
def grant_role(request: Request, account_id: int) -> HttpResponse:
    """Give the account a role."""
    found = queries.account_for(request.actor, account_id)
    form = forms.GrantRole(request.POST, actor=request.actor)
    if factors.is_powerful(request.POST.get("role", "")):
        proof.demand(request)
    granted = submitted(
        form,
        lambda **typed: proposals.give_role(actor=request.actor, account=found, on=timezone.localdate(), **typed),
    )
    if isinstance(granted, Proposal):
        messages.success(request, gettext("已提出授权申请，安全管理员同意后生效。"))
    return redirect("identity:account", found.pk) if granted else _detail(request, found, form)


@policy(can.manage_accounts)
@require_POST
def revoke_role(request: Request, account_id: int, grant_id: int) -> HttpResponse:
    """Take a role back from today on."""
    found = queries.account_for(request.actor, account_id)
    grant = queries.grant_for(request.actor, found, grant_id)
    grants.revoke_role(actor=request.actor, grant=grant, on=timezone.localdate())
    return redirect("identity:account", found.pk)


@policy(can.manage_accounts)
@sensitive
@never_cache
@require_POST
def reset_password(request: Request, account_id: int) -> HttpResponse:
    """Give the account a temporary password, shown in the answer, once."""
    found = queries.account_for(request.actor, account_id)
    opened = accounts.reset_password(actor=request.actor, account=found, at=timezone.now())
    return render(request, "identity/password_told.html", {"opened": opened, "is_new": False, "waits": []})


@policy(can.secure_accounts)
@sensitive
@require_POST
def reset_factors(request: Request, account_id: int) -> HttpResponse:
    """Take the second factors of somebody who has lost them."""
    found = queries.account_for(request.actor, account_id)
    reason = request.POST.get("reason", "")
    factor_deeds.reset(actor=request.actor, account=found, reason=reason, at=timezone.now())
    messages.success(request, gettext("已清除第二登录方式，本人下次凭密码登录后重新添加。"))
    return redirect("identity:account", found.pk)


@policy(can.secure_accounts)
@require_POST
def disable(request: Request, account_id: int) -> HttpResponse:
    """Keep the account from signing in."""
    found = queries.account_for(request.actor, account_id)
    accounts.disable(actor=request.actor, account=found, reason=request.POST.get("reason", ""), at=timezone.now())
    return redirect("identity:account", found.pk)


@policy(can.secure_accounts)
@require_POST
def enable(request: Request, account_id: int) -> HttpResponse:
    """Let the account sign in again."""
    found = queries.account_for(request.actor, account_id)
    accounts.enable(actor=request.actor, account=found)
    return redirect("identity:account", found.pk)


@policy(can.secure_accounts)
@require_POST
def unlock(request: Request, account_id: int) -> HttpResponse:
    """Forget the wrong passwords that locked the account."""
    found = queries.account_for(request.actor, account_id)
    accounts.unlock(actor=request.actor, account=found)
    return redirect("identity:account", found.pk)


def _grant_form(request: Request) -> forms.GrantRole | None:
    return forms.GrantRole(actor=request.actor) if request.actor.may(can.manage_accounts) else None


def _detail(request: Request, found: Any, form: forms.GrantRole | None) -> HttpResponse:
    now = timezone.now()
    is_own = found.key == request.actor.id
    context = {
        "account": found,
        "state": queries.state_of(found, now),
        "is_locked": queries.is_locked(found, now),
        "grants": queries.grants_from(found, timezone.localdate()),
        "covers": request.actor.covers,
        "role_label": queries.label_of_role,
        "waiting": proposed.waiting_of(found),
        "absences": queries.absences_of(found),
        "stays": queries.sign_ins_of(found, limit=10),
        "may_manage": request.actor.may(can.manage_accounts) and not is_own,
        "may_secure": request.actor.may(can.secure_accounts) and not is_own,
        "factors": factors.count_of(found),
        "form": form,
        "related": related_to(request.actor, "identity.account", found.pk),
        "orgs": queries.orgs_to_grant_at(request.actor) if form else [],
    }
    return render(request, "identity/account.html", context, status=status_of(form) if form else 200)


def _url(name: str, *args: object) -> str:
    return reverse(f"identity:{name}", args=args)
