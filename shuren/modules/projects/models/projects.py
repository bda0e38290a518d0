from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.projects.models.budgets import PATH, YUAN, BudgetLine


class Stage(models.TextChoices):
    """How far a project is; it follows from what is recorded of it."""

    GRANTED = "granted", _("已立项")
    BUYING = "buying", _("采购中")
    AWARDED = "awarded", _("已成交")
    CONTRACTED = "contracted", _("履约中")
    ACCEPTED = "accepted", _("已验收")
    REVIEWED = "reviewed", _("已自评")
    ENDED = "ended", _("已终止")


class Project(models.Model):
    """信息化项目: a need that was granted. `line` is the first that pays for it; its draws say what each one bears."""

    number = models.CharField(_("项目编号"), max_length=20, unique=True)
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    county = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+", null=True)
    year = models.PositiveSmallIntegerField(_("预算年度"))
    title = models.CharField(_("项目名称"), max_length=120)
    need = models.CharField(_("需求说明"), max_length=1_000)
    purpose = models.CharField(_("预期用途和成效"), max_length=500)
    users = models.CharField(_("使用人员"), max_length=200)
    serves = models.CharField(_("对应规划目标"), max_length=40, blank=True)
    category = models.CharField(_("支出类别"), max_length=12)
    source = models.CharField(_("经费来源"), max_length=12)
    budget_yuan = models.DecimalField(_("预算"), **YUAN)
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="projects")
    case_id = models.BigIntegerField(unique=True)
    granted_on = models.DateField(_("立项日期"))
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage.choices, default=Stage.GRANTED)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("信息化项目")
        indexes = (
            models.Index(fields=("org_path", "-granted_on"), name="projects_project_path"),
            models.Index(fields=("year", "org_path"), name="projects_project_year"),
        )

    def __str__(self) -> str:
        return self.title


class Cost(models.Model):
    """预算明细: what a project was granted for, line by line."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="costs")
    name = models.CharField(_("名称"), max_length=80)
    pieces = models.PositiveIntegerField(_("数量"))
    price_yuan = models.DecimalField(_("单价（元）"), **YUAN)

    class Meta:
        verbose_name = _("预算明细")

    def __str__(self) -> str:
        return self.name

    @property
    def amount_yuan(self) -> Decimal:
        return self.price_yuan * self.pieces


class Handed(models.Model):
    """移交: a project or a budget line that went to the unit into which its own was merged."""

    change_id = models.BigIntegerField(help_text="of the org tree")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="handed")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, null=True, related_name="handed")
    from_org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    to_org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    code_was = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("项目移交")
        constraints = (
            models.CheckConstraint(
                condition=Q(project=None, line__isnull=False) | Q(project__isnull=False, line=None),
                name="projects_handed_one",
            ),
        )
        indexes = (models.Index(fields=("change_id",), name="projects_handed_change"),)

    def __str__(self) -> str:
        return f"{self.from_org_id} {self.to_org_id}"
