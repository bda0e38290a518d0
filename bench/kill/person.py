"""Somebody who asks until the server answers for itself, and what the server has told, as the clients alone know it."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import sleep
from urllib.parse import urlsplit

from bench.browsing import Answer, User

PASSWORD = "Demo-2026!"  # noqa: S105  of the demo region
SIGN_IN = "/sign-in"


@dataclass
class Ledger:
    """What the server has acknowledged; `unanswered` counts by deed the requests that got no answer of its own."""

    unanswered: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)  # nobody begins anything any more
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, told: set[int], *ids: int) -> None:
        with self.lock:
            told.update(ids)


class Person(threading.Thread):
    """Somebody with one or more accounts."""

    def __init__(self, address: str, ledger: Ledger) -> None:
        super().__init__()
        self.address, self.kept = address, ledger
        self.users: dict[str, User] = {}

    def insist(self, name: str, ask: Callable[[User], Answer], deed: str = "") -> Answer:
        """Return the server's answer; what breaks in between is asked again."""
        while (answer := self.try_once(name, ask, deed)) is None:
            sleep(1)
        return answer

    def try_once(self, name: str, ask: Callable[[User], Answer], deed: str = "") -> Answer | None:
        """Return the server's answer; nothing where none came, or one that tells of a failure or asks to sign in."""
        try:
            answer = ask(self._user(name))
            if urlsplit(answer.at).path == SIGN_IN:  # half an hour without a deed has ended the stay
                self.users.pop(name)
            elif answer.status < 500:
                return answer
        except (OSError, AssertionError):
            self.users.pop(name, None)
        with self.kept.lock:
            self.kept.unanswered[deed] += 1
        return None

    def _user(self, name: str) -> User:
        if name not in self.users:
            self.users[name] = User(self.address, name, PASSWORD, follows=False)
        return self.users[name]
