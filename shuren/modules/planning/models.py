from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager


class TargetKind(models.TextChoices):
    """What a line of a plan is."""

    TARGET = "target", _("目标")
    MILESTONE = "milestone", _("任务节点")
    CONSTRAINT = "constraint", _("约束")
    BASELINE = "baseline", _("基线")


class Plan(models.Model):
    """A published plan."""

    code = models.CharField(_("规划代码"), max_length=12, unique=True)
    name = models.CharField(_("规划名称"), max_length=120)
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=80, db_collation="C")
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()

    objects = ScopedManager()

    class Meta:
        verbose_name = "规划"
        constraints = (models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="planning_plan_years"),)

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class Target(models.Model):
    """One line of a plan: an indicator, a scope, a year, and what it should come to. Published rows, kept as published."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    line = models.PositiveSmallIntegerField(help_text="position in the published table")
    indicator = models.CharField(_("指标"), max_length=40, db_collation="C")
    category = models.CharField(_("类别"), max_length=60)
    label = models.CharField(_("指标名称"), max_length=120)
    label_en = models.CharField(max_length=200)
    scope = models.CharField(_("范围"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"))
    due_on = models.DateField(_("完成期限"), null=True)
    comparator = models.CharField(_("比较"), max_length=2)
    value = models.FloatField(_("目标值"))
    unit = models.CharField(_("单位"), max_length=20)
    kind = models.CharField(_("种类"), max_length=12, choices=TargetKind.choices)
    note = models.CharField(_("备注"), max_length=300, blank=True)

    class Meta:
        verbose_name = "规划目标"
        constraints = (models.UniqueConstraint(fields=("plan", "line"), name="planning_target_line"),)
        indexes = (models.Index(fields=("plan", "indicator", "year"), name="planning_target_indicator"),)

    def __str__(self) -> str:
        return f"{self.indicator} {self.scope} {self.year}"
