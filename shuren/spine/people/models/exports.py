from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.spine.people.models.bases import PATH_LENGTH
from shuren.spine.people.workflows import ExportState


class ExportKind(models.TextChoices):
    """Which list is taken."""

    STUDENTS = "students", _("学生名单")
    STAFF = "staff", _("教职工名单")
    GUARDIANS = "guardians", _("监护人名单")


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel 工作簿")
    CSV = "csv", "CSV"


class ExportRequest(models.Model):
    """Somebody's wish to take a list of persons out of the platform, and what became of it."""

    org_path = models.CharField(max_length=PATH_LENGTH, db_collation="C")
    kind = models.CharField(_("名单"), max_length=10, choices=ExportKind.choices)
    format = models.CharField(_("格式"), max_length=4, choices=ExportFormat.choices)
    query = models.JSONField(default=dict, help_text="the list's filters, search and order as its address had them")
    summary = models.CharField(_("筛选条件"), max_length=300, blank=True)
    persons = models.IntegerField(_("人数"), help_text="at the time of asking")
    reason = models.CharField(_("用途"), max_length=200)
    state = models.CharField(_("状态"), max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    requested_by_key = models.CharField(max_length=80)
    requested_by_name = models.CharField(_("申请人"), max_length=120)
    requested_at = models.DateTimeField(_("申请时间"))
    decided_by_name = models.CharField(_("审批人"), max_length=120, blank=True)
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    rows_written = models.IntegerField(_("行数"), null=True)
    expires_at = models.DateTimeField(_("失效时间"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("名单导出")
        indexes = (
            models.Index(fields=("org_path", "-id"), name="people_export_path"),
            models.Index(fields=("requested_by_key", "-id"), name="people_export_mine"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.requested_at:%Y-%m-%d}"
