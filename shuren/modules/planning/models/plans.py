from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.tabular.models import Provenance
from shuren.modules.planning.rules import targets as rules
from shuren.modules.planning.rules.scopes import scope_of


class TargetKind(models.TextChoices):
    """What a line of a plan is."""

    TARGET = "target", _("目标")
    MILESTONE = "milestone", _("任务节点")
    CONSTRAINT = "constraint", _("约束")
    BASELINE = "baseline", _("基线")


class Plan(models.Model):
    """A published plan and the years it covers.

    A reference plan is another region's: an authority keeps it beside its own, and is asked nothing by it.
    """

    code = models.CharField(_("规划代码"), max_length=12, unique=True)
    name = models.CharField(_("规划名称"), max_length=120)
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=80, db_collation="C")
    region = models.CharField(_("发布地区"), max_length=60, blank=True)
    is_reference = models.BooleanField(_("参考规划"), default=False)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField(_("录入时间"), auto_now=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "规划"
        constraints = (models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="planning_plan_years"),)

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class Target(Provenance):
    """One line of a plan, kept as it was published: an indicator, a scope, a year, and what it should come to."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    line = models.PositiveSmallIntegerField(help_text="position in the published table")
    indicator = models.CharField(_("指标"), max_length=40, db_collation="C")
    category = models.CharField(_("类别"), max_length=60)
    label = models.CharField(_("指标名称"), max_length=120)
    label_en = models.CharField(max_length=200, blank=True)
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

    @property
    def rule(self) -> rules.Target:
        """The line as the rules of comparison take it."""
        return rules.Target(
            self.indicator,
            self.category,
            self.label,
            self.label_en,
            scope_of(self.scope),
            self.year,
            rules.Comparator(self.comparator),
            self.value,
            self.unit,
            rules.TargetKind(self.kind),
            self.due_on,
            self.note,
        )


class Measure(Provenance):
    """What measures one indicator of a plan: a declared indicator, or the fact that no register holds yet."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="measures")
    indicator = models.CharField(_("指标"), max_length=40, db_collation="C")
    code = models.CharField(_("计算指标"), max_length=40, blank=True)
    fact = models.CharField(_("缺少的数据"), max_length=120, blank=True)
    fact_en = models.CharField(max_length=200, blank=True)
    register = models.CharField(_("应登记于"), max_length=120, blank=True)
    register_en = models.CharField(max_length=200, blank=True)
    supplier = models.CharField(_("应由谁提供"), max_length=120, blank=True)
    supplier_en = models.CharField(max_length=200, blank=True)
    note = models.CharField(_("口径"), max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "指标来源"
        constraints = (
            models.UniqueConstraint(fields=("plan", "indicator"), name="planning_measure_once"),
            models.CheckConstraint(condition=~Q(code="", fact=""), name="planning_measure_code_or_fact"),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.code or self.fact}"
