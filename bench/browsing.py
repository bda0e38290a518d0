"""A browser without a window, for workloads that speak HTTP: signs in, keeps cookies, sends forms and files."""

import http.cookiejar
import json
import mimetypes
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PATIENCE = 60.0  # seconds a request may take


@dataclass(frozen=True)
class Answer:
    """`at` is where redirections lead; `queries` is 0 where the server does not tell."""

    status: int
    at: str
    text: str
    seconds: float
    queries: int


class _Halt(urllib.request.HTTPRedirectHandler):
    """Follows no redirection."""

    def redirect_request(self, *_: Any) -> None:
        return None


class User:
    """Somebody who has signed in. Requests raise OSError where no answer comes."""

    def __init__(self, address: str, name: str, password: str, *, follows: bool = True) -> None:
        """`follows`: whether pages to which the server redirects are fetched, once signed in."""
        self.address = address.rstrip("/")
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        page = self.get("/")
        self.token = _token(page.text)
        entered = self.post(page.at, {"username": name, "password": password})
        assert entered.status == 200, f"{name} was not let in: {entered.status}"
        self.token = _token(entered.text)
        if not follows:
            self.opener = urllib.request.build_opener(cookies, _Halt())

    def get(self, path: str) -> Answer:
        return self._ask(urllib.request.Request(self._whole(path)))

    def post(
        self,
        path: str,
        fields: Mapping[str, str | list[str]],
        files: Mapping[str, bytes] | None = None,
        named: str = "material.pdf",
    ) -> Answer:
        """Send a form; a list stands for several values of one name, `files` are contents by field."""
        boundary = secrets.token_hex(16)
        typed = {"csrfmiddlewaretoken": self.token, **fields}.items()
        values = [(name, value) for name, given in typed for value in ([given] if isinstance(given, str) else given)]
        parts = [_part(boundary, name, value.encode()) for name, value in values]
        parts += [_part(boundary, name, content, named) for name, content in (files or {}).items()]
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Referer": self._whole(path)}
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        return self._ask(urllib.request.Request(self._whole(path), body, headers))

    def tell(self, path: str, said: object) -> Answer:
        """Send JSON, as scripts do."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token, "Referer": self._whole(path)}
        return self._ask(urllib.request.Request(self._whole(path), json.dumps(said).encode(), headers))

    def _whole(self, path: str) -> str:
        return urllib.parse.urljoin(f"{self.address}/", path)

    def _ask(self, request: urllib.request.Request) -> Answer:
        began = perf_counter()
        try:
            with self.opener.open(request, timeout=PATIENCE) as found:
                text = found.read().decode()
        except urllib.error.HTTPError as refused:
            with refused as found:
                text = found.read().decode()
        queries = int(found.headers.get("X-Queries") or 0)
        at = urllib.parse.urljoin(found.geturl(), found.headers.get("Location", ""))
        return Answer(found.status or 0, at, text, perf_counter() - began, queries)


def _token(page: str) -> str:
    found = TOKEN.search(page)
    assert found, "the page has no form to sign"
    return found[1]


def _part(boundary: str, name: str, content: bytes, file: str = "") -> bytes:
    told = f'; filename="{file}"\r\nContent-Type: {mimetypes.guess_type(file)[0]}' if file else ""
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{told}\r\n\r\n'.encode() + content + b"\r\n"
