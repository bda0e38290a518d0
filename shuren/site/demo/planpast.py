"""The published plan's own years: its dated tasks issued each March, and found done or not at the end of the year.

What the registers show as met is closed by its figure, a milestone by what was handed in; the rest ended unmet.
"""

import io
from datetime import date, datetime, time

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.modules.planning.actions import monthly, tasks
from shuren.modules.planning.models import Plan, Task
from shuren.modules.planning.queries.tasks import Standing, stand
from shuren.modules.planning.rules import tasks as rules
from shuren.site.demo import clock
from shuren.site.demo.figures import PLAN
from shuren.site.demo.stories import holder, scan
from shuren.spine.orgs.models import Org

ISSUED, JUDGED, OVER = (3, 10), (12, 25), (1, 8)  # month and day, the last of the year after
REACHED = "按期完成，验收材料附后。"
UNMET = "当年未达到目标，转入下一年度继续推进。"
UNKNOWN = "没有登记这项数据，改由上报任务采集后再评。"
AT_THE_END = "规划期满未达到目标，列入后续年度工作要点。"


def furnish(city: Org) -> int:
    """Issue and judge the tasks of the plan's years; return how many they were."""
    plan = Plan.objects.within("").get(code=PLAN)
    official, leader = holder("city_official", city.path), holder("unit_leader", city.path)
    return sum(_year(plan, year, official, leader) for year in plan.years)


def _year(plan: Plan, year: int, official: Actor, leader: Actor) -> int:
    with clock.at(_moment(date(year, *ISSUED))):
        made = tasks.break_down(actor=official, plan=plan, year=year)
        tasks.issue_all(actor=official, year=year)
    with clock.at(_moment(date(year, *JUDGED))):
        today = timezone.localdate()
        rows = Task.objects.within("").filter(pk__in=[task.pk for task in made]).select_related("org", "plan", "set_by")
        shown, left = scan(), list[Standing]()
        for one in stand(list(rows.order_by("number")), today):
            if one.rule is None:
                paper, month = ("验收材料.pdf", io.BytesIO(shown)), rules.open_month(today)
                monthly.report(actor=official, task=one.task, month=month, sentence=REACHED, evidence=paper)
            if one.met or one.rule is None:
                tasks.step(actor=official, task=one.task, name="claim")
                tasks.step(actor=leader, task=one.task, name="accept")
            else:
                left.append(one)
    with clock.at(_moment(date(year + 1, *OVER))):
        unmet = AT_THE_END if year == plan.last_year else UNMET
        for one in left:
            reason = UNKNOWN if one.met is None else unmet
            tasks.step(actor=official, task=one.task, name="lapse", reason=reason)
    return len(made)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
