from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.office.rules.kinds import USUAL

PATH: dict[str, Any] = {"max_length": 80, "db_collation": "C"}


class End(models.TextChoices):
    """How a paper ceased to be in force (中办发〔2012〕14号第三十四条): wholly, from a day, by a better one."""

    REVOKED = "revoked", _("已予撤销")
    REPEALED = "repealed", _("已废止")
    REPLACED = "replaced", _("已更正")


class Letterhead(models.Model):
    """Under what name and mark a unit issues papers."""

    org = models.OneToOneField("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    agency = models.CharField(_("发文机关"), max_length=60)
    mark = models.CharField(_("发文机关代字"), max_length=20, unique=True)
    printer = models.CharField(_("印发机关"), max_length=60)
    fonds = models.CharField(_("全宗号"), max_length=10, blank=True)
    is_public = models.BooleanField(_("在公众页面发布信息"), default=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("发文机关")

    def __str__(self) -> str:
        return self.agency


class Series(models.Model):
    """The last serial given in a year; its row is locked until the paper that takes the next one is kept."""

    letterhead = models.ForeignKey(Letterhead, on_delete=models.CASCADE, related_name="series")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("发文字号")
        constraints = (models.UniqueConstraint(fields=("letterhead", "year"), name="office_series_year"),)

    def __str__(self) -> str:
        return f"{self.letterhead_id} {self.year}/{self.last}"


class Paper(models.Model):
    """A paper as it was signed. Nothing of it changes afterwards but whether it is in force.

    `answers` is the paper that it replies to, `replaces` the one that it corrects. A revoked one never was in force, a
    repealed one is not from `ended_on` on.
    """

    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    number = models.CharField(_("发文字号"), max_length=60, unique=True)
    year = models.PositiveSmallIntegerField(_("年份"))
    serial = models.PositiveIntegerField(_("序号"))
    agency = models.CharField(_("发文机关"), max_length=60)
    kind = models.CharField(_("文种"), max_length=8, default=USUAL)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"))
    addressed = models.CharField(_("主送机关"), max_length=2000)
    copied = models.CharField(_("抄送机关"), max_length=2000, blank=True)
    urgency = models.CharField(_("紧急程度"), max_length=10, blank=True)
    case_id = models.PositiveBigIntegerField(unique=True)
    drafted_by = models.CharField(_("拟稿人"), max_length=120)
    signed_by = models.CharField(_("签发人"), max_length=120)
    signed_at = models.DateTimeField(_("签发时间"))
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField(_("页数"), default=0)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answered_by")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    end = models.CharField(_("效力"), max_length=10, choices=End.choices, blank=True)
    ended_on = models.DateField(_("失效日期"), null=True)
    ended_at = models.DateTimeField(_("撤销、废止时间"), null=True)
    ended_by = models.CharField(_("决定人"), max_length=120, blank=True)
    ended_why = models.CharField(_("撤销、废止理由"), max_length=500, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("公文")
        constraints = (
            models.UniqueConstraint(fields=("org", "year", "serial"), name="office_paper_serial"),
            models.CheckConstraint(
                condition=Q(end="", ended_on=None, ended_at=None) | (~Q(end="") & Q(ended_at__isnull=False)),
                name="office_paper_end",
            ),
        )
        indexes = (
            models.Index(fields=("org_path", "signed_at", "id"), name="office_paper_register"),
            models.Index(fields=("signed_at", "id"), name="office_paper_signed"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Annex(models.Model):
    """A file that belongs to a paper (附件)."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="annexes")
    place = models.PositiveSmallIntegerField()
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("附件")
        constraints = (models.UniqueConstraint(fields=("paper", "place"), name="office_annex_place"),)

    def __str__(self) -> str:
        return f"{self.paper_id} {self.place}"


class Delivery(models.Model):
    """One paper before one unit; who confirmed it there, and when, and what came of it."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="deliveries")
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    is_copy = models.BooleanField(_("抄送"), default=False)
    sent_at = models.DateTimeField(_("收文时间"))
    read_at = models.DateTimeField(_("签收时间"), null=True)
    read_by = models.CharField(_("签收人"), max_length=120, blank=True)
    urged_at = models.DateTimeField(_("催签时间"), null=True)
    result = models.CharField(_("办理结果"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    end_seen_at = models.DateTimeField(_("知悉失效时间"), null=True)
    end_seen_by = models.CharField(_("知悉人"), max_length=120, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("收文")
        constraints = (models.UniqueConstraint(fields=("paper", "org"), name="office_delivery_once"),)
        indexes = (models.Index(fields=("org_path", "sent_at", "id"), name="office_delivery_inbox"),)

    def __str__(self) -> str:
        return f"{self.paper_id} → {self.org_id}"
