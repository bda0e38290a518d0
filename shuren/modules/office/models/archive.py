from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.office.models.papers import Paper

PATH: dict[str, Any] = {"max_length": 80, "db_collation": "C"}


class Retention(models.TextChoices):
    """《机关文件材料归档范围和文书档案保管期限规定》（国家档案局令第8号）."""

    FOREVER = "forever", _("永久")
    THIRTY = "thirty", _("30年")
    TEN = "ten", _("10年")


class Filed(models.Model):
    """A paper in the archive of one unit, that has sent or received it; items count by year and retention."""

    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="filed")
    year = models.PositiveSmallIntegerField(_("年度"))
    retention = models.CharField(_("保管期限"), max_length=10, choices=Retention.choices)
    item = models.PositiveIntegerField(_("件号"))
    filed_by = models.CharField(_("归档人"), max_length=120)
    filed_at = models.DateTimeField(_("归档时间"))

    objects = ScopedManager()

    class Meta:
        verbose_name = _("归档文件")
        constraints = (
            models.UniqueConstraint(fields=("org", "paper"), name="office_filed_once"),
            models.UniqueConstraint(fields=("org", "year", "retention", "item"), name="office_filed_item"),
        )
        indexes = (models.Index(fields=("org_path", "filed_at", "id"), name="office_filed_list"),)

    def __str__(self) -> str:
        return f"{self.year} {self.retention} {self.item}"
