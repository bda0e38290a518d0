"""Vendors: registering, and being checked."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy, public
from shuren.modules.apps import forms
from shuren.modules.apps import permissions as can
from shuren.modules.apps.actions import vendors as actions
from shuren.modules.apps.queries import vendors as queries
from shuren.modules.apps.workflows import VendorState


@public
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """Let a vendor register itself; what comes next is said in the answer."""
    form = forms.Registration(request.POST or None)
    made = submitted(form, actions.register)
    if made is not None:
        return render(request, "apps/registered.html", {"vendor": made})
    return render(request, "apps/register.html", {"form": form}, status=status_of(form))


@policy(can.admit_vendors)
@require_safe
def vendors(request: Request) -> HttpResponse:
    """The vendors registered here and below."""
    page = queries.VENDORS.page(queries.vendors_for(request.actor), request.GET.dict(), request.actor)
    return render(request, "apps/vendors.html", {"page": page})


@policy(can.admit_vendors)
@require_safe
def vendor(request: Request, vendor_id: int) -> HttpResponse:
    """One vendor, and what can be decided on it."""
    found = queries.vendor_for(request.actor, vendor_id)
    context = {
        "vendor": found,
        "waits": found.state == VendorState.WAITING,
        "works": found.state == VendorState.ADMITTED,
        "apps": list(found.apps.within("").order_by("name_key", "id")),
        "today": timezone.localdate(),
    }
    return render(request, "apps/vendor.html", context)


@policy(can.admit_vendors)
@never_cache
@require_POST
def admit(request: Request, vendor_id: int) -> HttpResponse:
    """Admit a vendor; the temporary password of its account is shown in the answer, once."""
    found = queries.vendor_for(request.actor, vendor_id)
    opened = actions.admit(actor=request.actor, vendor=found)
    return render(request, "apps/vendor_admitted.html", {"vendor": found, "opened": opened})


@policy(can.admit_vendors)
@require_POST
def refuse(request: Request, vendor_id: int) -> HttpResponse:
    """Refuse a registration."""
    found = queries.vendor_for(request.actor, vendor_id)
    actions.refuse(actor=request.actor, vendor=found, reason=request.POST.get("reason", ""))
    return redirect("apps:vendor", found.pk)


@policy(can.admit_vendors)
@require_POST
def stop(request: Request, vendor_id: int) -> HttpResponse:
    """Stop working with a vendor."""
    found = queries.vendor_for(request.actor, vendor_id)
    actions.stop(actor=request.actor, vendor=found, reason=request.POST.get("reason", ""))
    return redirect("apps:vendor", found.pk)
