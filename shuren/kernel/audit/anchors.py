"""Heads of the chain, kept outside the database: they betray a tail that was cut off and an old copy that was restored.

The file only grows, a line an hour and one each verification. An operator who copies it to another machine, or points
SHUREN_AUDIT_ANCHORS at storage that can only be appended to, is protected from whoever rules this one.

One file belongs to one chain. Where a chain begins or goes back on purpose (an installation is founded, a backup
restored), the file is put aside under the time and a new one begun.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from shuren.kernel.audit.chain import Anchor, Verdict


def keep(verdict: Verdict) -> None:
    """Append the head of a chain; one without links leaves none."""
    if not verdict.checked:
        return
    path = Path(settings.AUDIT_ANCHORS)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(asdict(Anchor(verdict.first, verdict.checked, verdict.head)))
    with path.open("a", encoding="utf-8") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())


def kept() -> Iterator[Anchor]:
    """Read every anchor there is."""
    path = Path(settings.AUDIT_ANCHORS)
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            yield from (Anchor(**json.loads(line)) for line in lines if line.strip())


def put_aside() -> Path | None:
    """Rename the file, for what follows is not what it speaks of; return its new name, None where there is none."""
    path = Path(settings.AUDIT_ANCHORS)
    if not path.exists():
        return None
    return path.rename(path.with_stem(f"{path.stem}-until-{timezone.now():%Y%m%dT%H%M%S%f}"))
