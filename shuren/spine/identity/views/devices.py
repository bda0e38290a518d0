"""Ending stays and devices of one's own, one by one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from shuren.kernel.http.policy import Request, signed_in
from shuren.spine.identity import queries
from shuren.spine.identity.actions import devices


@signed_in
@require_POST
def confirm(request: Request) -> HttpResponse:
    """Say that a device is one's own."""
    devices.confirm(
        actor=request.actor,
        account=queries.account_of(request),
        device_id=_number(request, "device"),
        at=timezone.now(),
    )
    return redirect("identity:ways")


@signed_in
@require_POST
def remove(request: Request) -> HttpResponse:
    """End a device; somebody who does not know it should have another password."""
    devices.remove(
        actor=request.actor,
        account=queries.account_of(request),
        device_id=_number(request, "device"),
        at=timezone.now(),
    )
    messages.success(request, gettext("该设备上的登录已全部退出。如果不是您本人登录的，请立即修改密码。"))
    return redirect("identity:ways")


@signed_in
@require_POST
def end_stay(request: Request) -> HttpResponse:
    """End one stay."""
    devices.end_stay(
        actor=request.actor, account=queries.account_of(request), stay_id=_number(request, "stay"), at=timezone.now()
    )
    return redirect("identity:ways")


def _number(request: Request, name: str) -> int | None:
    posted = request.POST.get(name, "")
    return int(posted) if posted.isdecimal() and len(posted) < 19 else None  # noqa: PLR2004  a big integer's digits
