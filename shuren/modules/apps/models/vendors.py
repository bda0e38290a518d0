from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.sensitive.fields import EncryptedText
from shuren.modules.apps.workflows import VendorState

PATH: dict[str, Any] = {"max_length": 80, "db_collation": "C"}


class Vendor(models.Model):
    """应用提供者: who offers apps. `org_path` is the city that checks it; its account stands at a place of its own."""

    org_path = models.CharField(**PATH)
    state = models.CharField(_("状态"), max_length=10, choices=VendorState.choices, default=VendorState.WAITING)
    name = models.CharField(_("单位名称"), max_length=100)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    icp_no = models.CharField(_("ICP 备案号"), max_length=40)
    contact = models.CharField(_("联系人"), max_length=60)
    phone = EncryptedText(_("联系电话"), purpose="apps.vendor.phone", mask="phone")
    email = models.EmailField(_("电子邮箱"), max_length=120)
    wanted_username = models.CharField(_("账号"), max_length=60, db_collation="C")
    account = models.OneToOneField("identity.Account", on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    decided_by = models.CharField(_("核实人"), max_length=120, blank=True)
    decided_at = models.DateTimeField(_("核实时间"), null=True)
    why = models.CharField(_("理由"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("应用提供者")
        indexes = (models.Index(fields=("org_path", "name_key", "id"), name="apps_vendor_path"),)

    def __str__(self) -> str:
        return self.name


class SandboxKey(models.Model):
    """测试密钥: opens synthetic people and nothing else. Only a digest is kept; the key is told once."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="sandbox_keys")
    digest = models.CharField(max_length=64, unique=True, help_text="keyed digest, hexadecimal")
    tail = models.CharField(_("密钥末四位"), max_length=4)
    made_at = models.DateTimeField(_("生成时间"), auto_now_add=True)
    ends_on = models.DateField(_("失效日期"))
    ended_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        verbose_name = _("测试密钥")

    def __str__(self) -> str:
        return f"…{self.tail}"
