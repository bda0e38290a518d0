"""Examples of vendors and their apps, of what schools switch on, and of test keys."""

from itertools import count
from typing import Any

from django.utils import timezone

from shuren.modules.apps.models import App, SandboxKey, SwitchOn, Vendor
from shuren.spine.orgs.models import Level, Org
from tests.matrix.makers import school_below
from tests.matrix.map import Reach, example
from tests.world import World

_numbers = count(1)


def a_vendor_of(org: Org) -> Vendor:
    number = next(_numbers)
    made: Vendor = Vendor.objects.create(
        org_path=org.path, name="示例", name_key="shili", credit_code=f"EXAMPLE{number:011d}",
        icp_no="皖ICP备18001234号", contact="示例", phone="13800138000", email="a@example.org",
        wanted_username=f"example-{number}",
    )  # fmt: skip
    return made


def an_app_of(org: Org) -> App:
    """Make an app in use that an org has admitted."""
    vendor = a_vendor_of(org)
    vendor.state = "admitted"
    vendor.save()
    today = timezone.localdate()
    made: App = App.objects.create(
        vendor=vendor, org_path=org.path, code=f"example-{next(_numbers)}", name="示例", name_key="shili",
        state="in_use", admitted_on=today, lasts_until=today, audiences=["staff"],
    )  # fmt: skip
    return made


@example("apps:vendor", "apps:admit_vendor", "apps:refuse_vendor", "apps:stop_vendor")
def a_vendor(_world: World, org: Org) -> dict[str, Any]:
    return {"vendor_id": a_vendor_of(org).pk}


@example("apps:describe", "apps:suspend", "apps:resume", "apps:end")
def an_app(_world: World, org: Org) -> dict[str, Any]:
    return {"app_id": an_app_of(org).pk}


@example("apps:app", "apps:choose", reach=Reach.AROUND)
def an_app_that_concerns_those_below(_world: World, org: Org) -> dict[str, Any]:
    return {"app_id": an_app_of(org).pk}


@example("apps:off", reach=Reach.ANYWHERE)
def an_app_that_need_not_be_on(_world: World, org: Org) -> dict[str, Any]:
    """Whoever may switch off is heard: only the own school's rows are touched."""
    return {"app_id": an_app_of(org).pk}


@example("apps:entry", reach=Reach.ANYWHERE)
def an_entry_of_the_catalogue(_world: World, org: Org) -> dict[str, Any]:
    return {"code": an_app_of(org).code}


@example("apps:agree", "apps:withdraw", reach=Reach.ANYWHERE)
def a_switch(_world: World, org: Org) -> dict[str, Any]:
    """Whoever is signed in is heard: only what concerns oneself or an own child is changed."""
    school = org if org.level == Level.SCHOOL else school_below(org)
    today = timezone.localdate()
    made = SwitchOn.objects.create(
        app=an_app_of(school), org_path=school.path, school=school, groups=["staff"], items=["name"], decision="示例",
        valid_from=today, valid_to=today.replace(year=today.year + 1), switched_by="示例",
    )  # fmt: skip
    return {"switch_id": made.pk, "item": "name"}


@example("apps:end_key")
def a_test_key(_world: World, org: Org) -> dict[str, Any]:
    made = SandboxKey.objects.create(
        vendor=a_vendor_of(org), digest=str(next(_numbers)), tail="abcd", ends_on=timezone.localdate()
    )
    return {"key_id": made.pk}
