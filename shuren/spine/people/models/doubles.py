"""Two records that may be one person, and two that have become one."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.sensitive.fields import BlindIndex, EncryptedText
from shuren.spine.people.models.bases import PATH_LENGTH
from shuren.spine.people.workflows import MergeState

# Taking back a file removes persons with one statement; a doubt about them goes with them, it does not hold them.
LOOSE: dict[str, Any] = {"on_delete": models.CASCADE, "db_constraint": False, "related_name": "+"}


class Way(models.TextChoices):
    """By which door the later of two records came."""

    CASE = "case", _("办理学籍业务")
    WORKBOOK = "workbook", _("名册")
    CORRECTION = "correction", _("变更关键信息")
    MERGE = "merge", _("合并之后")
    REVIEW = "review", _("全面核查")


class DoubtState(models.TextChoices):
    OPEN = "open", _("待核实")
    SAME = "same", _("是同一人")
    DIFFERENT = "different", _("不是同一人")
    GONE = "gone", _("已消除")


class Doubt(models.Model):
    """疑似重复人员: two records, the one with the lower number first. It stands at the lowest node above both.

    What was decided to be two persons is never asked again.
    """

    org_path = models.CharField(max_length=PATH_LENGTH, db_collation="C")
    first = models.ForeignKey("people.Person", **LOOSE)
    second = models.ForeignKey("people.Person", **LOOSE)
    verdict = models.CharField(_("相似程度"), max_length=8)
    bits = models.FloatField(_("证据（比特）"))
    levels = models.JSONField(default=dict, help_text="comparison -> level, as the rules name them")
    way = models.CharField(_("发现于"), max_length=10, choices=Way.choices)
    state = models.CharField(_("状态"), max_length=10, choices=DoubtState.choices, default=DoubtState.OPEN)
    found_at = models.DateTimeField(_("发现时间"))
    decided_by = models.CharField(_("认定人"), max_length=120, blank=True)
    decided_at = models.DateTimeField(_("认定时间"), null=True)
    reason = models.CharField(_("认定依据"), max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("疑似重复人员")
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="people_doubt_once"),
            models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name="people_doubt_ordered"),
        )
        indexes = (models.Index(fields=("org_path", "state", "-bits"), name="people_doubt_path"),)

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"

    @property
    def is_open(self) -> bool:
        return self.state == DoubtState.OPEN


class Answer(models.TextChoices):
    SAME = "same", _("是同一人")
    DIFFERENT = "different", _("不是同一人")
    UNKNOWN = "unknown", _("无法判断")


class Question(models.Model):
    """What a school is asked about one of two records: its own. It stands at the school."""

    org_path = models.CharField(max_length=PATH_LENGTH, db_collation="C")
    doubt = models.ForeignKey(Doubt, on_delete=models.CASCADE, related_name="questions")
    person = models.ForeignKey("people.Person", **LOOSE)
    told = models.CharField(_("提问"), max_length=300)
    asked_by = models.CharField(_("提问人"), max_length=120)
    asked_at = models.DateTimeField(_("提问时间"))
    answer = models.CharField(_("答复"), max_length=10, choices=Answer.choices, blank=True)
    note = models.CharField(_("核实情况"), max_length=300, blank=True)
    answered_by = models.CharField(_("答复人"), max_length=120, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("重复人员核实")
        constraints = (
            models.UniqueConstraint(fields=("doubt", "person"), condition=Q(answer=""), name="people_question_once"),
        )
        indexes = (models.Index(fields=("org_path", "answer"), name="people_question_path"),)

    def __str__(self) -> str:
        return f"{self.doubt_id} {self.person_id}"


class FormerNumber(models.Model):
    """A number under which somebody was known before: replaced by a decided case, or by a merge."""

    org_path = models.CharField(max_length=PATH_LENGTH, db_collation="C")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="former_numbers")
    id_type = models.CharField(_("身份证件类型"), max_length=1, blank=True)
    id_no = EncryptedText(_("曾用证件号码"), purpose="people.person.id_no", mask="id_number")
    id_index = BlindIndex(of="id_no")
    since = models.DateTimeField(_("停用时间"))

    objects = ScopedManager()

    class Meta:
        verbose_name = _("曾用证件号码")
        constraints = (models.UniqueConstraint(fields=("person", "id_index"), name="people_former_number_once"),)

    def __str__(self) -> str:
        return str(self.pk)


class Merge(models.Model):
    """合并: two records became one. `moved` and `changed` are what splitting puts back, `made` what it removes."""

    org_path = models.CharField(max_length=PATH_LENGTH, db_collation="C")
    doubt = models.ForeignKey(Doubt, on_delete=models.PROTECT, related_name="merges")
    kept = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=MergeState.choices, default=MergeState.WAITING)
    reason = models.CharField(_("认定依据"), max_length=300)
    moved = models.JSONField(default=dict, help_text="pointer -> images")
    changed = models.JSONField(default=list, help_text="[model, id, column -> [before, after]]")
    made = models.JSONField(default=list, help_text="[model, id]")
    asked_by = models.CharField(_("提出人"), max_length=120)
    asked_by_key = models.CharField(max_length=80)
    asked_at = models.DateTimeField(_("提出时间"))
    done_by = models.CharField(_("办理人"), max_length=120, blank=True)
    done_at = models.DateTimeField(_("办理时间"), null=True)
    split_by = models.CharField(_("拆分人"), max_length=120, blank=True)
    split_at = models.DateTimeField(_("拆分时间"), null=True)
    split_reason = models.CharField(_("拆分原因"), max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("人员合并")
        constraints = (
            models.UniqueConstraint(
                fields=("gone",), condition=Q(state__in=("waiting", "done")), name="people_merge_once"
            ),
        )
        indexes = (models.Index(fields=("org_path", "-id"), name="people_merge_path"),)

    def __str__(self) -> str:
        return f"{self.kept_id} <- {self.gone_id}"
