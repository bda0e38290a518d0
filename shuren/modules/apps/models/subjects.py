from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.sensitive.fields import EncryptedText
from shuren.modules.apps.models.apps import App
from shuren.modules.apps.models.vendors import PATH


class Subject(models.Model):
    """Under which identifier an app knows an account that belongs to no person of the registers, or had not when the
    app first met it. Made once and kept, so that keys may change.
    """

    app = models.ForeignKey(App, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("identity.Account", on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=64, db_collation="C")

    class Meta:
        verbose_name = _("应用内标识")
        constraints = (
            models.UniqueConstraint(fields=("app", "account"), name="apps_subject_once"),
            models.UniqueConstraint(fields=("app", "value"), name="apps_subject_value"),
        )

    def __str__(self) -> str:
        return self.value


class IdentifierKey(models.Model):
    """From what the identifiers of an app are made. Sealed, and kept through every change of the platform's keys."""

    app = models.OneToOneField(App, on_delete=models.PROTECT, related_name="+")
    cipher = models.CharField(max_length=10, default="AES256")
    key = EncryptedText(purpose="apps.identifier_key", mask="hidden")

    class Meta:
        verbose_name = _("应用内标识密钥")

    def __str__(self) -> str:
        return f"{self.app_id}"


class Consent(models.Model):
    """同意: somebody agrees that an app is told one item of a person at a school, until they take it back.

    `person_id` says of whom; of staff, who need not be in the register, the account. Rows stand under the school.
    """

    app = models.ForeignKey(App, on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    person_id = models.BigIntegerField(null=True)
    account = models.ForeignKey("identity.Account", on_delete=models.PROTECT, null=True, related_name="+")
    item = models.CharField(_("数据项"), max_length=20)
    given_by = models.CharField(_("同意人"), max_length=120)
    given_by_key = models.CharField(max_length=80)
    given_at = models.DateTimeField(_("同意时间"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_by = models.CharField(_("撤回人"), max_length=120, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("个人信息处理同意")
        constraints = (
            models.UniqueConstraint(
                fields=("app", "person_id", "item", "org_path"),
                condition=Q(withdrawn_at=None, person_id__isnull=False),
                name="apps_consent_once",
            ),
            models.UniqueConstraint(
                fields=("app", "account", "item", "org_path"),
                condition=Q(withdrawn_at=None, account__isnull=False),
                name="apps_consent_once_staff",
            ),
            models.CheckConstraint(
                condition=Q(person_id=None, account__isnull=False) | Q(person_id__isnull=False, account=None),
                name="apps_consent_of_one",
            ),
        )
        indexes = (
            models.Index(fields=("person_id", "app"), name="apps_consent_person"),
            models.Index(fields=("org_path",), name="apps_consent_path"),
        )

    def __str__(self) -> str:
        return f"{self.person_id or self.account_id} {self.app_id} {self.item}"
