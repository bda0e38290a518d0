from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts for signing in."""


class Account(AbstractBaseUser):
    """Whoever can sign in."""

    username = models.CharField(_("账号"), max_length=60, unique=True, db_collation="C")
    name = models.CharField(_("姓名"), max_length=60)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(default=False)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role at an org, from one day to another."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("角色"), max_length=40)
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=80, db_collation="C")
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("失效日期"), null=True)
    granted_by = models.CharField(max_length=120)
    granted_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "授权"
        constraints = (
            models.UniqueConstraint(
                fields=("account", "role", "org"), condition=Q(valid_to=None), name="identity_grant_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="identity_grant_not_empty"
            ),
        )
        indexes = (models.Index(fields=("org_path", "id"), name="identity_grant_path"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.org_id}"

    def holds_on(self, day: Any) -> bool:
        return bool(self.valid_from <= day and (self.valid_to is None or day < self.valid_to))
