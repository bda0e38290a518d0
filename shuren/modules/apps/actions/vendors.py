"""A vendor registers itself, is checked once, and can be stopped."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel import pinyin
from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.notices.actions import ask, settle_all
from shuren.kernel.refusals import Refused
from shuren.kernel.words import Words
from shuren.kernel.workflow.actions import take
from shuren.modules.apps import events
from shuren.modules.apps.models import Vendor
from shuren.modules.apps.permissions import VENDOR, admit_vendors
from shuren.modules.apps.queries import vendors as queries
from shuren.modules.apps.workflows import VendorState, VendorWorkflow
from shuren.spine.identity import api as identity
from shuren.spine.identity.models import Account
from shuren.spine.orgs.models import Org

TO_ADMIT: Final = "apps.vendor"
MOST_WAITING: Final = 200  # registrations that wait at one authority; beyond it somebody is playing
DOOR = system_actor("apps.door", "应用提供者登记")


class AlreadyRegistered(Refused):
    """这个统一社会信用代码已经登记过。忘记账号的，请联系登记时选择的教育行政部门。"""

    status = 422


class NameTaken(Refused):
    """账号“{username}”已被使用，请换一个。"""

    status = 422


class TooManyWaiting(Refused):
    """这里待核实的登记太多，暂不受理新的登记，请过几天再来。"""


@transaction.atomic
def register(
    *, authority: Org, name: str, credit_code: str, icp_no: str, contact: str, phone: str, email: str, username: str
) -> Vendor:
    """Take in a registration; nobody has signed in, so nothing opens by it. Raises AlreadyRegistered, NameTaken."""
    if Vendor.objects.within("").filter(credit_code=credit_code).exists():
        raise AlreadyRegistered(field="credit_code")
    if Account.objects.filter(username=username).exists():
        raise NameTaken(field="username", username=username)
    waiting = Vendor.objects.within("").filter(org_path=authority.path, state=VendorState.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise TooManyWaiting
    made: Vendor = Vendor.objects.create(
        org_path=authority.path, name=name.strip(), name_key=pinyin.sort_key(name.strip()), credit_code=credit_code,
        icp_no=icp_no, contact=contact, phone=phone, email=email, wanted_username=username,
    )  # fmt: skip
    record(
        actor=DOOR, label=events.VENDOR_REGISTERED, org_path=made.org_path, subject=("apps.vendor", made.pk),
        details={"vendor": made.name, "code": made.credit_code},
    )  # fmt: skip
    ask(
        kind=TO_ADMIT, subject_id=made.pk, title=gettext_noop("核实应用提供者“{vendor}”"), params={"vendor": made.name},
        link=queries.vendor_address(made), role=identity.official_at(authority.level), org_path=authority.path,
    )  # fmt: skip
    return made


@transaction.atomic
def admit(*, actor: Actor, vendor: Vendor) -> identity.Opened:
    """Admit a vendor and open its account; the password is told once. Raises UsernameTaken, BadUsername, NotNow."""
    locked = take(VendorWorkflow.admit, actor=actor, obj=vendor)
    opened = identity.open_outside_account(
        actor=actor, needed=admit_vendors, home=Org.objects.within("").get(path=locked.org_path),
        username=locked.wanted_username, name=locked.name, role=VENDOR.code, on=timezone.localdate(),
    )  # fmt: skip
    locked.account = opened.account
    _decided(actor, locked, VendorWorkflow.admit.label, "")
    return opened


@transaction.atomic
def refuse(*, actor: Actor, vendor: Vendor, reason: str) -> None:
    """Refuse a registration. Raises NotNow, ReasonMissing."""
    locked = take(VendorWorkflow.refuse, actor=actor, obj=vendor, reason=reason)
    _decided(actor, locked, VendorWorkflow.refuse.label, reason)


@transaction.atomic
def stop(*, actor: Actor, vendor: Vendor, reason: str) -> None:
    """Stop working with a vendor: from this moment none of its apps is told anything. Raises NotNow, ReasonMissing."""
    locked = take(VendorWorkflow.stop, actor=actor, obj=vendor, reason=reason)
    _decided(actor, locked, VendorWorkflow.stop.label, reason)


def _decided(actor: Actor, vendor: Vendor, what: Words, why: str) -> None:
    vendor.decided_by, vendor.decided_at, vendor.why = actor.name, timezone.now(), why.strip()
    vendor.save(update_fields=["account", "decided_by", "decided_at", "why"])
    settle_all(kind=TO_ADMIT, subject_ids=[str(vendor.pk)])
    record(
        actor=actor, label=events.VENDOR_DECIDED, org_path=vendor.org_path, subject=("apps.vendor", vendor.pk),
        details={"vendor": vendor.name, "what": what, "why": vendor.why or "—"},
    )  # fmt: skip
