"""A need, walked from the school to the authority that pays for it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from shuren.kernel.cases.models import Case
from shuren.modules.projects.models import BudgetLine, Project
from shuren.spine.orgs.models import Org
from tests.modules.registry.walking import applied, sign
from tests.world import World

TODAY = timezone.localdate
COUNTY_MONEY, CITY_MONEY = "4", "3"


def a_line(org: Org, amount: int, *, code: str = "ZB-01", source: str = COUNTY_MONEY) -> BudgetLine:
    made: BudgetLine = BudgetLine.objects.create(
        org=org, org_path=org.path, year=TODAY().year, code=code, name="教育信息化专项", source=source,
        amount_yuan=Decimal(amount), entered_at=timezone.now(),
    )  # fmt: skip
    return made


def need(**changed: Any) -> dict[str, Any]:
    return {
        "title": "平板教室", "need": "现有平板均已报废。", "category": "13", "source": COUNTY_MONEY,
        "year": str(TODAY().year), "lines": "平板电脑 50 2600\n充电车，2，1500.50",
        "purpose": "每周四节信息科技课使用。",
        "users": "三至六年级 12 个班", "serves": "HF.TERMINALS", **changed,
    }  # fmt: skip


def handed_in(world: World, **changed: Any) -> Case:
    return applied(world.actor("registrar"), "projects.approval", **need(**changed))


def led_to_authority(world: World, **changed: Any) -> Case:
    return sign(handed_in(world, **changed), world.actor("principal"), "leader")


def granted(world: World, line: BudgetLine, **changed: Any) -> Project:
    case = led_to_authority(world, **changed)
    case = sign(case, world.actor("county_official"), "authority", line=str(line.pk))
    assert case.outcome == "granted"
    found: Project = Project.objects.within("").get(case_id=case.pk)
    return found


def in_days(days: int) -> str:
    return (TODAY() + timedelta(days=days)).isoformat()
