from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.apps.models.vendors import PATH, Vendor
from shuren.modules.apps.workflows import AppState


class App(models.Model):
    """应用: what its vendor last typed is in `described`; the other columns are what was admitted last.

    `lasts_until` is the last day on which it may be used. Before the first admission only code, name and `described`
    say anything.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="apps")
    org_path = models.CharField(**PATH)
    code = models.CharField(_("应用代码"), max_length=40, unique=True, db_collation="C")
    name = models.CharField(_("应用名称"), max_length=60)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    state = models.CharField(_("状态"), max_length=10, choices=AppState.choices, default=AppState.DRAFT)
    described: Any = models.JSONField(default=dict)
    home = models.URLField(_("首页地址"), max_length=200, blank=True)
    purpose = models.CharField(_("用途"), max_length=500, blank=True)
    audiences: Any = models.JSONField(_("使用对象"), default=list)
    stages: Any = models.JSONField(_("学段"), default=list)
    subjects: Any = models.JSONField(_("学科"), default=list)
    filing_no = models.CharField(_("教育App备案号"), max_length=40, blank=True)
    icp_no = models.CharField(_("ICP 备案号"), max_length=40, blank=True)
    mlps_no = models.CharField(_("等保备案证明编号"), max_length=40, blank=True)
    privacy = models.TextField(_("个人信息处理规则"), blank=True)
    contact = models.CharField(_("个人信息保护联系方式"), max_length=120, blank=True)
    admitted_on = models.DateField(_("准予接入日期"), null=True)
    lasts_until = models.DateField(_("有效期至"), null=True)
    case_number = models.CharField(_("办件编号"), max_length=30, blank=True)
    stopped_why = models.CharField(_("停用理由"), max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("应用")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=("in_use", "suspended"))
                | Q(lasts_until__isnull=False, admitted_on__isnull=False),
                name="apps_app_admitted_until",
            ),
        )
        indexes = (
            models.Index(fields=("state", "name_key", "id"), name="apps_app_state"),
            models.Index(fields=("org_path", "name_key", "id"), name="apps_app_path"),
        )

    def __str__(self) -> str:
        return self.name


class AppItem(models.Model):
    """A data item as decided on at the last admission: why it was asked for, on which basis, allowed or why not."""

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="items")
    item = models.CharField(_("数据项"), max_length=20)
    why = models.CharField(_("用途"), max_length=200)
    basis = models.CharField(_("依据"), max_length=10)
    is_allowed = models.BooleanField(_("准予"))
    refused_why = models.CharField(_("不予的理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("应用数据项")
        constraints = (models.UniqueConstraint(fields=("app", "item"), name="apps_app_item_once"),)

    def __str__(self) -> str:
        return f"{self.app_id} {self.item}"
