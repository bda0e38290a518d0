from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.tabular.models import Provenance

YUAN: dict[str, Any] = {"max_digits": 16, "decimal_places": 2}
PATH: dict[str, Any] = {"max_length": 80, "db_collation": "C"}


class BudgetLine(Provenance):
    """预算指标: what an authority may have spent for one purpose in one year.

    `drawn_yuan` is the sum of its draws, kept in the row so that the database itself refuses more than there is,
    whether two projects are granted at once or a workbook lowers the amount.
    """

    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    year = models.PositiveSmallIntegerField(_("预算年度"))
    code = models.CharField(_("指标编号"), max_length=30)
    name = models.CharField(_("指标名称"), max_length=120)
    source = models.CharField(_("经费来源"), max_length=12)
    amount_yuan = models.DecimalField(_("批复金额"), **YUAN)
    drawn_yuan = models.DecimalField(_("已列支"), **YUAN, default=0, db_default=0)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("预算指标")
        constraints = (
            models.UniqueConstraint(fields=("org", "year", "code"), name="projects_line_once"),
            models.CheckConstraint(
                condition=Q(drawn_yuan__gte=0, drawn_yuan__lte=F("amount_yuan")), name="projects_line_not_overdrawn"
            ),
        )
        indexes = (models.Index(fields=("year", "org_path"), name="projects_line_path"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def left_yuan(self) -> Decimal:
        return self.amount_yuan - self.drawn_yuan


class Draw(models.Model):
    """列支: what a project takes from a line; negative where it gives back. Rows are added, never changed."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="draws")
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="draws")
    amount_yuan = models.DecimalField(_("金额"), **YUAN)
    why = models.CharField(_("事由"), max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    by_name = models.CharField(_("经办人"), max_length=120)

    class Meta:
        verbose_name = _("预算列支")

    def __str__(self) -> str:
        return f"{self.line_id} {self.amount_yuan}"


class Threshold(models.Model):
    """上级审批限额: from a day on, projects below a node that cost as much are decided on at that node, too."""

    org_path = models.CharField(**PATH)
    from_on = models.DateField(_("自何日起"))
    yuan = models.DecimalField(_("限额（元）"), **YUAN)
    basis = models.CharField(_("依据"), max_length=200)
    set_by_key = models.CharField(max_length=80)
    set_by_name = models.CharField(_("规定人"), max_length=120)
    set_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("上级审批限额")
        constraints = (models.UniqueConstraint(fields=("org_path", "from_on"), name="projects_threshold_day"),)

    def __str__(self) -> str:
        return f"{self.yuan} {self.from_on}"


class FundLevel(models.Model):
    """信息化经费要求: from a year on, the least share of public funds to be spent on information technology."""

    org_path = models.CharField(**PATH)
    from_year = models.PositiveSmallIntegerField(_("自哪一年度起"))
    percent = models.DecimalField(_("不低于（%）"), max_digits=5, decimal_places=2)
    basis = models.CharField(_("依据"), max_length=200)
    set_by_key = models.CharField(max_length=80)
    set_by_name = models.CharField(_("规定人"), max_length=120)
    set_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("信息化经费要求")
        constraints = (models.UniqueConstraint(fields=("org_path", "from_year"), name="projects_fund_level_year"),)

    def __str__(self) -> str:
        return f"{self.percent} {self.from_year}"

    @property
    def since(self) -> str:
        """The year in words, for a year is no amount."""
        return str(self.from_year)


class Explanation(models.Model):
    """差异说明: why what a unit paid for projects in a year is not what it reported as spent, with the sums then."""

    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    year = models.PositiveSmallIntegerField(_("年度"))
    text = models.CharField(_("差异说明"), max_length=500)
    paid_yuan = models.DecimalField(_("已支付"), **YUAN)
    reported_yuan = models.DecimalField(_("已填报"), **YUAN)
    by_key = models.CharField(max_length=80)
    by_name = models.CharField(_("说明人"), max_length=120)
    at = models.DateTimeField(_("说明时间"), auto_now=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("差异说明")
        constraints = (models.UniqueConstraint(fields=("org", "year"), name="projects_explanation_once"),)

    def __str__(self) -> str:
        return self.text
