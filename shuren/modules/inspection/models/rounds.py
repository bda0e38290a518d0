from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.inspection.rules import notes
from shuren.modules.inspection.workflows import RoundState, VisitState


class Kind(models.TextChoices):
    YES_NO = notes.Kind.YES_NO.value, _("是否")
    FIGURE = notes.Kind.FIGURE.value, _("数字")
    TEXT = notes.Kind.TEXT.value, _("文字")
    PHOTO = notes.Kind.PHOTO.value, _("照片")


class Expected(models.TextChoices):
    YES = notes.YES, _("是")
    NO = notes.NO, _("否")


class Round(models.Model):
    """核查安排: why and by when an authority has units looked at. `subject` is what it was made from, if anything.

    `keeps_place`: pictures keep when and where they were taken; otherwise neither leaves the phone.
    """

    title = models.CharField(_("核查名称"), max_length=100)
    purpose = models.CharField(_("目的和要求"), max_length=500, blank=True)
    basis = models.CharField(_("依据"), max_length=200)
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=80, db_collation="C")
    from_on = models.DateField(_("开始日期"))
    until_on = models.DateField(_("截止日期"), help_text="the last day")
    keeps_place = models.BooleanField(_("照片保留拍摄时间和地点"), default=False)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    subject_title = models.CharField(max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=RoundState.choices, default=RoundState.DRAFT)
    made_by_key = models.CharField(max_length=80)
    made_by_name = models.CharField(_("安排人"), max_length=120)
    made_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        verbose_name = _("核查安排")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="inspection_round_ordered"
            ),
        )
        indexes = (
            models.Index(fields=("org_path", "-from_on", "id"), name="inspection_round_path"),
            models.Index(fields=("subject_type", "subject_id"), name="inspection_round_subject"),
        )

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """核查事项: one thing that is looked at."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField(_("序号"))
    text = models.CharField(_("核查事项"), max_length=200)
    kind = models.CharField(_("填写方式"), max_length=8, choices=Kind.choices)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    expected = models.CharField(_("应为"), max_length=4, choices=Expected.choices, blank=True)
    photos = models.PositiveSmallIntegerField(_("至少几张照片"), default=0)
    is_required = models.BooleanField(_("必填"), default=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("核查事项")
        constraints = (models.UniqueConstraint(fields=("round", "number"), name="inspection_item_once"),)

    def __str__(self) -> str:
        return self.text

    @property
    def rule(self) -> notes.Asked:
        label = f"{self.number}. {self.text}"
        return notes.Asked(self.pk, label, notes.Kind(self.kind), self.expected, self.photos, self.is_required)


class Visit(models.Model):
    """One unit looked at in a round. `was` is the unit it was planned for, where that has been merged since."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="visits")
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=80, db_collation="C")
    was = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("状态"), max_length=9, choices=VisitState.choices, default=VisitState.OPEN)
    why_withdrawn = models.CharField(max_length=500, blank=True, help_text="kernel.messages, as it is kept")
    handed_in_at = models.DateTimeField(_("提交时间"), null=True)
    handed_in_by = models.CharField(_("提交人"), max_length=120, blank=True)
    problems = models.PositiveSmallIntegerField(_("问题"), default=0)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("核查")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "org"), condition=models.Q(was=None), name="inspection_visit_once"
            ),
        )
        indexes = (models.Index(fields=("org_path", "id"), name="inspection_visit_path"),)

    def __str__(self) -> str:
        return f"{self.round_id} {self.org_id}"


class Assignee(models.Model):
    """Somebody who is to look; `role` and `path` are those in which they were asked."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="assignees")
    account = models.ForeignKey("identity.Account", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    path = models.CharField(max_length=80, db_collation="C")

    class Meta:
        verbose_name = _("核查人员")
        constraints = (models.UniqueConstraint(fields=("visit", "account"), name="inspection_assignee_once"),)

    def __str__(self) -> str:
        return f"{self.visit_id} {self.account_id}"
