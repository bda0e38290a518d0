from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager

PATH: dict[str, Any] = {"max_length": 80, "db_collation": "C"}


class Report(models.Model):
    """年度发展报告 of an authority for a year: what it says, and the figures as they were when it was compiled last.

    `figures` holds by name what a text may cite: {"text", "source", "place"}; `sources` by key where that comes from.
    Once released, nothing of it changes any more; what is to be said anew is another edition.
    """

    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    org_name = models.CharField(_("单位"), max_length=100)
    year = models.PositiveSmallIntegerField(_("年度"))
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    title = models.CharField(_("标题"), max_length=120)
    begun_by_key = models.CharField(max_length=80)
    begun_by_name = models.CharField(_("编制人"), max_length=120)
    begun_at = models.DateTimeField(_("开始编制"), auto_now_add=True)
    compiled_at = models.DateTimeField(_("汇编时间"), null=True)
    revision = models.PositiveIntegerField(_("数据计算次数"), default=0, help_text="of the year's computation")
    figures = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)
    case_id = models.PositiveBigIntegerField(null=True, help_text="the case that releases it, the newest")
    released_at = models.DateTimeField(_("发布时间"), null=True)
    released_by_name = models.CharField(_("审定人"), max_length=120, blank=True)
    pdf = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    word = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        verbose_name = _("年度发展报告")
        constraints = (
            models.UniqueConstraint(fields=("org", "year", "edition"), name="statistics_report_edition"),
            models.UniqueConstraint(
                fields=("org", "year"), condition=models.Q(released_at=None), name="statistics_report_one_draft"
            ),
            models.CheckConstraint(
                condition=models.Q(released_at=None) | models.Q(pdf__isnull=False, word__isnull=False),
                name="statistics_report_released_files",
            ),
        )
        indexes = (models.Index(fields=("org_path", "-year", "-id"), name="statistics_report_scope"),)

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """A section of a report: its text as it was drafted by rule and as it stands, and its tables and charts."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections", db_index=False)
    code = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    chapter = models.CharField(_("章"), max_length=40)
    heading = models.CharField(_("节"), max_length=60)
    drafted = models.TextField(blank=True)
    text = models.TextField(_("正文"), blank=True)
    exhibits = models.JSONField(default=list)
    is_left_out = models.BooleanField(_("不收入"), default=False)
    edited_by_name = models.CharField(_("修改人"), max_length=120, blank=True)
    edited_at = models.DateTimeField(_("修改时间"), null=True)

    class Meta:
        verbose_name = _("章节")
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("report", "code"), name="statistics_section_once"),)

    def __str__(self) -> str:
        return f"{self.report_id} {self.code}"
