from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.modules.planning.models.tasks import Task


class DueChange(models.Model):
    """期限调整: a day of a task, or of a step on its way, that was moved after the task had been issued."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="due_changes")
    stage = models.CharField(
        _("节点"), max_length=100, blank=True, help_text="blank where the task's own day was moved"
    )
    was_on = models.DateField(_("原期限"))
    due_on = models.DateField(_("现期限"))
    reason = models.CharField(_("理由"), max_length=300)
    by_key = models.CharField(max_length=80)
    by_name = models.CharField(_("调整人"), max_length=120)
    at = models.DateTimeField(_("调整时间"))

    class Meta:
        verbose_name = _("期限调整")
        constraints = (models.CheckConstraint(condition=~Q(due_on=F("was_on")), name="planning_due_moved"),)

    def __str__(self) -> str:
        return f"{self.task_id} {self.was_on} {self.due_on}"


class Part(models.TextChoices):
    """What a unit has to do with a task."""

    LEAD = "lead"
    ISSUER = "issuer"
    SUPPORT = "support"


class Inherited(models.Model):
    """What a unit had to do with a task until it went into another; kept so that the change can be taken back.

    `state` is what the task was before it was dropped because the successor leads the same one already.
    """

    change_id = models.BigIntegerField()
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=8, choices=Part.choices)
    source = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("change_id", "task", "part"), name="planning_inherited_once"),)

    def __str__(self) -> str:
        return f"{self.change_id} {self.task_id} {self.part}"
