from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.collection.rules.kinds import CheckKind, Finding, Frequency, Kind, Ruling

PATH: dict[str, Any] = {"max_length": 80, "db_collation": "C"}
KINDS = (
    (Kind.NUMBER.value, _("数值")),
    (Kind.YES_NO.value, _("是否")),
    (Kind.CHOICE.value, _("单选")),
    (Kind.DAY.value, _("日期")),
    (Kind.TEXT.value, _("文字")),
)
FREQUENCIES = (
    (Frequency.ONCE.value, _("一次")),
    (Frequency.MONTHLY.value, _("每月")),
    (Frequency.TERMLY.value, _("每学期")),
    (Frequency.YEARLY.value, _("每年")),
)
FINDINGS = (
    (Finding.HELD.value, _("已掌握")),
    (Finding.DERIVABLE.value, _("可计算")),
    (Finding.ELSEWHERE.value, _("其他部门掌握")),
    (Finding.NEW.value, _("新增")),
)
RULINGS = (
    (Ruling.OPEN.value, _("待审核")),
    (Ruling.ASKED.value, _("准予采集")),
    (Ruling.CUT.value, _("删减")),
    (Ruling.REFUSED.value, _("不予采集")),
)
CHECKS = (
    (CheckKind.NO_MORE.value, _("前项不大于后项")),
    (CheckKind.ADDS_UP.value, _("各分项之和等于合计")),
)


class Request(models.Model):
    """上报任务: what an authority asks the units of an audience, why, and until when.

    It is a draft until `case_id` names the case that clears it, and asks nobody before `sent_at`. `asked` counts the
    questions that every unit is asked, `spared` those whose answer is known; what one unit is asked besides, because
    nothing is known of it, stands in its return. Where nothing is known for the year asked about, values that are up to
    `years_back` years older do as well.
    """

    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    org_name = models.CharField(_("发起单位"), max_length=100)
    title = models.CharField(_("任务名称"), max_length=100)
    purpose = models.CharField(_("用途"), max_length=500, blank=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True, help_text="document, number and clause")
    below = models.CharField(_("填报范围"), **PATH, help_text="the node at and below which units answer")
    level = models.CharField(_("填报单位"), max_length=10, default="school", help_text="a level of the tree")
    stages = models.JSONField(_("学段"), default=list, help_text="stages of the schools asked; empty for all")
    frequency = models.CharField(_("频次"), max_length=8, choices=FREQUENCIES, default=Frequency.ONCE.value)
    as_of = models.DateField(_("数据时点"), null=True, help_text="the day of which the first round asks")
    opens_on = models.DateField(_("开始填报"), null=True)
    due_on = models.DateField(_("截止填报"), null=True, help_text="of the first round; later ones have as many days")
    ends_on = models.DateField(_("任务终止"), null=True, help_text="the day on which the request ends by itself")
    years_back = models.PositiveSmallIntegerField(_("可用往年数据"), default=0)
    why_over = models.CharField(_("超出上限的理由"), max_length=300, blank=True)
    drafted_by_key = models.CharField(max_length=80)
    drafted_by_name = models.CharField(_("起草人"), max_length=120)
    drafted_before = models.JSONField(default=list, help_text="keys of those who had the draft and handed it on")
    drafted_at = models.DateTimeField(_("起草时间"), auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    case_id = models.PositiveBigIntegerField(null=True, unique=True)
    sent_at = models.DateTimeField(_("下达时间"), null=True)
    ended_at = models.DateTimeField(_("终止时间"), null=True)
    why_ended = models.CharField(_("终止理由"), max_length=200, blank=True)
    asked = models.PositiveIntegerField(_("填报项数"), default=0)
    spared = models.PositiveIntegerField(_("免填项数"), default=0)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("上报任务")
        constraints = (
            models.CheckConstraint(condition=Q(sent_at=None) | ~Q(basis=""), name="collection_request_basis"),
            models.CheckConstraint(
                condition=Q(sent_at=None)
                | Q(as_of__isnull=False, opens_on__isnull=False, due_on__isnull=False, ends_on__isnull=False),
                name="collection_request_dates",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="collection_request_due"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("due_on")), name="collection_request_end"),
        )
        indexes = (models.Index(fields=("org_path", "-id"), name="collection_request_scope"),)

    def __str__(self) -> str:
        return self.title

    @property
    def drafters(self) -> set[str]:
        """The keys of all who have drafted it: none of them clears it."""
        return {self.drafted_by_key, *self.drafted_before}


class Question(models.Model):
    """填报项: one question of a request, what the dictionary knows of it, and what was ruled.

    `source` names what was found as `queries.known` writes it (`quantity:pupils`, `item:17`, ...), `derivation` how it
    is computed where it is. `why_anew` is why the drafter asks although something was found.

    Of what was found, units of which nothing is known are asked where `fills_gaps` says so and it was ruled; `held` is
    how many units it is known of, as last counted (rules.gaps.Held).
    """

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="questions", db_index=False)
    position = models.PositiveSmallIntegerField()
    section = models.CharField(_("部分"), max_length=40, blank=True)
    label = models.CharField(_("填报项"), max_length=120)
    kind = models.CharField(_("填写方式"), max_length=8, choices=KINDS, default=Kind.NUMBER.value)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    places = models.PositiveSmallIntegerField(_("小数位数"), default=0)
    options = models.JSONField(_("选项"), default=list, help_text="the labels to choose from")
    note = models.CharField(_("填报说明"), max_length=300, blank=True)
    is_required = models.BooleanField(_("必填"), default=True)
    seconds = models.PositiveSmallIntegerField(_("预计用时"), help_text="what one answer costs, in seconds")
    finding = models.CharField(_("比对结果"), max_length=10, choices=FINDINGS, default=Finding.NEW.value)
    source = models.CharField(max_length=80, blank=True)
    source_label = models.CharField(_("数据来源"), max_length=200, blank=True)
    derivation = models.JSONField(default=dict)
    score = models.FloatField(default=0)
    fills_gaps = models.BooleanField(_("缺数据的单位填报"), default=True)
    held = models.JSONField(default=dict)
    why_anew = models.CharField(_("仍需采集的理由"), max_length=200, blank=True)
    ruling = models.CharField(_("审核意见"), max_length=8, choices=RULINGS, blank=True, default=Ruling.OPEN.value)
    why_ruled = models.CharField(_("审核理由"), max_length=200, blank=True)
    ruled_by = models.CharField(_("审核人"), max_length=120, blank=True)
    ruled_at = models.DateTimeField(null=True)
    item = models.ForeignKey("collection.Item", on_delete=models.PROTECT, null=True, related_name="questions")

    class Meta:
        verbose_name = _("填报项")
        constraints = (
            models.UniqueConstraint(
                fields=("request", "position"), name="collection_question_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=~Q(ruling__in=(Ruling.CUT.value, Ruling.REFUSED.value)) | ~Q(why_ruled=""),
                name="collection_question_reason",
            ),
            models.CheckConstraint(
                condition=Q(finding=Finding.NEW.value) | ~Q(source=""), name="collection_question_source"
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def is_asked(self) -> bool:
        """Whether every unit is asked it once the request is sent."""
        return self.finding == Finding.NEW and self.ruling == Ruling.ASKED


class Gap(models.Model):
    """缺数: a unit of which what was found says nothing for the year asked about, as last counted.

    `value` is the newest that is known of earlier years, `as_of` its day and `age` how many years older it is.
    """

    # Hundreds of thousands are written at once: checking each costs more than writing it. Readers join the question.
    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="gaps", db_index=False, db_constraint=False
    )
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    age = models.PositiveSmallIntegerField(null=True)
    value = models.CharField(max_length=500, blank=True)
    as_of = models.DateField(null=True)

    class Meta:
        verbose_name = _("缺数")
        constraints = (models.UniqueConstraint(fields=("question", "org"), name="collection_gap_once"),)

    def __str__(self) -> str:
        return f"{self.question_id} {self.org_id}"


class Check(models.Model):
    """审核关系: a rule between answers of one return. `parts` are the ids of the questions beside `first`."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(_("关系"), max_length=8, choices=CHECKS)
    first = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    parts = models.JSONField(default=list)

    class Meta:
        verbose_name = _("审核关系")

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} {self.parts}"


class Round(models.Model):
    """期次: one time that a request asks. Nothing is answered after `frozen_at` but as a dated correction."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="rounds", db_index=False)
    org_path = models.CharField(**PATH, help_text="of the request")
    label = models.CharField(_("期次"), max_length=40)
    as_of = models.DateField(_("数据时点"))
    opens_on = models.DateField(_("开始填报"))
    due_on = models.DateField(_("截止填报"))
    due_was = models.DateField(_("原截止日期"), null=True)
    why_moved = models.CharField(_("调整理由"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("开始时间"), null=True)
    frozen_at = models.DateTimeField(_("封存时间"), null=True)
    units = models.PositiveIntegerField(_("应报单位"), default=0)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("期次")
        constraints = (
            models.UniqueConstraint(fields=("request", "as_of"), name="collection_round_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="collection_round_due"),
        )
        indexes = (models.Index(fields=("due_on",), condition=Q(frozen_at=None), name="collection_round_to_freeze"),)

    def __str__(self) -> str:
        return self.label


class Ceiling(models.Model):
    """填报负担上限: the most minutes that one unit at and below a node may be asked for in a year, from a day on."""

    org_path = models.CharField(**PATH)
    from_on = models.DateField(_("自何日起"))
    minutes = models.PositiveIntegerField(_("每单位每年最多分钟"))
    basis = models.CharField(_("依据"), max_length=200)
    set_by_key = models.CharField(max_length=80)
    set_by_name = models.CharField(_("规定人"), max_length=120)
    set_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("填报负担上限")
        constraints = (models.UniqueConstraint(fields=("org_path", "from_on"), name="collection_ceiling_day"),)

    def __str__(self) -> str:
        return f"{self.minutes} {self.from_on}"
