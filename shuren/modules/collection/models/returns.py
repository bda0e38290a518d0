from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.messages import Message, read
from shuren.modules.collection.models.requests import PATH, Question, Round


class Return(models.Model):
    """报表: what one unit owes in a round. Handed in, it is a case (`case_id`): signed, received, returned by the cell.

    `changes` counts what was written, so that whoever decides tells the sheet read from the sheet as it is.
    `returned_at` is set while cells wait for the unit, `reopened_at` while a return that was received, or not handed in
    before the cut-off, is taken up again. `closed_at` is set where the unit owes nothing any more, because it has ended
    or the request has, or because all that it was to tell is known (`asked` is 0).

    `asked` counts what this unit is asked, `spared` what it is not because it is known, `repeated` what is asked though
    it was found. `lacks` are the questions asked of this unit because nothing is known of it: id of the question ->
    what is known of earlier years, [value, day], or nothing.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="returns", db_index=False)
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    case_id = models.PositiveBigIntegerField(null=True, unique=True)
    asked = models.PositiveSmallIntegerField(_("填报项数"), default=0)
    asked_seconds = models.PositiveIntegerField(default=0)
    spared = models.PositiveSmallIntegerField(_("免填项数"), default=0)
    repeated = models.PositiveSmallIntegerField(_("重复项数"), default=0)
    lacks = models.JSONField(default=dict)
    answered = models.PositiveSmallIntegerField(_("已填"), default=0)
    changes = models.PositiveIntegerField(default=0)
    handed_in_at = models.DateTimeField(_("提交时间"), null=True)
    signed_by = models.CharField(_("审签人"), max_length=120, blank=True)
    signed_at = models.DateTimeField(_("审签时间"), null=True)
    received_at = models.DateTimeField(_("接收时间"), null=True)
    returned_at = models.DateTimeField(_("退回时间"), null=True)
    reopened_at = models.DateTimeField(_("补报更正时间"), null=True)
    why_reopened = models.CharField(_("补报或更正理由"), max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    why_closed = models.CharField(_("免报理由"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("报表")
        constraints = (
            models.UniqueConstraint(fields=("round", "org"), name="collection_return_once"),
            models.CheckConstraint(condition=Q(closed_at=None) | ~Q(why_closed=""), name="collection_return_closed"),
            models.CheckConstraint(condition=Q(reopened_at=None) | ~Q(why_reopened=""), name="collection_return_again"),
        )
        indexes = (
            models.Index(fields=("org_path", "round"), name="collection_return_scope"),
            models.Index(fields=("round", "org_path"), name="collection_return_board"),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.org_id}"

    def asks(self, question: Question) -> bool:
        """Say whether this unit is asked a question of the request."""
        return question.is_asked or str(question.pk) in self.lacks

    @property
    def why(self) -> Message:
        """Why nothing is owed any more."""
        return read(self.why_closed)


class Answer(models.Model):
    """One cell of a return. `value` is what `rules.values` writes, `number` the same where it is one.

    `is_carried` marks what was taken over from the last answer and confirmed. `remark` is why this cell was returned;
    while any cell of a return has one, only those can be changed. They are cleared when the return is handed in again.
    """

    sheet = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="answers", db_index=False)
    org_path = models.CharField(**PATH)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", db_index=False)
    value = models.CharField(max_length=500, blank=True)
    number = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    is_carried = models.BooleanField(default=False)
    why_odd = models.CharField(_("情况说明"), max_length=200, blank=True, help_text="why a doubtful value is right")
    remark = models.CharField(_("退回意见"), max_length=200, blank=True)
    remarked_by = models.CharField(_("退回人"), max_length=120, blank=True)
    told_by_key = models.CharField(max_length=80)
    told_by_name = models.CharField(_("填报人"), max_length=120)
    told_at = models.DateTimeField(_("填报时间"))

    objects = ScopedManager()

    class Meta:
        verbose_name = _("填报数据")
        constraints = (models.UniqueConstraint(fields=("sheet", "question"), name="collection_answer_once"),)
        indexes = (
            models.Index(fields=("question", "org_path"), include=("number", "value"), name="collection_answer_roll"),
        )

    def __str__(self) -> str:
        return f"{self.sheet_id}.{self.question_id}"


class Part(models.Model):
    """分工: a section of a return that one colleague fills in."""

    sheet = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="parts", db_index=False)
    org_path = models.CharField(**PATH)
    section = models.CharField(_("部分"), max_length=40)
    account_key = models.CharField(max_length=80)
    account_name = models.CharField(_("填报人"), max_length=120)
    done_at = models.DateTimeField(_("完成时间"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("分工")
        constraints = (models.UniqueConstraint(fields=("sheet", "section"), name="collection_part_once"),)

    def __str__(self) -> str:
        return f"{self.section} {self.account_name}"
