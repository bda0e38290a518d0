from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.planning.models.plans import Plan
from shuren.modules.planning.rules import targets as rules
from shuren.modules.planning.rules import tasks
from shuren.modules.planning.rules.scopes import scope_of
from shuren.modules.planning.workflows import TaskState


class Task(models.Model):
    """年度任务: what one unit leads in one year so that a line of a plan comes true.

    What the line asks for is copied: a task stays as it was issued when the plan is corrected. `org` leads it, `set_by`
    issues it and accepts that it is done; a part of it is another unit's task with this one as its parent. Days that
    are moved after issue leave a DueChange each.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="parts")
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("任务"), max_length=200)
    indicator = models.CharField(_("指标"), max_length=40, db_collation="C", blank=True)
    scope = models.CharField(_("范围"), max_length=60, blank=True)
    comparator = models.CharField(_("比较"), max_length=2, blank=True, help_text="blank where nothing is measured")
    value = models.FloatField(_("目标值"), null=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    note = models.CharField(_("备注"), max_length=300, blank=True)
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=80, db_collation="C")
    office = models.CharField(_("承办科室"), max_length=60, blank=True)
    outside = models.CharField(_("配合的其他部门"), max_length=120, blank=True)
    set_by = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("完成期限"))
    first_due_on = models.DateField(_("下达时的期限"), null=True, help_text="where the day was moved after issue")
    is_key = models.BooleanField(_("重点任务"), default=False)
    state = models.CharField(_("状态"), max_length=8, choices=TaskState.choices, default=TaskState.DRAFT)
    issued_on = models.DateField(_("下达日期"), null=True)
    closed_on = models.DateField(_("办结日期"), null=True)
    claimed_by_key = models.CharField(max_length=80, blank=True, help_text="who said last that it is done")
    changed_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("年度任务")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "year", "org", "indicator", "scope", "due_on"),
                condition=~Q(indicator=""),
                name="planning_task_once",
            ),
        )
        indexes = (models.Index(fields=("year", "org_path"), name="planning_task_path"),)

    def __str__(self) -> str:
        return self.title

    @property
    def set_by_path(self) -> str:
        return str(self.set_by.path)

    @property
    def rule(self) -> rules.Target | None:
        """What it comes to, as the rules of comparison take it; None where no figure tells."""
        if self.value is None or not self.comparator:
            return None
        return rules.Target(
            self.indicator, "", self.title, self.title, scope_of(self.scope), self.year,
            rules.Comparator(self.comparator), self.value, self.unit, note=self.note,
        )  # fmt: skip


class Support(models.Model):
    """A unit that supports whoever leads a task."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="supports")
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("配合单位")
        constraints = (models.UniqueConstraint(fields=("task", "org"), name="planning_support_once"),)

    def __str__(self) -> str:
        return f"{self.task_id} {self.org_id}"


class Stage(models.Model):
    """节点: a step on the way to a task, with a day of its own."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="stages")
    label = models.CharField(_("节点"), max_length=100)
    due_on = models.DateField(_("应完成"))
    done_on = models.DateField(_("完成日期"), null=True)

    class Meta:
        verbose_name = _("任务节点")
        constraints = (models.UniqueConstraint(fields=("task", "label"), name="planning_stage_once"),)

    def __str__(self) -> str:
        return self.label

    @property
    def rule(self) -> tasks.Stage:
        return tasks.Stage(self.label, self.due_on, self.done_on)


class Report(models.Model):
    """月报: what the unit that leads a task says of one month, beside what the registers said on that day."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reports")
    org_path = models.CharField(max_length=80, db_collation="C")
    month = models.DateField(_("月份"), help_text="its first day")
    sentence = models.CharField(_("进展"), max_length=500)
    evidence = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    figure = models.FloatField(null=True, help_text="in the unit of the task")
    figure_year = models.PositiveSmallIntegerField(null=True)
    light = models.CharField(max_length=6)
    by_key = models.CharField(max_length=80)
    by_name = models.CharField(_("填报人"), max_length=120)
    at = models.DateTimeField(_("填报时间"))
    changes = models.PositiveSmallIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("任务月报")
        constraints = (models.UniqueConstraint(fields=("task", "month"), name="planning_report_once"),)
        indexes = (models.Index(fields=("month", "org_path"), name="planning_report_path"),)

    def __str__(self) -> str:
        return f"{self.task_id} {self.month:%Y-%m}"
