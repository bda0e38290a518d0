from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.periods import AcademicYear
from shuren.kernel.tabular.models import Provenance
from shuren.kernel.words import Words
from shuren.modules.registry.rules.yearend import Outcome, Why
from shuren.modules.registry.workflows.yearends import YearEndState

PATH: dict[str, Any] = {"max_length": 80, "db_collation": "C"}
# The statement that writes results reads them from the register; checking each again would cost more than writing it.
VOUCHED: dict[str, Any] = {"on_delete": models.PROTECT, "db_index": False, "db_constraint": False}
LABELS: dict[Outcome, Words] = {
    Outcome.UP: _("升级"),
    Outcome.GRADUATE: _("毕业"),
    Outcome.COMPLETE: _("结业"),
    Outcome.INCOMPLETE: _("肄业"),
    Outcome.STAY: _("保留原年级"),
    Outcome.WAIT: _("暂不办理"),
}
REASONS: dict[Why, Words] = {
    Why.NONE: "",
    Why.NAMED: _("学校列入结业、肄业名单"),
    Why.ABSENT: _("休学、停学等不在校，学籍保留，年级不变"),
    Why.CASE: _("有正在办理的学籍业务，办结后再补办"),
    Why.OVERDUE: _("已超过学制年限，请先补办以前学年"),
    Why.UNSIGNED: _("学校尚未确认毕业资格"),
}
OUTCOMES = tuple((outcome.value, label) for outcome, label in LABELS.items())
WHYS = tuple((why.value, label) for why, label in REASONS.items())


class YearEnd(models.Model):
    """学年末升级毕业: one act over the schools at and below a node, from its preview to its undoing."""

    org_path = models.CharField(**PATH)
    org_name = models.CharField(_("办理单位"), max_length=100)
    year = models.PositiveSmallIntegerField(_("学年"), help_text="the calendar year in which the school year began")
    state = models.CharField(max_length=10, choices=YearEndState.choices, default=YearEndState.DRAFT)
    pupils = models.PositiveIntegerField(default=0, help_text="whose outcome the act settles")
    closed_classes = models.JSONField(default=list, help_text="ids of the classes that the act closed")
    prepared_by_key = models.CharField(max_length=80)
    prepared_by_name = models.CharField(_("提出人"), max_length=120)
    prepared_at = models.DateTimeField(_("提出时间"))
    applied_by_name = models.CharField(_("办理人"), max_length=120, blank=True)
    applied_at = models.DateTimeField(_("办理时间"), null=True)
    effective_on = models.DateField(_("离校日期"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("学年末升级毕业")
        constraints = (
            models.UniqueConstraint(
                fields=("org_path", "year"),
                condition=Q(state__in=(YearEndState.DRAFT, YearEndState.READY)),
                name="registry_yearend_one_open",
            ),
        )
        indexes = (models.Index(fields=("org_path", "-id"), name="registry_yearend_scope"),)

    def __str__(self) -> str:
        return f"{self.org_name} {self.school_year}"

    @property
    def number(self) -> str:
        """How pupils' histories name the act."""
        return f"XN{self.pk:08d}"

    @property
    def school_year(self) -> AcademicYear:
        return AcademicYear(self.year)


class YearEndTally(models.Model):
    """How many pupils of a grade of a school an act leads to one outcome."""

    year_end = models.ForeignKey(YearEnd, on_delete=models.CASCADE, related_name="tallies")
    org_path = models.CharField(**PATH)
    school = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12)
    grade = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    pupils = models.PositiveIntegerField()

    objects = ScopedManager()

    class Meta:
        verbose_name = _("学年结果汇总")
        constraints = (
            models.UniqueConstraint(
                fields=("year_end", "school", "stage", "grade", "outcome"), name="registry_tally_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school_id} {self.stage} {self.grade} {self.outcome}"


class YearResult(models.Model):
    """学年结果: what an act made of one enrolment, and what the enrolment was before.

    While an act is previewed only those whom it leaves behind have a line; undoing removes the lines.
    """

    year_end = models.ForeignKey(YearEnd, related_name="results", **VOUCHED)
    org_path = models.CharField(**PATH)
    school = models.ForeignKey("orgs.Org", related_name="+", **VOUCHED)
    enrolment = models.ForeignKey("people.Enrolment", related_name="+", **VOUCHED)
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=12)
    grade = models.PositiveSmallIntegerField()
    outcome = models.CharField(_("结果"), max_length=10, choices=OUTCOMES)
    why = models.CharField(_("原因"), max_length=10, choices=WHYS, blank=True)
    class_id = models.BigIntegerField(null=True)
    status = models.CharField(max_length=2, help_text="before the act, as the following")
    entry_year = models.PositiveSmallIntegerField()
    is_settled = models.BooleanField(help_text="false in a preview, and for whoever waits for a later act")

    objects = ScopedManager()

    class Meta:
        verbose_name = _("学年结果")
        constraints = (
            models.UniqueConstraint(
                fields=("enrolment", "year"), condition=Q(is_settled=True), name="registry_result_once"
            ),
        )
        indexes = (
            models.Index(fields=("year_end", "outcome", "id"), name="registry_result_act"),
            models.Index(
                fields=("org_path", "year"), condition=~Q(outcome=Outcome.UP.value), name="registry_result_unusual"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.year} {self.outcome}"


class Finisher(Provenance):
    """A pupil of the last grade whom the school names as leaving otherwise than by graduating."""

    org_path = models.CharField(**PATH)
    school = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+", db_index=False)
    enrolment = models.ForeignKey("people.Enrolment", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    outcome = models.CharField(_("结果"), max_length=10, choices=OUTCOMES)
    reason = models.CharField(_("原因"), max_length=120)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("结业、肄业名单")
        constraints = (models.UniqueConstraint(fields=("enrolment", "year"), name="registry_finisher_once"),)
        indexes = (models.Index(fields=("org_path", "year"), name="registry_finisher_scope"),)

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.outcome}"


class FinishersSigned(models.Model):
    """A school confirms that all pupils of its last grade whom it did not name are qualified to graduate."""

    org_path = models.CharField(**PATH)
    school = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    signed_by = models.CharField(_("确认人"), max_length=120)
    signed_at = models.DateTimeField(_("确认时间"))

    objects = ScopedManager()

    class Meta:
        verbose_name = _("毕业资格确认")
        constraints = (models.UniqueConstraint(fields=("school", "year"), name="registry_signed_once"),)

    def __str__(self) -> str:
        return f"{self.school_id} {self.year}"
