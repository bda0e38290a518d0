from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager


class RunState(models.TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")


class Run(models.Model):
    """One run of a job, as the one who started it sees it."""

    job = models.CharField(max_length=80)
    arguments = models.JSONField()
    actor = models.JSONField(help_text="the actor's values at the start; a later change of role does not alter the run")
    actor_key = models.CharField(max_length=80)
    org_path = models.CharField(max_length=80, db_collation="C")
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    note = models.TextField(
        blank=True, help_text="a message as kernel.messages keeps it, told in the reader's language"
    )
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "后台任务"
        indexes = (models.Index(fields=("subject_type", "subject_id", "-id"), name="jobs_run_subject"),)

    def __str__(self) -> str:
        return f"{self.job} {self.state}"

    @property
    def percent(self) -> int:
        """Whole percent done; 0 while the total is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        return self.state in {RunState.DONE, RunState.FAILED}
