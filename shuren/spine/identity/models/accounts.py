from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.periods import ONE_DAY
from shuren.kernel.sensitive.fields import EncryptedText
from shuren.spine.identity import rules


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts for signing in; lists of accounts come from `Account.scoped`."""


class Account(AbstractBaseUser):
    """Whoever can sign in. An account belongs to one org; its roles may lie at others."""

    username = models.CharField(_("账号"), max_length=60, unique=True, db_collation="C")
    name = models.CharField(_("姓名"), max_length=60)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    initials = models.CharField(max_length=100, db_collation="C", help_text="pinyin initials, for searching")
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=80, db_collation="C")
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(default=False)
    password_until = models.DateTimeField(null=True, help_text="a temporary password opens until then")
    sealed_at = models.DateTimeField(null=True, help_text="closed for want of use, or until a guardian agrees again")
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[AccountManager] = AccountManager()
    scoped = ScopedManager()

    class Meta:
        verbose_name = "账号"
        constraints = (
            models.CheckConstraint(
                condition=Q(sealed_at=None) | Q(is_active=False), name="identity_account_sealed_shut"
            ),
        )
        indexes = (models.Index(fields=("org_path", "name_key", "id"), name="identity_account_scope"),)

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the audit log, to-dos and jobs name this account: the id of every actor it acts as."""
        return f"account:{self.pk}"


class Grant(models.Model):
    """A role at an org, in [valid_from, valid_to); one that ends on the day it begins never holds.

    Where the change that closed the org has ended it, `ended_by` says which, `valid_to_was` when it would have ended.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("角色"), max_length=40)
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=80, db_collation="C")
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("失效日期"), null=True)
    valid_to_was = models.DateField(null=True)
    ended_by = models.ForeignKey("orgs.Change", on_delete=models.PROTECT, null=True, related_name="+")
    granted_by = models.CharField(max_length=120)
    granted_at = models.DateTimeField(auto_now_add=True)
    reviewed_at = models.DateTimeField(_("最近复核"), null=True)
    reviewed_by = models.CharField(_("复核人"), max_length=120, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "授权"
        constraints = (
            models.UniqueConstraint(
                fields=("account", "role", "org"), condition=Q(valid_to=None), name="identity_grant_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="identity_grant_ordered"
            ),
        )
        indexes = (models.Index(fields=("org_path", "id"), name="identity_grant_path"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.org_id}"

    def holds_on(self, day: Any) -> bool:
        return bool(self.valid_from <= day and (self.valid_to is None or day < self.valid_to))


class Absence(models.Model):
    """外出委托: while the holder of a role is away, in [valid_from, valid_to), a colleague answers for them in it.

    It ends with the role.
    """

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="absences")
    stand_in = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("开始日期"))
    valid_to = models.DateField(_("失效日期"))
    reason = models.CharField(_("事由"), max_length=200)
    named_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "外出委托"
        constraints = (
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="identity_absence_ordered"),
        )
        indexes = (models.Index(fields=("stand_in", "valid_to"), name="identity_absence_stand_in"),)

    def __str__(self) -> str:
        return f"{self.grant_id} {self.stand_in_id}"

    @property
    def last_day(self) -> date:
        return self.valid_to - ONE_DAY


class Attempts(models.Model):
    """Wrong passwords in a row for one user name as typed, whether such an account exists or not.

    Names are kept as hashes only: people type passwords into the wrong field.
    """

    name_hash = models.CharField(max_length=64, unique=True)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, null=True, related_name="attempts")
    failures = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = "登录失败"

    def __str__(self) -> str:
        return f"{self.name_hash[:8]} {self.failures}"


class SignIn(models.Model):
    """One stay: from signing in to signing out, being idle too long, or being ended by somebody."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40)
    address = models.CharField(max_length=45, blank=True, help_text="network address, IPv4 or IPv6")
    agent = models.CharField(max_length=200, blank=True, help_text="what the browser calls itself")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "登录"
        indexes = (
            models.Index(fields=("account", "-began_at"), name="identity_sign_in_account"),
            models.Index(fields=("session_key",), condition=Q(ended_at=None), name="identity_sign_in_open"),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.began_at:%Y-%m-%d %H:%M}"

    @property
    def browser(self) -> str:
        return rules.browser_of(self.agent)


class Root(models.Model):
    """A certificate below which those of units stand, and its key. New ones are made below the current one.

    `cross` is the same name and key under the signature of the root before; `revocations` the list last published.
    """

    is_current = models.BooleanField(default=True)
    certificate = models.BinaryField(help_text="X.509, DER")
    cross = models.BinaryField(help_text="X.509, DER", null=True)
    key = EncryptedText(purpose="identity.root.key", mask="hidden")
    founded_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revocations = models.BinaryField(help_text="CRL, DER", null=True)
    listed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "电子证书根"
        constraints = (
            models.UniqueConstraint(
                fields=("is_current",), condition=Q(is_current=True), name="identity_root_one_current"
            ),
        )

    def __str__(self) -> str:
        return f"{self.founded_at:%Y-%m-%d}"


class UnitCertificate(models.Model):
    """单位电子证书: with it a unit's papers are signed. `name` is what the unit was called when it was issued.

    One at a time is the current one; those before it stay, for they vouch for what they have signed.
    """

    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    root = models.ForeignKey(Root, on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=80, db_collation="C")
    name = models.CharField(_("单位"), max_length=100)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    serial = models.CharField(_("证书序列号"), max_length=40, unique=True, help_text="hexadecimal")
    certificate = models.BinaryField(help_text="X.509, DER")
    key = EncryptedText(purpose="identity.unit_certificate.key", mask="hidden")
    sm2_public = models.BinaryField(help_text="SubjectPublicKeyInfo, DER")
    sm2_key = EncryptedText(purpose="identity.unit_certificate.sm2_key", mask="hidden")
    is_current = models.BooleanField(default=True)
    issued_at = models.DateTimeField(_("生效时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    revoked_at = models.DateTimeField(_("吊销时间"), null=True)
    revoked_by = models.CharField(max_length=120, blank=True)
    reason = models.CharField(_("吊销理由"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "单位电子证书"
        constraints = (
            models.UniqueConstraint(
                fields=("org",), condition=Q(is_current=True), name="identity_unit_certificate_current"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(is_current=False), name="identity_unit_certificate_not_revoked"
            ),
        )
        indexes = (models.Index(fields=("org_path", "id"), name="identity_unit_cert_path"),)

    def __str__(self) -> str:
        return f"{self.name} {self.serial}"
