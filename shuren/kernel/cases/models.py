from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.cases.state import Outcome
from shuren.kernel.finding import Pairs

PATH: dict[str, Any] = {"max_length": 80, "db_collation": "C"}


class Result(models.TextChoices):
    RUNNING = "", _("办理中")
    GRANTED = Outcome.GRANTED.value, _("已同意")
    REFUSED = Outcome.REFUSED.value, _("不予受理")
    REJECTED = Outcome.REJECTED.value, _("未同意")
    CANCELLED = Outcome.CANCELLED.value, _("已撤销")


class Case(models.Model):
    """One application on its way. Where it stands is what its log adds up to; `length` counts the entries."""

    type = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    number = models.CharField(_("办件编号"), max_length=30, unique=True)
    title = models.CharField(_("事项"), max_length=200)
    subject = models.CharField(max_length=80, blank=True)
    form = models.JSONField(help_text="what the type decides by")
    entered = models.JSONField(default=dict, help_text="what was typed, by field, to fill the form again")
    switched_off = models.JSONField(default=list, help_text="optional steps left out when it was opened")
    adjusted = models.JSONField(default=dict, help_text="days, labels and help of steps as set when it was opened")
    org_path = models.CharField(**PATH)
    applicant_key = models.CharField(max_length=80)
    applicant_name = models.CharField(_("申请人"), max_length=120)
    outcome = models.CharField(max_length=12, choices=Result.choices, blank=True)
    length = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("办件")
        constraints = (
            models.UniqueConstraint(
                fields=("subject",), condition=models.Q(outcome="") & ~models.Q(subject=""), name="cases_one_at_a_time"
            ),
        )
        indexes = (
            models.Index(fields=("org_path", "-id"), name="cases_lodged"),
            models.Index(fields=("opened_at", "id"), name="cases_opened"),
            models.Index(fields=("id",), condition=models.Q(outcome=""), name="cases_running"),
            GinIndex(Pairs("title", "applicant_name"), name="cases_found_by_text"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Entry(models.Model):
    """What one person did to a case, and the facts it left. Written once; the database refuses changes."""

    keeps_path = True  # where the person stood then

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120)
    absent_key = models.CharField(max_length=80, blank=True, help_text="in whose place, where somebody was away")
    absent_name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=40)
    org_path = models.CharField(**PATH)
    verb = models.CharField(max_length=20)
    comment = models.CharField(max_length=1000, blank=True)
    facts = models.JSONField()
    replaced = models.JSONField(null=True, help_text="the form as it was before, where this changed it")

    class Meta:
        verbose_name = _("办理记录")
        constraints = (models.UniqueConstraint(fields=("case", "number"), name="cases_entry_once"),)

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number} {self.verb}"


class Stay(models.Model):
    """One visit of a case at a step, as lists and statistics need it. `how` is one of state.End, empty while open."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stays")
    visit = models.PositiveIntegerField()
    type = models.CharField(max_length=60)
    step = models.CharField(max_length=40)
    org_path = models.CharField(**PATH)
    days = models.PositiveSmallIntegerField(null=True)
    paused_days = models.PositiveSmallIntegerField(default=0)
    paused_on = models.DateField(null=True)
    entered_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    left_at = models.DateTimeField(null=True)
    worked_days = models.PositiveSmallIntegerField(null=True, help_text="working days it took, pauses left out")
    how = models.CharField(max_length=12, blank=True)
    escalated = models.BooleanField(default=False, help_text="put before superiors because it is overdue")

    objects = ScopedManager()

    class Meta:
        verbose_name = _("办理环节")
        constraints = (models.UniqueConstraint(fields=("case", "visit"), name="cases_stay_once"),)
        indexes = (
            models.Index(fields=("due_on", "org_path"), condition=models.Q(left_at=None), name="cases_stay_due"),
            models.Index(fields=("org_path", "type", "step"), name="cases_stay_unit"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"


class Party(models.Model):
    """A node that takes part in a case and therefore sees it.

    The log names parties by number: when a node moves or is merged, its rows here follow, and with them who is asked.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties", db_index=False)
    number = models.PositiveSmallIntegerField()
    org_path = models.CharField(**PATH)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("办理单位")
        constraints = (models.UniqueConstraint(fields=("case", "number"), name="cases_party_once"),)
        indexes = (
            models.Index(fields=("org_path", "case"), name="cases_party_at"),
            models.Index(fields=("case", "org_path"), name="cases_party_in"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.org_path}"


class Attachment(models.Model):
    """A file handed in for a material of a case, or the promise made instead, in the words of that day.

    `since` and `until` are the numbers of the entries by which it was handed in and replaced.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    material = models.CharField(max_length=40)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    promise = models.CharField(max_length=500, blank=True)
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("申请材料")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(file=None) ^ models.Q(promise=""), name="cases_attachment_file_or_promise"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.material}"


class Draft(models.Model):
    """An application begun and not sent, or what a signer has typed on the page of a case. Only its author sees it.

    `entered` is what was typed, by field; `labels` what the fields were called, so that what a later form does not ask
    any more can be told; `given` the materials by code: ids of files, and whether the promise is made.
    """

    type = models.CharField(max_length=60)
    org_path = models.CharField(**PATH)
    author_key = models.CharField(max_length=80)
    entered = models.JSONField()
    labels = models.JSONField()
    given = models.JSONField()
    saved_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        verbose_name = _("申请草稿")
        indexes = (
            models.Index(fields=("author_key", "org_path"), name="cases_draft_author"),
            models.Index(fields=("saved_at",), name="cases_draft_saved"),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.author_key}"


class Adjustment(models.Model):
    """What a bureau sets for one step of a type, for applications from its node and below, from a day until another.

    `days` are working days, None for what is declared; empty texts likewise. `left_out` drops an optional step.
    """

    org_path = models.CharField(**PATH)
    type = models.CharField(max_length=60)
    step = models.CharField(max_length=40)
    days = models.PositiveSmallIntegerField(_("办理时限"), null=True, blank=True)
    label = models.CharField(_("环节名称"), max_length=40, blank=True)
    help = models.CharField(_("办理提示"), max_length=500, blank=True)
    left_out = models.BooleanField(_("不设这一环节"), default=False)
    basis = models.CharField(_("依据"), max_length=200)
    valid_from = models.DateField(_("起始日期"))
    valid_to = models.DateField(null=True)
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        verbose_name = _("事项调整")
        constraints = (
            models.UniqueConstraint(
                fields=("type", "step", "org_path"), condition=models.Q(valid_to=None), name="cases_adjustment_last"
            ),
        )
        indexes = (models.Index(fields=("type", "org_path", "valid_from"), name="cases_adjustment_at"),)

    def __str__(self) -> str:
        return f"{self.type}.{self.step} {self.org_path}"


class Signing(models.Model):
    """One of several cases that somebody signs with one comment: which task, and, once tried, whether it was signed."""

    batch = models.CharField(max_length=64)
    number = models.PositiveSmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    task = models.PositiveIntegerField()
    signed = models.BooleanField(null=True)
    refusal = models.TextField(blank=True, help_text="a message as messages.py keeps it")

    class Meta:
        verbose_name = _("批量办理")
        constraints = (models.UniqueConstraint(fields=("batch", "number"), name="cases_signing_once"),)

    def __str__(self) -> str:
        return f"{self.batch} {self.case_id}/{self.task}"


class Handed(models.Model):
    """What came to a node with a change of the tree: the ids of its rows, by which undoing takes them back."""

    change_id = models.BigIntegerField(db_index=True)
    source_path = models.CharField(**PATH)
    target_path = models.CharField(**PATH)
    parties = models.JSONField()
    stays = models.JSONField()
    notices = models.JSONField()

    class Meta:
        verbose_name = _("随机构变动移交的办件")

    def __str__(self) -> str:
        return f"{self.change_id} {self.source_path} > {self.target_path}"
