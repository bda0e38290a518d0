from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.accounts.models.sheets import PATH


class Way(models.TextChoices):
    """How a guardian has agreed."""

    PAPER = "paper", _("书面")
    ONLINE = "online", _("网上")


class AccountConsent(models.Model):
    """监护人同意: a child below fourteen may have an account, until the guardian takes it back."""

    org_path = models.CharField(**PATH)
    child = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(_("同意方式"), max_length=8, choices=Way.choices)
    given_by = models.CharField(_("登记人"), max_length=120, help_text="the guardian online, the registrar for paper")
    given_at = models.DateTimeField(_("同意时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_by = models.CharField(_("撤回人"), max_length=120, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("账号开通同意")
        constraints = (
            models.UniqueConstraint(fields=("child",), condition=Q(withdrawn_at=None), name="accounts_consent_once"),
        )
        indexes = (models.Index(fields=("org_path",), name="accounts_consent_path"),)

    def __str__(self) -> str:
        return f"{self.child_id} {self.way}"
