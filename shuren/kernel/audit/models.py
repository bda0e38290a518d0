from django.db import models

from shuren.kernel.access import ScopedManager


class Entry(models.Model):
    """One deed. It holds values, no foreign keys, so that it outlives the account, the node and the row."""

    keeps_path = True  # where it was done, even if the node has moved since

    at = models.DateTimeField()
    actor_id = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    org_path = models.CharField(max_length=80, db_collation="C")
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=80, blank=True)
    details = models.TextField(help_text="JSON, keys sorted; text, so that its bytes are what was sealed")

    objects = ScopedManager()

    class Meta:
        verbose_name = "审计记录"
        indexes = (
            models.Index(fields=("subject_type", "subject_id", "-id"), name="audit_entry_subject"),
            models.Index(fields=("org_path", "-id"), name="audit_entry_scope"),
            models.Index(fields=("actor_id", "-id"), name="audit_entry_actor"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.label}"


class Seal(models.Model):
    """One link of the chain; positions are gapless."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal")
    hash = models.BinaryField()

    class Meta:
        verbose_name = "审计封印"

    def __str__(self) -> str:
        return str(self.position)
