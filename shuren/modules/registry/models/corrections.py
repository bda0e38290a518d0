from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.registry.models.yearends import PATH


class CorrectionList(models.Model):
    """A list of 关键信息变更 handed in at once: every row becomes a case of its own, or none does.

    `prepared` holds, until that is done, what each row applies for, numbers sealed; `cases` what they have become.
    """

    org_path = models.CharField(**PATH)
    name = models.CharField(_("文件"), max_length=255)
    rows = models.PositiveIntegerField(_("人数"))
    prepared = models.JSONField(default=list)
    cases = models.JSONField(default=list)
    handed_in_by = models.CharField(_("申请人"), max_length=120)
    handed_in_at = models.DateTimeField(_("提交时间"))
    lodged_at = models.DateTimeField(_("申请时间"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("关键信息变更名单")
        indexes = (models.Index(fields=("org_path", "-id"), name="registry_corrections_scope"),)

    def __str__(self) -> str:
        return f"{self.name} {self.rows}"
