"""The figures of the demo region: snapshots frozen, indicators computed, the plan loaded."""

from shuren.kernel.actors import system_actor
from shuren.kernel.measures import keeping
from shuren.kernel.measures.models import Mark
from shuren.modules.planning import api as planning
from shuren.modules.planning.permissions import load_plans
from shuren.site.actors import DEMO
from shuren.site.demo.sizes import PLAN_YEARS, TODAY
from shuren.spine.orgs.models import Org

PLANNER = system_actor("demo", DEMO, load_plans)
PLAN = "HF"
PLAN_CITY = "340100"


def compute() -> str:
    """Freeze and compute the years of the plan in one go, which puts right all that was marked.

    The newest year is marked: the worker computes it once the region is served.
    """
    computed = keeping.refresh(list(PLAN_YEARS))
    Mark.objects.filter(year__in=PLAN_YEARS).delete()
    keeping.mark(TODAY.year, "")
    return f"{computed.cells:,}"


def load_plan() -> str:
    """Load the published plan at its city."""
    city = Org.objects.within("").get(code=PLAN_CITY)
    planning.load_published(actor=PLANNER, code=PLAN, org=city)
    return PLAN
