"""Services outside: time stamps for signatures (RFC 3161)."""

from typing import Any

from django.conf import settings


def stamper() -> Any:
    """Return the client of the time stamp service that settings name, or None where they name none."""
    if not settings.TIMESTAMP_URL:
        return None
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return HTTPTimeStamper(settings.TIMESTAMP_URL, timeout=10)
