from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.statistics.models.reports import PATH


class Return(models.Model):
    """学校基表 of a school as of 1 September of a year.

    `typed` holds what no register answers: {form: {cell: number}}, `unread` what was typed there and is no number:
    {form: {cell: text}}. `values` holds all cells as they were handed in, fixed from then on, `unreported` the
    registers that had nothing for them. Before that, what the registers answer is read from them each time.
    """

    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    year = models.PositiveSmallIntegerField(_("年度"))
    typed = models.JSONField(default=dict)
    unread = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    unreported = models.JSONField(default=list)
    case_id = models.PositiveBigIntegerField(null=True, help_text="the case that confirms it, the newest")
    handed_in_at = models.DateTimeField(_("提交时间"), null=True)
    handed_in_by_name = models.CharField(_("填表人"), max_length=120, blank=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    confirmed_by_name = models.CharField(_("单位负责人"), max_length=120, blank=True)
    why_reopened = models.CharField(_("退回理由"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("学校基表")
        constraints = (
            models.UniqueConstraint(fields=("org", "year"), name="statistics_return_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(handed_in_at__isnull=False), name="statistics_return_handed_in"
            ),
        )
        indexes = (models.Index(fields=("year", "org_path"), name="statistics_return_scope"),)

    def __str__(self) -> str:
        return f"{self.org_id} {self.year}"
