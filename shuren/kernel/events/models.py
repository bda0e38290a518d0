from django.db import models


class Announcement(models.Model):
    """An event as it was announced."""

    type = models.CharField(max_length=120)
    payload = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "事件"

    def __str__(self) -> str:
        return f"{self.type} {self.at:%Y-%m-%d %H:%M:%S}"


class Handled(models.Model):
    """A handler has done its part; the row is written in the handler's own transaction, so it is never done twice."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="+")
    handler = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "事件处理"
        constraints = (models.UniqueConstraint(fields=("announcement", "handler"), name="events_handled_once"),)

    def __str__(self) -> str:
        return f"{self.handler} {self.announcement_id}"
