from pathlib import Path

from django.conf import settings
from django.db import models


class StoredFile(models.Model):
    """A file as it was handed in; two rows with one content share its bytes on disk."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=120)
    actor_key = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return Path(settings.FILES_DIR) / self.sha256[:2] / self.sha256[2:]
