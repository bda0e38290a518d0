"""The figures of the demo region: snapshots frozen, indicators computed, the plan loaded."""

from procrastinate.contrib.django import app

from shuren.kernel.actors import system_actor
from shuren.kernel.events import actions
from shuren.kernel.events.declare import EVENTS, HANDLERS
from shuren.kernel.events.models import Announcement, Handled
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
QUEUED = ("events.handle", "measures.put_right")


def settle() -> str:
    """Handle what the files handed in have announced, in this process; the queued jobs for it are taken back."""
    waiting = Announcement.objects.exclude(pk__in=Handled.objects.values("announcement")).order_by("pk")
    handled = 0
    for announcement in waiting:
        for handler in HANDLERS:
            if handler.event is EVENTS[announcement.type]:
                handled += actions.run_handler(announcement.pk, handler.name)
    for task in QUEUED:
        for job in app.job_manager.list_jobs(status="todo", task=task):
            app.job_manager.cancel_job_by_id(job.id or 0, delete_job=True)
    return f"{handled:,}"


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
