"""Vendors as officers see them, and as one sees oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.apps.models import Vendor
from shuren.modules.apps.permissions import admit_vendors, own_apps
from shuren.modules.apps.workflows import VendorState
from shuren.spine.orgs.models import Level, Org

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor


AUTHORITIES = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.ZONE)


class NotAVendor(Refused):
    """您的账号没有对应的应用提供者登记。请联系为您开通账号的教育行政部门核对。"""


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(Q(name__contains=text) | Q(credit_code__startswith=text.upper()))


def _link(vendor: Vendor) -> str:
    return vendor_address(vendor)


VENDORS = Listing(
    columns=(
        Column("name", _("单位名称"), lambda row: row.name, "name_key", link=_link),
        Column("code", _("统一社会信用代码"), lambda row: row.credit_code),
        Column("state", _("状态"), lambda row: row.get_state_display()),
        Column("contact", _("联系人"), lambda row: row.contact),
        Column("registered", _("登记时间"), lambda row: row.registered_at, "registered_at"),
    ),
    default_sort="-registered",
    filters=(Filter("state", _("状态"), VendorState.choices),),
    search=_named,
    search_hint=_("单位名称或统一社会信用代码"),
)


def vendor_address(vendor: Vendor) -> str:
    return reverse("apps:vendor", args=(vendor.pk,))


def vendors_for(actor: Actor) -> QuerySet[Vendor]:
    """Return the vendors registered at and below the actor's node."""
    rows: QuerySet[Vendor] = Vendor.objects.visible_to(actor, admit_vendors)
    return rows


def vendor_for(actor: Actor, vendor_id: int) -> Vendor:
    """Return a vendor registered at or below the actor's node. Raises NotFoundHere."""
    found = vendors_for(actor).filter(pk=vendor_id).first()
    if found is None:
        raise NotFoundHere
    return found


def vendor_of(actor: Actor) -> Vendor | None:
    """Return the vendor that the actor's account stands for, None where it stands for none."""
    kind, _colon, number = actor.id.partition(":")
    if kind != "account" or not actor.may(own_apps):
        return None
    found: Vendor | None = Vendor.objects.within("").filter(account=int(number)).first()
    return found


def own_vendor(actor: Actor) -> Vendor:
    """Return the vendor that the actor's account stands for. Raises NotAVendor."""
    found = vendor_of(actor)
    if found is None:
        raise NotAVendor
    return found


def authorities() -> list[tuple[str, str]]:
    """Return the authorities with which one may register, in tree order; which there are is public."""
    rows = Org.objects.within("").filter(level__in=AUTHORITIES, closed_on=None).order_by("path")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def authority(org_id: int) -> Org:
    """Return an authority with which one may register. Raises NotFoundHere."""
    found: Org | None = Org.objects.within("").filter(level__in=AUTHORITIES, closed_on=None, pk=org_id).first()
    if found is None:
        raise NotFoundHere
    return found
