"""Browsers from which an account has signed in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.spine.identity.models.accounts import Account, SignIn


class Device(models.Model):
    """登录设备: a browser known by a random cookie, of which only the hash is kept.

    `confirmed_at` is when the owner said that it is theirs; the first of an account needs no word.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="devices")
    cookie_hash = models.CharField(max_length=64, help_text="SHA-256")
    name = models.CharField(_("设备"), max_length=60, blank=True, help_text="browser and system")
    address = models.CharField(_("网络地址"), max_length=45, blank=True, help_text="at the last sign-in")
    first_at = models.DateTimeField(_("首次登录"))
    last_at = models.DateTimeField(_("最近登录"))
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "登录设备"
        constraints = (
            models.UniqueConstraint(fields=("account", "cookie_hash"), name="identity_device_once"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.account_id} {self.name}"


class StayDevice(models.Model):
    """From which device a stay began."""

    stay = models.OneToOneField(SignIn, on_delete=models.CASCADE, related_name="on")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="stays")

    class Meta:
        verbose_name = "登录所用设备"

    def __str__(self) -> str:
        return f"{self.stay_id} {self.device_id}"
