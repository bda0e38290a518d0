"""What somebody proves who they are with, beside a password."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.sensitive.fields import EncryptedText
from shuren.spine.identity.models.accounts import Account


class Factor(models.Model):
    """What authenticators and passkeys have in common: whose, what the owner calls it, when it was added and used."""

    account: Any = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="%(class)ss")
    name = models.CharField(_("名称"), max_length=60)
    added_at = models.DateTimeField(_("添加时间"))
    used_at = models.DateTimeField(_("上次使用"), null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How a form names this factor."""
        return f"{self._meta.model_name}-{self.pk}"


class Authenticator(Factor):
    """身份验证器: an app that shows a new code every half minute (RFC 6238). `last_step` is the half minute of the last
    code that was taken, so that none is taken twice.
    """

    secret = EncryptedText(purpose="identity.authenticator.secret", mask="hidden")
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "身份验证器"


class Passkey(Factor):
    """通行密钥: a key pair whose private half stays in a device (W3C Web Authentication, level 3).

    `handle` is what the device knows the account by: random, the same for all passkeys of an account.
    """

    credential_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the credential's id")
    credential_id = models.BinaryField()
    handle = models.BinaryField(max_length=64)
    public_key = models.BinaryField(help_text="COSE")
    sign_count = models.BigIntegerField(default=0)
    transports = models.JSONField(default=list)
    is_synced = models.BooleanField(default=False, help_text="kept by a provider on several devices")

    class Meta:
        verbose_name = "通行密钥"


class RecoveryCode(models.Model):
    """恢复码: signs in once in place of a factor that is out of reach. Kept as a keyed digest only."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "恢复码"

    def __str__(self) -> str:
        return f"{self.account_id} {self.made_at:%Y-%m-%d}"
