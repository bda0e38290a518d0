from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.tabular.models import Provenance
from shuren.modules.marks.rules import Result

PATH: dict[str, Any] = {"max_length": 80, "db_collation": "C"}
COPIED: dict[str, Any] = {
    "on_delete": models.PROTECT,
    "related_name": "+",
    "db_index": False,
    "db_constraint": False,  # copied from the school, whose own constraints vouch for them
}


class Mark(Provenance):
    """成绩: what a pupil got in one subject for one term. Without points and level it has been withdrawn."""

    org_path = models.CharField(**PATH)
    school = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+", db_index=False)
    county = models.ForeignKey("orgs.Org", **COPIED)
    city = models.ForeignKey("orgs.Org", **COPIED)
    enrolment = models.ForeignKey("people.Enrolment", on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(_("学年"), help_text="the calendar year in which the school year begins")
    term = models.CharField(_("学期"), max_length=1, help_text="JY/T 1001 学期")
    subject = models.CharField(_("学科"), max_length=4, help_text="subject_zxx")
    score = models.DecimalField(_("成绩"), max_digits=5, decimal_places=1, null=True)
    full = models.DecimalField(_("满分"), max_digits=5, decimal_places=1, null=True)
    level = models.CharField(_("等第"), max_length=4, blank=True)
    credit = models.DecimalField(_("学分"), max_digits=4, decimal_places=1, null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "成绩"
        constraints = (
            models.UniqueConstraint(fields=("enrolment", "year", "term", "subject"), name="marks_mark_once"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, full__gte=F("score")), name="marks_mark_out_of"
            ),
        )
        indexes = (
            models.Index(fields=("school", "year", "term"), name="marks_mark_school"),
            models.Index(fields=("org_path", "-entered_at", "-id"), name="marks_mark_entered"),
        )

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.year}-{self.term} {self.subject}"

    @property
    def result(self) -> Result:
        return Result(self.score, self.full, self.level, self.credit)


class Correction(models.Model):
    """成绩更正: what a mark was and became, when, by whom and why. Rows are only added."""

    org_path = models.CharField(**PATH)
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="corrections")
    before = models.CharField(_("更正前"), max_length=60)
    after = models.CharField(_("更正后"), max_length=60)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.CharField(_("更正人"), max_length=120)
    at = models.DateTimeField(_("更正时间"))
    batch_id = models.BigIntegerField(null=True, db_index=True, help_text="the imported file, where it was one")

    objects = ScopedManager()

    class Meta:
        verbose_name = "成绩更正"

    def __str__(self) -> str:
        return f"{self.mark_id} {self.before} {self.after}"
