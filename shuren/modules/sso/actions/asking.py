"""Requests and answers of the protocol, free of the web framework; and the one address that is ours."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Payload, OAuth2Request
from django.conf import settings

Lists = Mapping[str, list[str]]


def issuer() -> str:
    """Return the name under which tokens are issued: the setting, never what a request says of its host."""
    return str(settings.PUBLIC_URL).rstrip("/")


def at(path: str) -> str:
    """Return a whole address of the platform."""
    return f"{issuer()}{path}"


class _Payload(OAuth2Payload):  # type: ignore[misc]
    def __init__(self, lists: Lists) -> None:
        self._lists = defaultdict(list, {key: list(values) for key, values in lists.items()})

    @property
    def data(self) -> dict[str, str]:
        return {key: values[-1] for key, values in self._lists.items() if values}

    @property
    def datalist(self) -> Any:
        return self._lists


class Asked(OAuth2Request):  # type: ignore[misc]
    """A request as Authlib reads it. Raises InsecureTransportError where the platform is not served over TLS."""

    def __init__(self, method: str, path: str, lists: Lists, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(method, at(path), headers=dict(headers or {}))
        self.payload = _Payload(lists)

    @property
    def args(self) -> dict[str, str]:
        found: dict[str, str] = self.payload.data
        return found

    @property
    def form(self) -> dict[str, str]:
        found: dict[str, str] = self.payload.data
        return found


class Answer:
    """An answer: status, a body that is text or JSON, headers."""

    def __init__(self, status: int, body: Any, headers: list[tuple[str, str]]) -> None:
        self.status, self.body, self.headers = status, body, dict(headers)

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    @location.setter
    def location(self, address: str) -> None:
        self.headers["Location"] = address
