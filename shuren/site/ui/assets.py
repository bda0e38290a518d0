"""Addresses of what the front build made, by the names templates use."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

BUILT: Final = Path(__file__).resolve().parent.parent / "static_built"
MANIFEST: Final = BUILT / "manifest.json"


class FrontNotBuilt(ImproperlyConfigured):
    """The style sheet and scripts are not built yet. Run `make front` (or `npm ci && npm run build`)."""


def asset(name: str) -> str:
    """The address of `app.css`, `app.js`, `icons.svg` or `mark.svg`, with the hash of its content in it.

    Raises FrontNotBuilt when there is no build, KeyError when the build holds no such name.
    """
    return f"{settings.STATIC_URL}{_files()[name]}"


def _files() -> dict[str, str]:
    try:
        return _read(MANIFEST.stat().st_mtime_ns if settings.DEBUG else 0)
    except FileNotFoundError as missing:
        raise FrontNotBuilt(FrontNotBuilt.__doc__) from missing


@lru_cache(maxsize=1)
def _read(_changed: int) -> dict[str, str]:
    """The manifest as of its last change, so that a rebuild shows without a restart while one develops."""
    files: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return files
