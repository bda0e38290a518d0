"""Storing a file, and forgetting it."""

import hashlib
import mimetypes
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.files.models import StoredFile

BLOCK = 1 << 20
UNDER_WAY, SWEPT = timedelta(days=1), timedelta(days=9)


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
    with transaction.atomic():
        _alone(row.sha256)
        Path(part.name).replace(row.path)
        _sync(row.path.parent)
        row.save()
    return row


def drop(ids: Iterable[int]) -> None:
    """Forget files that nothing refers to any more; what something refers to stays. Not for use in a transaction."""
    for row in StoredFile.objects.filter(pk__in=list(ids)):
        try:
            row.delete()
        except ProtectedError:
            continue
        with transaction.atomic():
            _alone(row.sha256)
            if not StoredFile.objects.filter(sha256=row.sha256).exists():
                row.path.unlink(missing_ok=True)


def sweep(*, now: datetime) -> int:
    """Remove what processes left behind that were killed while they stored a file; return how many files that were.

    These are contents whose row was never committed and parts of contents. What is younger than a day may still be
    under way; what is older than SWEPT was seen before.
    """
    root = Path(settings.FILES_DIR)
    latest, earliest = (now - UNDER_WAY).timestamp(), (now - SWEPT).timestamp()
    found = {path.parent.name + path.name: path for path in root.glob("??/*") if earliest < _changed(path) < latest}
    kept = set(StoredFile.objects.filter(sha256__in=found.keys()).values_list("sha256", flat=True))
    for sha256 in found.keys() - kept:
        with transaction.atomic():
            _alone(sha256)
            if not StoredFile.objects.filter(sha256=sha256).exists():
                found[sha256].unlink(missing_ok=True)
    parts = [path for path in root.glob("*") if path.is_file() and _changed(path) < latest]
    for part in parts:
        part.unlink(missing_ok=True)
    return len(parts) + len(found.keys() - kept)


def _changed(path: Path) -> float:
    """Return when a file was written; 0 where it has gone meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _alone(sha256: str) -> None:
    """Wait until nobody else stores or forgets this content, and let nobody until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [sha256])


def _sync(folder: Path) -> None:
    """See to it that a new name in the folder survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
