from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.apps.models.apps import App
from shuren.modules.apps.models.vendors import PATH


class SwitchOn(models.Model):
    """开通: an app at a school for named groups with the items the school gives it, in [valid_from, valid_to).

    `ended_at` is set where it was switched off or replaced before its time. `groups` are codes of `rules.groups`.
    """

    app = models.ForeignKey(App, on_delete=models.PROTECT, related_name="switches")
    org_path = models.CharField(**PATH)
    school = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    groups: Any = models.JSONField(_("开通范围"), default=list)
    items: Any = models.JSONField(_("数据项"), default=list)
    decision = models.CharField(_("选用依据"), max_length=120, help_text="minutes of the meeting that chose the app")
    valid_from = models.DateField(_("开通日期"))
    valid_to = models.DateField(_("失效日期"))
    switched_by = models.CharField(_("开通人"), max_length=120)
    switched_at = models.DateTimeField(_("开通时间"), auto_now_add=True)
    ended_at = models.DateTimeField(_("关闭时间"), null=True)
    ended_by = models.CharField(_("关闭人"), max_length=120, blank=True)
    ended_why = models.CharField(_("关闭理由"), max_length=200, blank=True)
    last_used_on = models.DateField(_("最近使用"), null=True)
    last_fetched_at = models.DateTimeField(_("最近读取名册"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("应用开通")
        constraints = (
            models.UniqueConstraint(fields=("app", "school"), condition=Q(ended_at=None), name="apps_switch_one_open"),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="apps_switch_ordered"),
        )
        indexes = (models.Index(fields=("org_path", "id"), name="apps_switch_path"),)

    def __str__(self) -> str:
        return f"{self.app_id} {self.school_id}"
