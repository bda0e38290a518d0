"""A browser without scripts that walks from an app through signing in and consent and back, over real HTTP."""

from urllib.parse import urljoin

import requests
from lxml import html

from tests.world import PASSWORD

STEPS = 25


class Walker:
    """Follows redirections and fills in the two forms on the way. Cookies are kept as a browser keeps them."""

    def __init__(self, username: str = "teacher") -> None:
        self.session = requests.Session()
        self.session.trust_env = False
        self.username = username
        self.seen: list[str] = []

    def walks(self, address: str, until: str = "") -> requests.Response:
        """Open an address; stop before an address that begins with `until`, or where nothing leads on."""
        answer = self._get(address)
        for _step in range(STEPS):
            onward = self._onward(answer)
            if not onward:
                form = self._form(answer)
                if form is None:
                    return answer
                answer = form
                continue
            if until and onward.startswith(until):
                return answer
            answer = self._get(onward)
        raise AssertionError(f"It leads round in circles: {self.seen}")

    def _get(self, address: str) -> requests.Response:
        self.seen.append(address.split("?", maxsplit=1)[0])
        return self.session.get(address, allow_redirects=False, timeout=60)

    def _onward(self, answer: requests.Response) -> str:
        if answer.is_redirect:
            return urljoin(answer.url, answer.headers["Location"])
        _wait, _semicolon, target = answer.headers.get("Refresh", "").partition("url=")
        return urljoin(answer.url, target) if target else ""

    def _form(self, answer: requests.Response) -> requests.Response | None:
        """Send the form of a page: the sign-in form with the password, the consent form with yes."""
        page = html.fromstring(answer.text) if "text/html" in answer.headers.get("Content-Type", "") else None
        forms = [one for one in page.forms if one.get("action")] if page is not None else []
        for form in forms:
            sent = [(name, value) for name, value in form.form_values() if name not in {"username", "password"}]
            if form.xpath(".//input[@type='password']"):
                sent += [("username", self.username), ("password", PASSWORD)]
            elif form.xpath(".//button[@name='answer']"):
                sent += [("answer", "yes")]
            else:
                continue
            address = urljoin(answer.url, form.get("action"))
            self.seen.append(address)
            headers = {"Referer": answer.url}
            return self.session.post(address, sent, allow_redirects=False, timeout=60, headers=headers)
        return None
