"""Tasks of a plan as tests need them."""

from datetime import date

from shuren.kernel.measures.models import Cell
from shuren.modules.planning.actions import tasks
from shuren.modules.planning.models import Plan, Task
from shuren.modules.planning.queries import tasks as queries
from tests.world import World

WIFI = "ICT.WIFI_FULL"
NOVEMBER = date(2020, 11, 12)


def count(path: str, num: float, den: float, *, year: int = 2020, code: str = WIFI) -> None:
    Cell.objects.create(
        year=year, indicator=code, depth=len(path) // 4, org_path=path, area="urban", kind="primary", num=num, den=den,
        sq=0, ratio=0, ratio_sq=0, n=int(den), n_ratio=int(den), missing=0,
    )  # fmt: skip


def drafted(world: World, plan: Plan) -> list[Task]:
    return tasks.break_down(actor=world.actor("city_official"), plan=plan, year=2020)


def wifi(made: list[Task], scope: str = "全市") -> Task:
    return next(task for task in made if task.indicator == "HF.WIFI_FULL" and task.scope == scope)


def shared(world: World, plan: Plan) -> Task:
    """Issue the task about Wi-Fi with its county's part; return the part."""
    count(world.county.path, 3, 10)
    city, task = world.actor("city_official"), wifi(drafted(world, plan))
    tasks.step(actor=city, task=task, name="issue")
    task.refresh_from_db()
    (part,) = tasks.share_out(actor=city, task=task)
    part.refresh_from_db()
    return part


def standing(task: Task, today: date = NOVEMBER) -> queries.Standing:
    task.refresh_from_db()
    return queries.stand([task], today)[0]
