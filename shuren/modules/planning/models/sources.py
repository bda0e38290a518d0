from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.modules.planning.models.plans import Plan


class Per(models.TextChoices):
    """What stands below the sum of what units told."""

    SUM = "sum", _("各单位合计")
    UNITS = "units", _("占已报单位的比例")
    FIGURE = "figure", _("除以另一项数据")


class ReportedSource(models.Model):
    """上报数据来源: which collected item measures a line of a plan that no register holds, and over what."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reported")
    indicator = models.CharField(_("指标"), max_length=40, db_collation="C")
    source = models.CharField(max_length=80)
    source_label = models.CharField(_("上报数据"), max_length=120)
    per = models.CharField(_("计算方式"), max_length=8, choices=Per.choices)
    over = models.CharField(max_length=80, blank=True)
    over_label = models.CharField(_("分母"), max_length=120, blank=True)
    set_by_key = models.CharField(max_length=80)
    set_by_name = models.CharField(_("设置人"), max_length=120)
    set_at = models.DateTimeField(_("设置时间"), auto_now=True)

    class Meta:
        verbose_name = _("上报数据来源")
        constraints = (
            models.UniqueConstraint(fields=("plan", "indicator"), name="planning_reported_once"),
            models.CheckConstraint(
                condition=~models.Q(per="figure") | ~models.Q(over=""), name="planning_reported_over"
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.source}"
