from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.files.models import StoredFile
from shuren.kernel.tabular.declare import WORKBOOKS, Workbook
from shuren.kernel.tabular.scopes import Scope
from shuren.kernel.tabular.workflows import BatchState


class Provenance(models.Model):
    """Where a row came from: its batch and the row of the file, or nothing where it was typed into a form.

    Whoever changes a row outside a batch sets `batch_id` and `batch_row` to None; undoing a batch relies on it.
    """

    batch_id = models.BigIntegerField(null=True, db_index=True)
    batch_row = models.IntegerField(null=True)
    entered_by = models.CharField(_("录入人"), max_length=120, blank=True)
    entered_at = models.DateTimeField(_("录入时间"))

    class Meta:
        abstract = True


class Batch(models.Model):
    """One uploaded file, from upload to undo. The node it speaks for is kept as values."""

    workbook = models.CharField(max_length=80)
    table = models.CharField(max_length=80, blank=True, help_text="the table of a CSV file")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    scope = models.JSONField()
    org_id = models.BigIntegerField()
    org_path = models.CharField(max_length=80, db_collation="C")
    org_label = models.CharField(max_length=120)
    period = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.UPLOADED)
    actor_key = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120)
    refusal = models.TextField(blank=True, help_text="the kept message why the file as a whole was turned away")
    problems = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    errors = models.IntegerField(default=0)
    warnings = models.IntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="table code -> rows, added, changed, vanished, unchanged")
    fingerprints = models.JSONField(default=dict, help_text="table code -> state of the register that was compared")
    written = models.JSONField(default=list, help_text="[model, added, changed, vanished] in the order of writing")
    persons = models.IntegerField(default=0, help_text="changes in tables of persons")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "导入批次"
        indexes = (
            models.Index(fields=("org_path", "-id"), name="tabular_batch_scope"),
            models.Index(fields=("workbook", "org_id", "-id"), name="tabular_batch_workbook"),
        )

    def __str__(self) -> str:
        return f"{self.workbook} {self.org_label} {self.period} #{self.pk}"

    @property
    def declared(self) -> type[Workbook]:
        return WORKBOOKS[self.workbook]

    @property
    def spoken_for(self) -> Scope:
        return Scope.from_json(self.scope)

    def total(self, kind: str) -> int:
        """Return rows of one kind (rows, added, changed, vanished, unchanged) over all tables."""
        counts: dict[str, dict[str, Any]] = self.counts
        return sum(table.get(kind, 0) for table in counts.values())


class ChangeKind(models.TextChoices):
    CHANGED = "changed", _("已修改")
    VANISHED = "vanished", _("已撤销")


class BatchChange(models.Model):
    """A row as it was before a batch changed or removed it. Added rows are found by their provenance instead."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="changes")
    model = models.CharField(max_length=80)
    row_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    before = models.JSONField()

    class Meta:
        verbose_name = "批次改动"
        indexes = (models.Index(fields=("batch", "model", "row_id"), name="tabular_change_row"),)

    def __str__(self) -> str:
        return f"{self.model} {self.row_id} {self.kind}"
