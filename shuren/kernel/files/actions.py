"""Storing a file."""

import hashlib
import mimetypes
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.files.models import StoredFile

BLOCK = 1 << 20


def store(*, actor: Actor, name: str, content: BinaryIO) -> StoredFile:
    """Keep the content under its hash and return its row; the bytes are on disk before the row exists."""
    root = Path(settings.FILES_DIR)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as part:
        try:
            while block := content.read(BLOCK):
                digest.update(block)
                size += len(block)
                part.write(block)
            part.flush()
            os.fsync(part.fileno())
        except BaseException:
            Path(part.name).unlink()
            raise
    row = StoredFile(
        name=Path(name).name[-255:],
        sha256=digest.hexdigest(),
        size=size,
        media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        actor_key=actor.id,
        actor_name=actor.name,
        at=timezone.now(),
    )
    row.path.parent.mkdir(exist_ok=True)
    Path(part.name).replace(row.path)
    _sync(row.path.parent)
    row.save()
    return row


def _sync(folder: Path) -> None:
    """See to it that a new name in the folder survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
