from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.collection.models.requests import PATH, Round


class Urging(models.Model):
    """催报: one time that the units of a node were reminded of a round. On that day nobody reminds them again."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="urgings")
    org_path = models.CharField(**PATH, help_text="of the node whose units were reminded")
    urged_at = models.DateTimeField(_("催报时间"))
    urged_by = models.CharField(_("催报人"), max_length=120)
    units = models.PositiveIntegerField(_("催报单位"))

    objects = ScopedManager()

    class Meta:
        verbose_name = _("催报")

    def __str__(self) -> str:
        return f"{self.round_id} {self.org_path} {self.urged_at}"
