from django.db import models


class StepTaken(models.Model):
    """One step of one thing's history; written once and never changed."""

    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    step = models.CharField(max_length=80)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    actor_key = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "流程步骤"
        indexes = (models.Index(fields=("subject_type", "subject_id", "id"), name="workflow_step_subject"),)

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.step}"
