"""A person at a browser: one window, and a note of everything the browser complained of."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

DESK, PHONE = (1440, 900), (390, 844)
SERVER_ERROR = 500


@dataclass
class Visitor:
    """A window of its own; `expected` are parts of complaints that a test provokes."""

    context: BrowserContext
    address: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, username: str, path: str = "/") -> Page:
        """Ask for a page, sign in where that leads, and arrive."""
        from shuren.site.demo.accounts import PASSWORD  # the models behind it want Django set up

        page = self.open(path)
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("form.s-form button[type=submit]").click()
        page.wait_for_url(self.address + path)
        return page

    def resize(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def speak(self, language: str) -> None:
        """Choose a language without a click."""
        self.context.add_cookies([{"name": "django_language", "value": language, "url": self.address}])

    def save(self, selector: str, folder: Path) -> Path:
        """Click on what starts a download; return the file."""
        with self.page.expect_download() as waited:
            self.page.locator(selector).click()
        target = folder / waited.value.suggested_filename
        waited.value.save_as(target)
        return target

    def overflow(self) -> str:
        """Return what makes the page scroll sideways, or nothing."""
        return str(self.page.evaluate(OVERFLOW))

    def unexpected(self) -> list[str]:
        return [told for told in self.complaints if not any(part in told for part in self.expected)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.type}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= SERVER_ERROR:
            self.complaints.append(f"{response.url}: {response.status}")


# What reaches beyond the window, leaving out what scrolls in a frame of its own.
OVERFLOW = """() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= window.innerWidth) return "";
  const sticksOut = (one) => one.getBoundingClientRect().right > window.innerWidth + 1;
  const wide = [...document.querySelectorAll("main *, header *, dialog[open] *")]
    .filter((one) => sticksOut(one) && !one.closest(".s-table-frame, .s-hidden-text")).slice(0, 3)
    .map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
  return `${root.scrollWidth} > ${window.innerWidth}: ${wide.join(", ")}`;
}"""
