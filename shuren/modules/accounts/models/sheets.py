from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.sensitive.fields import EncryptedText

PATH: dict[str, Any] = {"max_length": 80, "db_collation": "C"}


class Group(models.TextChoices):
    """Whom a sheet is for."""

    STAFF = "staff", _("教职工")
    PUPILS = "pupils", _("学生")
    GUARDIANS = "guardians", _("家长")


class Sheet(models.Model):
    """登录单: first sign-in codes for some people of a school, to be printed, cut and handed out."""

    org_path = models.CharField(**PATH)
    school = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    group = models.CharField(_("对象"), max_length=10, choices=Group.choices)
    school_class = models.ForeignKey("orgs.SchoolClass", on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.CharField(_("办理人"), max_length=120)
    asked_at = models.DateTimeField(_("办理时间"))
    valid_until = models.DateTimeField(_("有效期至"))

    objects = ScopedManager()

    class Meta:
        verbose_name = _("登录单")
        indexes = (models.Index(fields=("org_path", "-id"), name="accounts_sheet_path"),)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Whom it is for, in words."""
        of = self.get_group_display()
        return f"{self.school_class.name} · {of}" if self.school_class else str(of)


class SheetLine(models.Model):
    """One person on a sheet. The code is there from the moment the account is, and goes when used or out of date."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="lines")
    org_path = models.CharField(**PATH)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=120)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    note = models.CharField(_("说明"), max_length=200, blank=True, help_text="of a guardian, whose")
    account = models.ForeignKey("identity.Account", on_delete=models.PROTECT, null=True, related_name="+")
    code = EncryptedText(purpose="accounts.sheet_line.code", mask="hidden", null=True)
    why = models.TextField(_("未办理的原因"), blank=True, help_text="a message as kernel.messages keeps it")

    objects = ScopedManager()

    class Meta:
        verbose_name = _("登录单名单")
        constraints = (models.UniqueConstraint(fields=("sheet", "person"), name="accounts_line_once"),)
        indexes = (models.Index(fields=("org_path", "sheet"), name="accounts_line_path"),)

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.person_id}"
