"""Apps that have come through their review, for tests of what follows."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from shuren.kernel import pinyin
from shuren.modules.apps.models import App, AppItem, SwitchOn, Vendor
from shuren.spine.orgs.models import Org
from tests.world import World

THIRD_GRADE = ("pupil:primary:3", "guardian:primary:3")
ITEMS = {"name": "duty", "role": "duty", "school": "duty", "grade": "duty", "class": "duty", "sex": "consent"}


def vendor(world: World, name: str = "青禾科技有限公司", code: str = "91340100MA2RUKQ72A") -> Vendor:
    made: Vendor = Vendor.objects.create(
        org_path=world.city.path, state="admitted", name=name, name_key=pinyin.sort_key(name), credit_code=code,
        icp_no="皖ICP备18001234号", contact="何青", phone="13800138000", email="he@example.org",
        wanted_username="qinghe",
    )  # fmt: skip
    return made


def app(world: World, code: str = "reading", of: Vendor | None = None, **values: Any) -> App:
    """Make an app in use that is allowed ITEMS."""
    items = values.pop("items", ITEMS)
    today = timezone.localdate()
    name = values.pop("name", "晨读")
    facts = {
        "state": "in_use", "home": "https://reading.example.org/", "purpose": "课外阅读", "audiences": ["pupil"],
        "admitted_on": today - timedelta(days=10), "lasts_until": today + timedelta(days=300), **values,
    }  # fmt: skip
    made: App = App.objects.create(
        vendor=of or vendor(world), org_path=world.city.path, code=code, name=name, name_key=pinyin.sort_key(name),
        **facts,
    )  # fmt: skip
    for item, basis in items.items():
        AppItem.objects.create(app=made, item=item, why="排课和布置阅读任务要用", basis=basis, is_allowed=True)
    return made


def switched(made: App, school: Org, groups: tuple[str, ...] = THIRD_GRADE, **values: Any) -> SwitchOn:
    """Switch an app on at a school."""
    facts = {
        "items": sorted(ITEMS), "decision": "校务会议纪要 2026-9", "valid_from": date(2026, 9, 1),
        "valid_to": timezone.localdate() + timedelta(days=200), "switched_by": "王校", **values,
    }  # fmt: skip
    on: SwitchOn = SwitchOn.objects.create(app=made, school=school, org_path=school.path, groups=list(groups), **facts)
    return on
