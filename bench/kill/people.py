"""Those who apply and sign: they go on until they have been told that it is done, as people do."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from time import sleep
from urllib.parse import urlsplit

from bench.browsing import Answer, User

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj"
RUNNING = re.compile(r"XX[0-9]{11}")
CASE = re.compile(r"/cases/([0-9]+)/")


@dataclass(frozen=True)
class Pupil:
    school: str
    county: str
    school_no: str


@dataclass
class Ledger:
    """What the server has acknowledged: case ids by what was done to them last. Kept by the clients alone."""

    applied: set[int] = field(default_factory=set)
    granted: set[int] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    unanswered: int = 0


class Worker(threading.Thread):
    """Takes pupils from a common list and walks a suspension through three accounts for each."""

    def __init__(
        self, address: str, password: str, pupils: Iterator[Pupil], ledger: Ledger, lock: threading.Lock
    ) -> None:
        super().__init__()
        self.address, self.password = address, password
        self.pupils, self.ledger, self.lock = pupils, ledger, lock
        self.users: dict[str, User] = {}

    def run(self) -> None:
        while (pupil := self._next()) is not None:
            case = self._apply(pupil)
            if case is None:
                continue
            self._sign(f"p{pupil.school}", case, 2)
            self._sign(f"c{pupil.county}", case, 3)
            self._note(self.ledger.granted, case)

    def _next(self) -> Pupil | None:
        with self.lock:
            return next(self.pupils, None)

    def _note(self, told: set[int], case: int) -> None:
        with self.lock:
            told.add(case)

    def _apply(self, pupil: Pupil) -> int | None:
        name, today = f"r{pupil.school}", date.today()  # noqa: DTZ011  the machine's own day
        later = today.replace(year=today.year + 1)
        fields = {"pupil": pupil.school_no, "reason": "99", "on": str(today), "until": str(later)}
        answer = self._insist(
            name, lambda user: user.post("/cases/new/registry.suspension/", fields, {"material_application": PDF})
        )
        found = CASE.search(urlsplit(answer.at).path)
        if found is None and (running := RUNNING.search(answer.text)):  # it had been taken; only the answer was lost
            listed = self._insist(name, lambda user: user.get(f"/cases/?q={running[0]}&state=any"))
            found = CASE.search(listed.text)
        if found is None:
            with self.lock:
                self.ledger.refused.append(pupil.school_no)
            return None
        self._note(self.ledger.applied, int(found[1]))
        return int(found[1])

    def _sign(self, name: str, case: int, task: int) -> None:
        """Sign; where no answer came, a second signature is refused and that is as good."""
        self._insist(name, lambda user: user.post(f"/cases/{case}/Agree/{task}", {"reason": ""}))

    def _insist(self, name: str, ask: Callable[[User], Answer]) -> Answer:
        """Ask until the server answers for itself; what breaks in between is asked again."""
        while True:
            try:
                answer = ask(self._user(name))
                if answer.status < 500:
                    return answer
            except (OSError, AssertionError):
                self.users.pop(name, None)
            with self.lock:
                self.ledger.unanswered += 1
            sleep(0.2)

    def _user(self, name: str) -> User:
        if name not in self.users:
            self.users[name] = User(self.address, name, self.password)
        return self.users[name]
