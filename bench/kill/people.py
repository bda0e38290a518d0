"""Those who apply and sign: they go on until they have been told that it is done, as people do."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from time import sleep
from urllib.parse import urlsplit

from bench.kill import person
from bench.kill.person import Person

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj"
RUNNING = re.compile("同一事项（(XX[0-9]{11})）")  # as the refusal names it; what was done before is told elsewhere
CASE = re.compile(r"/cases/([0-9]+)/")
BOX = re.compile(r'name="task" value="([0-9]+\.[0-9]+)"')
ONCE = re.compile(r'name="once" value="([^"]+)"')
SIGNED = re.compile(r'href="/cases/([0-9]+)/"(?:(?!</tr>).)*light-green', re.DOTALL)
ALONE = 10  # every so manieth case the county signs by itself


@dataclass(frozen=True)
class Pupil:
    school: str
    county: str
    school_no: str


@dataclass
class Ledger(person.Ledger):
    """Case ids by what was done to them last."""

    applied: set[int] = field(default_factory=set)
    granted: set[int] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)


class School(Person):
    """Takes pupils from a common list, applies for each as the registrar and signs as the principal."""

    def __init__(self, address: str, ledger: Ledger, pupils: Iterator[Pupil]) -> None:
        super().__init__(address, ledger)
        self.ledger, self.pupils = ledger, pupils

    def run(self) -> None:
        while (pupil := self._next()) is not None:
            case = self._apply(pupil)
            if case is None:
                continue
            self._sign(f"p{pupil.school}", case, 2)
            if not case % ALONE and self._sign(f"c{pupil.county}", case, 3):
                self.ledger.note(self.ledger.granted, case)

    def _next(self) -> Pupil | None:
        with self.ledger.lock:
            return next(self.pupils, None)

    def _apply(self, pupil: Pupil) -> int | None:
        name, today = f"r{pupil.school}", date.today()  # noqa: DTZ011  the machine's own day
        later = today.replace(year=today.year + 1)
        fields = {"pupil": pupil.school_no, "reason": "99", "on": str(today), "until": str(later)}
        answer = self.insist(
            name, lambda user: user.post("/cases/new/registry.suspension/", fields, {"material_application": PDF})
        )
        found = CASE.search(urlsplit(answer.at).path)
        if found is None and (running := RUNNING.search(answer.text)):  # it had been taken; only the answer was lost
            listed = self.insist(name, lambda user: user.get(f"/cases/?q={running[1]}&state=any"))
            found = re.search(rf'href="/cases/([0-9]+)/">{running[1]}', listed.text)
        if found is None:
            with self.ledger.lock:
                self.ledger.refused.append(pupil.school_no)
            return None
        self.ledger.note(self.ledger.applied, int(found[1]))
        return int(found[1])

    def _sign(self, name: str, case: int, task: int) -> bool:
        """Sign; say whether that was acknowledged. Where no answer came, a second signature is refused: as good."""
        return self.insist(name, lambda user: user.post(f"/cases/{case}/Agree/{task}", {"reason": ""})).status < 400


class County(Person):
    """Signs on the desk whatever may be signed together, until nothing comes any more."""

    def __init__(self, address: str, ledger: Ledger, code: str) -> None:
        super().__init__(address, ledger)
        self.ledger, self.name_ = ledger, f"c{code}"
        self.last = threading.Event()

    def run(self) -> None:
        while True:
            is_last = self.last.is_set()
            desk = self.insist(self.name_, lambda user: user.get("/cases/desk/")).text
            if tasks := BOX.findall(desk):
                self._sign(tasks, ONCE.findall(desk)[0])
            elif is_last:
                return
            else:
                self.last.wait(1)

    def _sign(self, tasks: list[str], once: str) -> None:
        fields: dict[str, str | list[str]] = {"task": tasks, "once": once, "reason": ""}
        sent = self.insist(self.name_, lambda user: user.post("/cases/desk/sign", fields))
        batch = urlsplit(sent.at).query
        while "hx-get" in (page := self.insist(self.name_, lambda user: user.get(f"/cases/desk/signing?{batch}")).text):
            sleep(0.5)
        self.ledger.note(self.ledger.granted, *map(int, SIGNED.findall(page)))
