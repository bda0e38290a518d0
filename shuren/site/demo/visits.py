"""A walk through the running platform as every demo role: each menu page, and each link on it one step further."""

import http.client
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from shuren.site.demo.accounts import PASSWORD, TOLD

SIGN_IN = "sign-in"
LINKS_A_PAGE = 12  # followed on each menu page; the rest are more of the same kind
FORBIDDEN, NOT_FOUND, BROKEN = 403, 404, 500
SKIPPED = ("sign-out", "static/", "health")
TIMEOUT_SECONDS = 60


class NotSignedIn(RuntimeError):  # noqa: N818
    """A demo account could not sign in."""


@dataclass(frozen=True)
class Visit:
    """One page as one account saw it; `query_count` and `milliseconds` are what the server told."""

    account: str
    role: str
    address: str
    status: int
    milliseconds: str
    query_count: str
    from_menu: bool

    @property
    def failed(self) -> bool:
        """Say whether this is an error: the server's, a dead link, or a menu entry that leads to a locked door."""
        return self.status >= BROKEN or self.status in {0, NOT_FOUND} or (self.from_menu and self.status == FORBIDDEN)


class Links(HTMLParser):
    """Gathers the links of a page, those of its navigation apart from those of its main part, and hidden fields."""

    def __init__(self) -> None:
        super().__init__()
        self.menu: list[str] = []
        self.main: list[str] = []
        self.fields: dict[str, str] = {}
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in {"nav", "main", "aside"}:
            self._inside.append(tag)
        elif tag == "a" and "href" in values and "download" not in values:
            target = self.main if "main" in self._inside else self.menu if self._inside else []
            target.append(values["href"])
        elif tag == "input" and values.get("type") == "hidden":
            self.fields.setdefault(values.get("name", ""), values.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass


class Browser:
    """Somebody signed in, following links. Addresses are paths within the site."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def fetch(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str, dict[str, str]]:
        """Return status, text (of HTML pages) and headers; status 0 where nothing answered."""
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        headers = {"Referer": self.address, "Accept": "text/html"}
        request = urllib.request.Request(urllib.parse.urljoin(self.address, path), body, headers)  # noqa: S310
        try:
            with self.opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return self._told(answer)
        except urllib.error.HTTPError as error:
            with error:
                return self._told(error)
        except OSError:
            return 0, "", {}

    def _told(self, answer: "urllib.error.HTTPError | http.client.HTTPResponse") -> tuple[int, str, dict[str, str]]:
        content = answer.read()
        is_page = "html" in answer.headers.get("Content-Type", "")
        return (
            answer.status or 0,
            content.decode("utf-8", "replace") if is_page else "",
            {name.lower(): value for name, value in answer.headers.items()},
        )

    def sign_in(self, username: str, password: str) -> Links:
        """Sign in and return the links of the first page. Raises NotSignedIn."""
        kept = links_of(self.fetch(SIGN_IN)[1]).fields
        fields = {"username": username, "password": password}
        fields |= {name: kept[name] for name in ("csrfmiddlewaretoken", "next") if name in kept}
        status, text, _ = self.fetch(SIGN_IN, fields)
        if status != 200 or not any(cookie.name == "sessionid" for cookie in self.jar):
            raise NotSignedIn(f"{username}: {status}")
        return links_of(text)

    def inside(self, links: list[str], base: str) -> list[str]:
        """Return the links that stay within the site, each once, without fragments, in order."""
        found: dict[str, None] = {}
        for link in links:
            whole = urllib.parse.urljoin(urllib.parse.urljoin(self.address, base), link).partition("#")[0]
            path = whole.removeprefix(self.address)
            if path != whole and not path.startswith(SKIPPED):
                found.setdefault(path)
        return list(found)


def links_of(text: str) -> Links:
    parser = Links()
    parser.feed(text)
    return parser


def visit_all(address: str, say: Callable[[str], None]) -> int:
    """Walk as every told account, print a line for each page, and return how many failed."""
    say(f"{'role':<16} {'status':>6} {'ms':>8} {'queries':>7}  page")
    failures = pages = 0
    for username, role in TOLD:
        for visit in _visits(Browser(address), username, role):
            told = (
                f"{visit.role:<16} {visit.status:>6} {visit.milliseconds:>8} {visit.query_count:>7}  /{visit.address}"
            )
            say(f"{told} ✗" if visit.failed else told)
            failures += visit.failed
            pages += 1
    say(f"{pages} pages, {failures} failed")
    return failures


def _visits(browser: Browser, account: str, role: str) -> Iterator[Visit]:
    """Open the menu's pages, then what they lead to; each address once."""
    try:
        first = browser.sign_in(account, PASSWORD)
    except NotSignedIn:
        yield Visit(account, role, SIGN_IN, 0, "", "", from_menu=True)
        return
    seen: set[str] = set()
    further: list[str] = []
    for path in browser.inside(["/", *first.menu], ""):
        seen.add(path)
        visit, text = _visit(browser, account, role, path, from_menu=True)
        yield visit
        fresh = [link for link in browser.inside(links_of(text).main, path) if link not in further]
        further += fresh[:LINKS_A_PAGE]
    for path in further:
        if path not in seen:
            yield _visit(browser, account, role, path, from_menu=False)[0]


def _visit(browser: Browser, account: str, role: str, path: str, *, from_menu: bool) -> tuple[Visit, str]:
    status, text, headers = browser.fetch(path)
    cost = (headers.get("x-milliseconds", ""), headers.get("x-queries", ""))
    return Visit(account, role, path, status, *cost, from_menu=from_menu), text
