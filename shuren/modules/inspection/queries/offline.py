"""The files of the front build that the phone's page needs without a net."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

LIST = "offline.json"


def _built() -> Path:
    return Path(settings.STATICFILES_DIRS[0])


def needed() -> list[str]:
    """Return the built files, the mark first: what the page and the entries it loads import, without charts."""
    files: list[str] = _read(_stamp())["kept"]
    return files


def worker() -> str:
    """Return the built worker."""
    name: str = _read(_stamp())["worker"]
    return (_built() / name).read_text(encoding="utf-8")


def _stamp() -> int:
    return (_built() / LIST).stat().st_mtime_ns


@lru_cache(maxsize=1)
def _read(_changed: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_built() / LIST).read_text(encoding="utf-8"))
    return found
