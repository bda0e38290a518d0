from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonAccount(models.Model):
    """Which human being an account belongs to: guardians act for their children, nobody decides on the own child."""

    account = models.OneToOneField("identity.Account", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="accounts")

    class Meta:
        verbose_name = _("账号持有人")

    def __str__(self) -> str:
        return f"{self.account_id} {self.person_id}"
