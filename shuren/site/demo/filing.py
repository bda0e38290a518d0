"""The schools of the demo region hand in their workbooks: five years of 办学条件, and what went wrong with some."""

from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shuren.kernel.actors import Actor
from shuren.modules.conditions.tables import ConditionsWorkbook
from shuren.site.demo import accounts, announced, reports, workbooks
from shuren.site.demo.conditions import School
from shuren.site.demo.pool import Pool, finish
from shuren.site.demo.sizes import LAST_YEAR
from shuren.spine.orgs.models import Org
from shuren.spine.orgs.queries.lookup import scope_in

LATE = 3  # schools that have not reported the last year of the plan


@dataclass(frozen=True)
class Task:
    """One school's workbook of one year, and where the file lies."""

    school: School
    path: Path


def begin(schools: list[School], first: set[int], folder: Path, pool: Pool) -> list[Future[int]]:
    """Begin to write, check and apply the workbooks of all schools and years; those of the `first` are done on return.

    What becomes of those schools may follow, while the others still file.
    """
    ordered = sorted(schools, key=lambda school: school.node.id not in first)
    started = pool.start(_file, [Task(school, path_of(school, folder)) for school in ordered])
    finish(started[: sum(school.node.id in first for school in schools)])
    return started


def path_of(school: School, folder: Path) -> Path:
    return folder / str(school.year) / f"{school.node.code}-办学条件-{school.year}.xlsx"


def without_late(schools: list[School]) -> list[School]:
    """Leave out the last year of the plan of a few schools, which have not reported it."""
    filed_last = sorted((school for school in schools if school.year == LAST_YEAR), key=lambda school: school.luck)
    late = {school.node.id for school in filed_last[-LATE:]} if len(filed_last) > 5 * LATE else set()
    return [school for school in schools if school.year != LAST_YEAR or school.node.id not in late]


def _file(task: Task) -> int:
    school = task.school
    org = Org.objects.within("").get(pk=school.node.id)
    scope = scope_in(org, school.year)
    workbooks.write(ConditionsWorkbook, scope, reports.rows_of(school), task.path)
    batch = workbooks.hand_in(ConditionsWorkbook, scope, task.path, _registrar(org.pk))
    announced.settle_batch(workbooks.accepted(batch))
    return batch.pk


@cache
def _registrars() -> dict[int, Actor]:
    return accounts.at_schools("registrar")


def _registrar(school_id: int) -> Actor:
    return _registrars()[school_id]
