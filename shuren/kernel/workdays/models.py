from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager


class OwnDay(models.Model):
    """A day that differs from the public calendar, for a node and all below it; the nearest node above counts."""

    org_path = models.CharField(max_length=80, db_collation="C")
    on = models.DateField(_("日期"))
    works = models.BooleanField(_("上班"))
    note = models.CharField(_("事由"), max_length=60)
    entered_by = models.CharField(_("录入人"), max_length=120)
    entered_at = models.DateTimeField(_("录入时间"))

    objects = ScopedManager()

    class Meta:
        verbose_name = _("工作日调整")
        constraints = (models.UniqueConstraint(fields=("org_path", "on"), name="workdays_once"),)

    def __str__(self) -> str:
        return f"{self.org_path} {self.on}"
