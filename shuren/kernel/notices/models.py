from django.db import models
from django.utils.translation import gettext

from shuren.kernel.words import worded


class Notice(models.Model):
    """A to-do. `title` is a msgid filled with `params`; `link` is a path inside the platform."""

    kind = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=300)
    role = models.CharField(max_length=40, blank=True)
    org_path = models.CharField(max_length=80, db_collation="C")
    account_key = models.CharField(max_length=80, blank=True, help_text="set where one account alone is asked")
    not_for = models.CharField(
        max_length=80, blank=True, help_text="the account that may not answer: a second person is asked"
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "待办"
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject_id", "role", "org_path"),
                condition=models.Q(settled_at=None),
                name="notices_asked_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("org_path", "role"),
                include=("not_for",),
                condition=models.Q(settled_at=None),
                name="notices_open",
            ),
            models.Index(
                fields=("account_key",),
                include=("not_for", "role", "org_path"),
                condition=models.Q(settled_at=None) & ~models.Q(account_key=""),
                name="notices_of_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"

    @property
    def sentence(self) -> str:
        """The title in the reader's language, filled in."""
        return gettext(self.title).format(**worded(self.params))
