"""Tasks of a year as they stand today: what registers know of each, its light, and why."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuren.kernel.access import require
from shuren.kernel.actors import Actor, range_of
from shuren.kernel.measures import read
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.words import with_unit
from shuren.modules.planning.models import Plan, Report, ReportedSource, Stage, Support, Task
from shuren.modules.planning.permissions import view_tasks
from shuren.modules.planning.queries.board import actual_of
from shuren.modules.planning.queries.taskfigures import Known
from shuren.modules.planning.rules import tasks as rules
from shuren.modules.planning.rules.conflicts import bar
from shuren.modules.planning.rules.lights import Light
from shuren.modules.planning.rules.targets import Target as Rule
from shuren.modules.planning.rules.targets import meets
from shuren.modules.planning.workflows import TaskState
from shuren.spine.orgs.models import Level, Org

OPEN = (TaskState.ISSUED, TaskState.CLAIMED)
LATE = "late"  # what a list is narrowed to besides lights


@dataclass(frozen=True)
class Standing:
    """A task today. `figure` is the newest that is known of it; `code` is the indicator of a register that measures it,
    `source` the item that units were asked where no register does.
    """

    task: Task
    code: str
    source: ReportedSource | None
    figure: read.Figure | None
    verdict: rules.Verdict
    stages: Sequence[Stage] = ()
    reports: Mapping[date, Report] = field(default_factory=dict)

    @cached_property
    def rule(self) -> Rule | None:
        return self.task.rule

    @property
    def actual(self) -> float | None:
        return actual_of(self.figure)

    @property
    def met(self) -> bool | None:
        return met_by(self.rule, self.actual)

    @property
    def known_by(self) -> str:
        """What a figure of the task is called: by where it comes from."""
        return _("上报数据") if self.source and not self.code else _("登记数据")

    @property
    def figure_page(self) -> str:
        """Where the figure is explained; empty where there is none."""
        task, figure = self.task, self.figure
        if figure is None:
            return ""
        scope = urlencode({"scope": task.scope})
        if self.code:
            return f"{reverse('planning:figure', args=(self.code, task.org_id, figure.year))}?{scope}"
        page = reverse("planning:reported", args=(task.plan.code, task.indicator))
        return f"{page}?org={task.org_id}&year={figure.year}&{scope}"

    @property
    def asked(self) -> rules.Asked:
        return rules.asked(self.met)

    @property
    def asked_text(self) -> str:
        """The comparison and the value, such as “≥50%”."""
        return with_unit(bar(self.rule), self.rule.unit) if self.rule else ""

    @property
    def is_open(self) -> bool:
        return self.task.state in OPEN

    @property
    def is_late(self) -> bool:
        return self.verdict.reason == rules.Reason.LATE

    @property
    def why(self) -> str:
        return why(self.verdict)

    @property
    def word(self) -> str:
        return word_of(self.verdict.light)


def met_by(rule: Rule | None, actual: float | None) -> bool | None:
    """Say whether a figure meets what a task comes to; None where nothing tells."""
    return None if rule is None or actual is None else meets(rule, actual)


def word_of(light: Light) -> str:
    """Return what a light says of a task."""
    words = {Light.GREEN: _("正常"), Light.AMBER: _("预警"), Light.RED: _("滞后"), Light.GREY: _("未推进")}
    return words[light]


def why(verdict: rules.Verdict) -> str:
    """Say in a sentence what decides a light."""
    sentences = {
        rules.Reason.WAITING: _("还没有下达"),
        rules.Reason.DROPPED: _("已取消"),
        rules.Reason.DONE: _("已办结"),
        rules.Reason.UNMET: _("期满未完成"),
        rules.Reason.MET: _("数据已达到目标"),
        rules.Reason.LATE: ngettext("已逾期 %(days)s 天", "已逾期 %(days)s 天", verdict.days),
        rules.Reason.STAGE_LATE: ngettext(
            "节点“%(stage)s”已过期 %(days)s 天", "节点“%(stage)s”已过期 %(days)s 天", verdict.days
        ),
        rules.Reason.SILENT: ngettext("连续 %(months)s 个月未报", "连续 %(months)s 个月未报", verdict.months),
        rules.Reason.SHORT: ngettext(
            "距期限 %(days)s 天，数据未达到目标", "距期限 %(days)s 天，数据未达到目标", verdict.days
        ),
        rules.Reason.UNREPORTED: _("上月月报未报"),
        rules.Reason.ON_TIME: ngettext("距期限 %(days)s 天", "距期限 %(days)s 天", verdict.days),
    }
    filled = {"days": verdict.days, "stage": verdict.stage, "months": verdict.months}
    return sentences[verdict.reason] % filled


def stand(tasks: Sequence[Task], today: date) -> list[Standing]:
    """Return how tasks stand that the caller has checked the actor may see; six queries, however many they are."""
    ids = [task.pk for task in tasks]
    reports: dict[int, dict[date, Report]] = defaultdict(dict)
    for report in Report.objects.within("").filter(task__in=ids).select_related("evidence").order_by("month"):
        reports[report.task_id][report.month] = report
    stages: dict[int, list[Stage]] = defaultdict(list)
    for stage in Stage.objects.filter(task__in=ids).order_by("due_on", "id"):
        stages[stage.task_id].append(stage)
    known = Known(tasks)
    return [_standing(task, known, stages.get(task.pk, ()), reports.get(task.pk, {}), today) for task in tasks]


def _standing(
    task: Task, known: Known, stages: Sequence[Stage], reports: Mapping[date, Report], today: date
) -> Standing:
    rule = task.rule
    figure = known.figure(task, rule) if rule else None
    facts = rules.Facts(
        state=task.state,
        due_on=task.due_on,
        begun_on=task.issued_on,
        met=met_by(rule, actual_of(figure)),
        stages=tuple(stage.rule for stage in stages),
        reported=reports.keys(),
    )
    return Standing(task, known.code(task), known.source(task), figure, rules.verdict(facts, today), stages, reports)


# --- finding ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What a list of tasks is narrowed to; empty for all."""

    year: int = 0
    light: str = ""
    unit: int = 0
    text: str = ""
    plan: str = ""
    key_only: bool = False


@dataclass(frozen=True)
class Listed:
    """The tasks of a year, how many of each light, the units that lead them; `running` are those open in any year."""

    rows: list[Standing]
    running: list[Standing]
    lights: Mapping[str, int]
    late: int
    years: list[int]
    units: list[tuple[int, str]]
    plans: list[tuple[str, str]]
    drafts: int

    @property
    def year_choices(self) -> list[tuple[int, str]]:
        return [(year, str(year)) for year in self.years]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What a list can be narrowed to: what is overdue, and the lights."""
        return [(LATE, _("逾期")), *self.tiles]

    @property
    def tiles(self) -> list[tuple[str, str]]:
        return [(light.value, word_of(light)) for light in (Light.RED, Light.AMBER, Light.GREEN, Light.GREY)]


def years_for(actor: Actor) -> list[int]:
    """Return the years with tasks at or below the actor's node, newest first."""
    return list(Task.objects.visible_to(actor, view_tasks).order_by("-year").values_list("year", flat=True).distinct())


def listed(actor: Actor, asked: Asked, years: list[int], today: date) -> Listed:
    """Return the tasks at and below the actor's node, those that need a look first; `years` are those with tasks."""
    of_year = Q(year=asked.year) if asked.year else Q()
    tasks = _tasks(actor).filter(of_year | Q(state__in=OPEN)).order_by("number", "org_path")
    everything = stand(list(tasks), today)
    standing = [one for one in everything if asked.year in {0, one.task.year}]
    kept = [one for one in standing if _holds(one, asked)]
    narrowed = [one for one in kept if not asked.light or asked.light in (one.verdict.light, LATE * one.is_late)]
    order = {Light.RED: 0, Light.AMBER: 1, Light.GREEN: 2, Light.GREY: 3}
    narrowed.sort(key=lambda one: (order[one.verdict.light], not one.task.is_key, one.task.due_on, one.task.number))
    lights = Counter(one.verdict.light.value for one in kept)
    units = {one.task.org_id: (one.task.org_path, one.task.org.name) for one in standing}
    plans = {one.task.plan.code: one.task.plan.name for one in standing}
    return Listed(
        rows=narrowed,
        running=[one for one in everything if one.is_open and actor.covers(one.task.org_path)],
        lights={light.value: lights[light.value] for light in Light},
        late=sum(one.is_late for one in kept),
        years=years,
        units=[(pk, name) for pk, (_path, name) in sorted(units.items(), key=lambda item: item[1])],
        plans=sorted(plans.items()),
        drafts=sum(one.task.state == TaskState.DRAFT and actor.covers(one.task.set_by_path) for one in standing),
    )


def _tasks(actor: Actor) -> QuerySet[Task]:
    """Return the tasks that units at and below the actor's node lead, or support once they are issued."""
    require(actor, view_tasks)
    low, high = range_of(actor.path)
    supports = Support.objects.filter(task=OuterRef("pk"), org__path__gte=low, org__path__lt=high)
    led = Q(org_path__gte=low, org_path__lt=high)
    found: QuerySet[Task] = Task.objects.within("").filter(led | (~Q(state=TaskState.DRAFT) & Exists(supports)))
    return found.select_related("plan", "org", "set_by")


def _holds(one: Standing, asked: Asked) -> bool:
    task = one.task
    return (
        (not asked.unit or task.org_id == asked.unit)
        and (not asked.plan or task.plan.code == asked.plan)
        and (not asked.key_only or task.is_key)
        and (not asked.text or asked.text in task.title or asked.text in task.office)
    )


def task_for(actor: Actor, task_id: int) -> Task:
    """Return a task led or supported at or below the actor's node, with its units. Raises NotFoundHere."""
    supports = Prefetch("supports", queryset=Support.objects.select_related("org").order_by("org__path"))
    task = _tasks(actor).prefetch_related(supports, "stages").filter(pk=task_id).first()
    if task is None:
        raise NotFoundHere
    return task


def with_parts(actor: Actor, task_id: int, today: date) -> tuple[Standing, list[Standing], list[str]]:
    """Return how a task and its parts stand, as far as the actor may see them, and the names of who supports it.

    Raises NotFoundHere.
    """
    names = Support.objects.filter(task=OuterRef("pk")).order_by("org__path").values("org__name")
    rows = _tasks(actor).filter(Q(pk=task_id) | Q(parent=task_id)).annotate(supporters=ArraySubquery(names))
    found = stand(list(rows.order_by("org_path", "pk")), today)
    whole = next((one for one in found if one.task.pk == task_id), None)
    if whole is None:
        raise NotFoundHere
    return whole, [one for one in found if one is not whole], list(getattr(whole.task, "supporters", ()))


def below(task: Task) -> QuerySet[Org]:
    """Return the authorities directly below the unit that leads a task which the caller has checked."""
    found: QuerySet[Org] = Org.objects.within(task.org_path).filter(parent=task.org_id, closed_on=None)
    return found.filter(level__in=(Level.CITY, Level.COUNTY, Level.ZONE)).order_by("path")


def units_to_share(task: Task, parts: Sequence[Standing]) -> list[tuple[int, str]]:
    """Return the units below that have no part of a task yet, to be chosen by hand where no figure names them."""
    if task.rule or task.parent_id or task.state not in (TaskState.DRAFT, *OPEN):
        return []
    there = {one.task.org_id for one in parts}
    return [(org.pk, org.name) for org in below(task) if org.pk not in there]


def of_plan(actor: Actor, plan: Plan, today: date) -> dict[tuple[str, str], Standing]:
    """Return how the tasks stand that came of the lines of a plan, by indicator and scope; of each line the newest."""
    rows = _tasks(actor).filter(plan=plan, parent=None).exclude(indicator="").order_by("year", "pk")
    return {(one.task.indicator, one.task.scope): one for one in stand(list(rows), today)}


def led_at(path: str, day: date) -> int:
    """Count the tasks under way that units at and below a node lead; those of today lie ahead on every day."""
    del day
    return int(Task.objects.within(path).filter(state__in=OPEN).count())


def plans_to_break_down(actor: Actor) -> list[Plan]:
    """Return the plans of the actor's own authority, from whose lines tasks are made."""
    return list(Plan.objects.within(actor.path).filter(org_path=actor.path, is_reference=False).order_by("-last_year"))
