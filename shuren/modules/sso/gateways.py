"""Calling other systems: one short POST to an address that its vendor has registered."""

from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

SECONDS = 5


class NotReached(Exception):  # noqa: N818  the queue tries again
    """The other system did not answer, or did not take what was sent."""


class _Stay(HTTPRedirectHandler):
    """An address leads nowhere else: a redirection would let a vendor make the platform ask whom it likes."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def post(address: str, fields: Mapping[str, str]) -> int:
    """Send a form; return the status. Raises NotReached for no answer and for anything but 2xx or 3xx."""
    if not address.startswith(("https://", "http://")):
        raise NotReached(f"{address} is no web address")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "shuren-sso"}
    request = Request(address, urlencode(fields).encode(), headers)  # noqa: S310  the scheme is checked above
    try:
        with build_opener(_Stay, ProxyHandler({})).open(request, timeout=SECONDS) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            if error.code < 400:  # noqa: PLR2004  it took what was sent and would show another page
                return error.code
        raise NotReached(f"{address} answered {error.code}") from error
    except (URLError, OSError, HTTPException) as error:
        raise NotReached(f"{address}: {error}") from error
