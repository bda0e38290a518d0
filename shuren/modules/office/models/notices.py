from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager

PATH: dict[str, Any] = {"max_length": 80, "db_collation": "C"}


class Audience(models.TextChoices):
    """Who reads a published notice."""

    BELOW = "below", _("本单位及下属单位")
    PUBLIC = "public", _("社会公众")


class PublishedNotice(models.Model):
    """Information as it was released after three checks; a corrected one is released anew and takes its place.

    It is shown from `shown_from` on and up to the end of the day before `expires_on`.
    """

    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    org_name = models.CharField(_("发布单位"), max_length=100)
    title = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("正文"))
    audience = models.CharField(_("发布范围"), max_length=10, choices=Audience.choices)
    case_id = models.PositiveBigIntegerField(unique=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    released_by = models.CharField(_("审定人"), max_length=120)
    released_at = models.DateTimeField(_("发布时间"))
    shown_from = models.DateTimeField(_("上线时间"))
    expires_on = models.DateField(_("自动撤下日期"), null=True)
    is_pinned = models.BooleanField(_("置顶"), default=False)
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True)
    withdrawn_by = models.CharField(_("撤下人"), max_length=120, blank=True)
    reason = models.CharField(_("撤下理由"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("信息")
        constraints = (
            models.CheckConstraint(condition=Q(shown_from__gte=F("released_at")), name="office_notice_shown"),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | ~Q(reason=""), name="office_notice_reason"),
        )
        indexes = (
            models.Index(fields=("org_path", "shown_from", "id"), name="office_notice_board"),
            models.Index(
                fields=("shown_from", "id"),
                condition=Q(audience="public", withdrawn_at=None),
                name="office_notice_public",
            ),
        )

    def __str__(self) -> str:
        return self.title
