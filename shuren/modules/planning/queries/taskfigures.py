"""The newest figure of each of some tasks: what registers hold, or what units were asked where none does."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from shuren.kernel.actors import covers
from shuren.kernel.measures import read
from shuren.kernel.measures.indicators import INDICATORS
from shuren.modules.planning.models import Measure, ReportedSource
from shuren.modules.planning.queries import reported
from shuren.modules.planning.queries.board import actual_of, selection_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shuren.modules.planning.models import Plan, Task
    from shuren.modules.planning.rules.targets import Target as Rule

Key = tuple[int, str]  # plan and indicator


class Known:
    """What is known of some tasks that the caller has checked; four queries at most, however many tasks they are."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        measured = [task for task in tasks if task.value is not None]
        self.codes = _codes(measured)
        by_register = [task for task in measured if _key(task) in self.codes]
        asked = [task for task in measured if _key(task) not in self.codes]
        wanted = {self.codes[_key(task)] for task in by_register}
        self.slices = read.slices_of({task.org_path for task in by_register}, wanted) if by_register else {}
        self.years = sorted({year for _path, _code, year in self.slices}, reverse=True)
        self.sources = _sources(asked)
        self.told = {plan.pk: self._told(plan) for plan in {task.plan for task in asked if _key(task) in self.sources}}

    def _told(self, plan: Plan) -> reported.Told:
        rows = {indicator: row for (of, indicator), row in self.sources.items() if of == plan.pk}
        return reported.told(plan, plan.org_path, rows)

    def code(self, task: Task) -> str:
        """Return the indicator of a register that measures a task; empty where none does."""
        return self.codes.get(_key(task), "")

    def source(self, task: Task) -> ReportedSource | None:
        """Return what was chosen of what units were asked to measure a task, where no register does."""
        return self.sources.get(_key(task))

    def figure(self, task: Task, rule: Rule) -> read.Figure | None:
        """Return the newest figure up to the task's year for the schools it speaks of."""
        found = self._of_registers(task, rule) if self.code(task) else self._of_answers(task, rule)
        return next((one for one in found if one.sums.n and actual_of(one) is not None), None)

    def _of_registers(self, task: Task, rule: Rule) -> Iterable[read.Figure]:
        code = self.code(task)
        for year in self.years:
            if year <= task.year:
                sums = read.chosen(self.slices.get((task.org_path, code, year), ()), selection_of(rule.scope))
                yield read.figure(code, year, task.org_path, sums)

    def _of_answers(self, task: Task, rule: Rule) -> Iterable[read.Figure]:
        row = self.source(task)
        if row is None:
            return
        told = {year: units for (of, year), units in self.told[task.plan_id].items() if of == task.indicator}
        for year in sorted(told, reverse=True):
            if year <= task.year:
                units = [unit for unit in told[year] if covers(task.org_path, unit.path)]
                yield reported.figure(row, year, task.org_path, units, selection_of(rule.scope), task.unit)


def _key(task: Task) -> Key:
    return task.plan_id, task.indicator


def _codes(tasks: Iterable[Task]) -> dict[Key, str]:
    plans = {task.plan_id for task in tasks}
    rows = Measure.objects.filter(plan__in=plans).values_list("plan", "indicator", "code") if plans else ()
    return {(plan, indicator): code for plan, indicator, code in rows if code in INDICATORS}


def _sources(tasks: Iterable[Task]) -> dict[Key, ReportedSource]:
    wanted: dict[int, set[str]] = defaultdict(set)
    for task in tasks:
        wanted[task.plan_id].add(task.indicator)
    rows = ReportedSource.objects.filter(plan__in=list(wanted)) if wanted else ()
    return {(row.plan_id, row.indicator): row for row in rows if row.indicator in wanted[row.plan_id]}
