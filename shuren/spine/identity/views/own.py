"""Pages about one's own account."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.address import address_of
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, signed_in
from shuren.spine.identity import forms, queries
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import own, signing


@signed_in
@require_safe
def profile(request: Request) -> HttpResponse:
    """Who one is here: roles, and where the account is and was signed in."""
    account = queries.account_of(request)
    context = {
        "account": account,
        "grants": queries.grants_to_choose(request),
        "absences": queries.absences_of(account),
        "may_end": request.actor.may(can.stand_in),
        "stays": queries.sign_ins_of(account),
        "present_key": request.session.session_key,
        "role_label": queries.label_of_role,
    }
    return render(request, "identity/profile.html", context)


@signed_in
@require_POST
def end_other_sessions(request: Request) -> HttpResponse:
    """Sign out everywhere else."""
    signing.end_all(
        actor=request.actor,
        account=queries.account_of(request),
        at=timezone.now(),
        keep=str(request.session.session_key),
    )
    return redirect("identity:profile")


@signed_in
@never_cache
@sensitive_post_parameters("present", "new", "again")
@require_http_methods(["GET", "POST"])
def change_password(request: Request) -> HttpResponse:
    """Change the own password; whoever was given a temporary one cannot go elsewhere before."""
    form = forms.ChangePassword(request.POST or None)
    changed = submitted(form, lambda **typed: _change(request, **typed))
    if changed:
        return redirect("identity:profile")
    context = {"form": form, "is_forced": queries.account_of(request).must_change_password}
    return render(request, "identity/change_password.html", context, status=status_of(form))


def _change(request: Request, *, present: str, new: str) -> bool:
    account = queries.account_of(request)
    own.change_password(
        actor=request.actor,
        account=account,
        present=present,
        new=new,
        session_key=str(request.session.session_key),
        address=address_of(request),
        at=timezone.now(),
    )
    key_before = str(request.session.session_key)
    update_session_auth_hash(request, account)
    signing.move(key_before, str(request.session.session_key))
    return True
