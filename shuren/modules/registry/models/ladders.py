from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.registry.models.yearends import PATH

RUNG_LABELS: dict[str, Any] = {
    "contact": _("列入台账后联系监护人"),
    "visit": _("列入台账后家访"),
    "report": _("列入台账后书面报告"),
    "plan": _("报告后制定一生一案"),
    "persuade": _("劝返间隔"),
    "raised": _("学校逾期后报告主管部门"),
}


class WatchLadder(models.Model):
    """What a bureau has set for the early exit watch at its node and below, from a day on; null is as it is above.

    Rows are only added: of those of a node the one that began last holds.
    """

    org_path = models.CharField(**PATH)
    valid_from = models.DateField(_("起始日期"))
    contact = models.PositiveSmallIntegerField(null=True)
    visit = models.PositiveSmallIntegerField(null=True)
    report = models.PositiveSmallIntegerField(null=True)
    plan = models.PositiveSmallIntegerField(null=True)
    persuade = models.PositiveSmallIntegerField(null=True)
    raised = models.PositiveSmallIntegerField(null=True)
    basis = models.CharField(_("文件依据"), max_length=120)
    set_by = models.CharField(_("设定人"), max_length=120)
    set_at = models.DateTimeField(_("设定时间"), auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("控辍保学时限")
        indexes = (models.Index(fields=("org_path", "valid_from"), name="registry_watch_ladder"),)

    def __str__(self) -> str:
        return f"{self.org_path} {self.valid_from}"
