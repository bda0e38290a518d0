from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.tabular.models import Provenance
from shuren.modules.projects.models.budgets import PATH
from shuren.modules.projects.models.projects import Project
from shuren.modules.projects.models.records import Record


class Use(Provenance):
    """使用情况: how often what a project bought was used in a month, and by how many."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="uses")
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    year = models.PositiveSmallIntegerField(_("年份"))
    month = models.PositiveSmallIntegerField(_("月份"))
    times = models.PositiveIntegerField(_("使用次数"))
    users = models.PositiveIntegerField(_("使用人数"))
    what = models.CharField(_("用途"), max_length=100, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("使用情况")
        constraints = (
            models.UniqueConstraint(fields=("project", "year", "month"), name="projects_use_once"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="projects_use_month"),
        )
        indexes = (models.Index(fields=("year", "org_path"), name="projects_use_path"),)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d} {self.times}"


class Met(models.TextChoices):
    YES = "yes", _("达到")
    PARTLY = "partly", _("部分达到")
    NO = "no", _("没有达到")


class Review(Record):
    """绩效自评: a year after acceptance, whether what was expected has come about."""

    reviewed_on = models.DateField(_("自评日期"))
    met = models.CharField(_("预期成效"), max_length=8, choices=Met.choices)
    satisfied_percent = models.PositiveSmallIntegerField(_("使用人满意度"), null=True)
    result = models.CharField(_("成效和不足"), max_length=500)
    times = models.PositiveIntegerField(_("一年使用次数"), help_text="as recorded on that day")

    class Meta:
        verbose_name = _("绩效自评")
        constraints = (
            models.UniqueConstraint(fields=("project",), condition=Q(reversed_at=None), name="projects_review_stands"),
        )

    def __str__(self) -> str:
        return self.result
