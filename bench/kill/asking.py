"""Those whom requests and checks concern: officers send, schools answer, principals sign, phones hand over."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import sleep
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

from bench.browsing import Answer, User
from bench.kill import person
from bench.kill.person import Person

CELL = re.compile(r'id="cell-(\d+)".*?name="seen" value="([^"]*)"', re.DOTALL)
RULING = re.compile(r'name="((?:ruling|why)_\d+)"')
CASE = re.compile(r'href="/cases/(\d+)/"')
SIGN, RECEIVE = 2, 3  # the tasks of a return's case
CORRECTED, FORGETFUL, DROPPED = 0.2, 0.2, 0.25  # how often
WAY = 8  # most seconds to the next school


@dataclass(frozen=True)
class Sending:
    """A request that stands before the clearing officer, and who is to answer it: schools with their authorities."""

    request: int
    case: int
    title: str
    officer: str
    schools: tuple[tuple[str, str], ...]


@dataclass
class Ledger(person.Ledger):
    """Ids by what was done; cells by (return, question) with the value last acknowledged; keys of phones."""

    begun: set[int] = field(default_factory=set)
    sent: set[int] = field(default_factory=set)
    grants: Counter[str] = field(default_factory=Counter)
    saved: dict[tuple[int, int], str] = field(default_factory=dict)
    handed_in: set[int] = field(default_factory=set)
    signed: set[int] = field(default_factory=set)
    received: set[int] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    photos: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    visited: set[int] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)


class Asker(Person):
    """Takes requests from a common list: clears and sends each, lets some of its schools answer, and receives that."""

    def __init__(
        self, address: str, ledger: Ledger, sendings: Iterator[Sending], cue: Callable[[], None], seed: str
    ) -> None:
        super().__init__(address, ledger)
        self.ledger, self.sendings, self.cue = ledger, sendings, cue
        self.generator = random.Random(seed)  # noqa: S311

    def run(self) -> None:
        while (each := self._next()) is not None:
            self._send(each)
            for school, authority in each.schools:
                self._answer(each, school, authority)

    def _next(self) -> Sending | None:
        with self.ledger.lock:
            each = None if self.ledger.over.is_set() else next(self.sendings, None)
            self.ledger.begun.update([each.request] if each else [])
            return each

    def _send(self, each: Sending) -> None:
        """Grant every question and the request; where the answer was lost, look whether it had been granted."""
        address = f"/collection/clearing/{each.case}/"
        page = self.insist(each.officer, lambda user: user.get(address), "read").text
        fields = dict.fromkeys(RULING.findall(page), "") | {"rest": "1"}
        self.insist(each.officer, lambda user: user.post(address, fields), "rule")
        tries, answer = 0, None
        while answer is None:
            self.cue()
            answer = self.try_once(each.officer, lambda user: user.post(f"{address}grant", {"why": ""}), "grant")
            tries += 1
        if answer.status < 400 and urlsplit(answer.at).path == f"/collection/requests/{each.request}/":
            self._count("granted" if tries == 1 else "granted when asked again")
            self.ledger.note(self.ledger.sent, each.request)
        elif tries > 1:
            self._count("had been granted when asked again")
        else:
            self._refused("grant", each.title, answer)

    def _count(self, how: str) -> None:
        with self.ledger.lock:
            self.ledger.grants[how] += 1

    def _answer(self, each: Sending, school: str, authority: str) -> None:
        registrar, title = f"r{school}", re.escape(each.title)
        told = self.insist(registrar, lambda user: user.get(f"/collection/returns/?q={quote(each.title)}"), "read")
        found = re.search(rf'href="/collection/returns/(\d+)/"[^>]*>[^<]*{title}', told.text)
        if found is None:
            self._refused("find", f"{each.title} {school}", told)
            return
        sheet, address = int(found[1]), f"/collection/returns/{found[1]}/"
        page = self.insist(registrar, lambda user: user.get(address), "read")
        for question, stamp in CELL.findall(page.text):
            seen = self._type(registrar, sheet, int(question), stamp)
            if self.generator.random() < CORRECTED:
                self._type(registrar, sheet, int(question), seen)
        case = self._hand_in(registrar, sheet)
        if case is not None and self._step(f"p{school}", case, SIGN, self.ledger.signed, sheet):
            self._step(f"c{authority}", case, RECEIVE, self.ledger.received, sheet)

    def _type(self, registrar: str, sheet: int, question: int, stamp: str) -> str:
        """Type a value until it is kept, as a page does: with the stamp of what stood there; return the new stamp."""
        value = str(self.generator.randint(1, 999))
        fields = {"value": value, "seen": stamp, "why": "已经核对"}
        answer = self.insist(
            registrar, lambda user: user.post(f"/collection/returns/{sheet}/cells/{question}/", fields), "save"
        )
        if answer.status != 200:
            self._refused("save", f"{sheet}.{question}", answer)
            return stamp
        with self.ledger.lock:
            self.ledger.saved[sheet, question] = value
        found = CELL.search(answer.text)
        return found[2] if found else ""

    def _hand_in(self, registrar: str, sheet: int) -> int | None:
        """Hand in; where the answer was lost, a second is refused, and the page tells of the case all the same."""
        address = f"/collection/returns/{sheet}/"
        answer = self.insist(registrar, lambda user: user.post(f"{address}hand-in", {}), "hand in")
        found = CASE.search(self.insist(registrar, lambda user: user.get(address), "read").text)
        if found is None:
            self._refused("hand in", str(sheet), answer)
            return None
        self.ledger.note(self.ledger.handed_in, sheet)
        return int(found[1])

    def _step(self, who: str, case: int, task: int, told: set[int], sheet: int) -> bool:
        """Sign a step; where the answer was lost, a second signature is refused: as good."""
        tries, answer = 0, None
        while answer is None:
            answer = self.try_once(who, lambda user: user.post(f"/cases/{case}/Agree/{task}", {"reason": ""}), "sign")
            tries += 1
        if answer.status < 400 or tries > 1:
            self.ledger.note(told, sheet)
            return True
        self._refused(f"sign {task}", str(sheet), answer)
        return False

    def _refused(self, deed: str, what: str, answer: Answer) -> None:
        with self.ledger.lock:
            self.ledger.refused.append(f"{deed} {what}: {answer.status} {answer.at}")


@dataclass
class Work:
    """What a phone holds of a visit: notes and pictures with whether the server has said that it keeps them."""

    visit: int
    items: list[dict[str, Any]]
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    photos: dict[str, int] = field(default_factory=dict)
    unwanted: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)


class Phone(Person):
    """Hands visits over as front/phone/sync.js does: cut off, it begins again with what it was not told is kept.

    Now and then it dies before it has written down what it was told, and sends that once more.
    """

    def __init__(
        self, address: str, ledger: Ledger, owner: str, visits: Container[int], picture: bytes, cue: Callable[[], None]
    ) -> None:
        super().__init__(address, ledger)
        self.ledger, self.owner, self.visits, self.picture, self.cue = ledger, owner, visits, picture, cue
        self.generator = random.Random(owner)  # noqa: S311

    def run(self) -> None:
        for told in self._visits():
            if self.ledger.over.wait(self.generator.uniform(0, WAY)):
                return
            work = self._written(told)
            while not self._handed_over(work):
                sleep(1)
            self.ledger.note(self.ledger.visited, work.visit)

    def _visits(self) -> list[dict[str, Any]]:
        told = self.insist(self.owner, lambda user: user.get("/inspection/phone/visits"), "visits")
        return [each for each in json.loads(told.text)["visits"] if each["id"] in self.visits]

    def _written(self, told: dict[str, Any]) -> Work:
        """Write a note for every item, take the pictures it asks for, and sometimes one that is dropped again."""
        work = Work(told["id"], told["items"])
        for item in work.items:
            answer = {"yes_no": "yes", "figure": str(self.generator.randint(1, 99))}.get(item["kind"], "无")
            key, at = str(uuid4()), datetime.now(UTC).isoformat()
            work.notes[key] = {
                "key": key, "item": item["id"], "answer": answer, "remark": "", "problem": False, "after": [], "at": at,
            }  # fmt: skip
            for _ in range(item["photos"]):
                work.photos[str(uuid4())] = item["id"]
            if item["photos"] and self.generator.random() < DROPPED:
                work.unwanted.add(key := str(uuid4()))
                work.photos[key] = item["id"]
        return work

    def _handed_over(self, work: Work) -> bool:
        """Send what has not been acknowledged; say whether nothing is left."""
        self.cue()
        notes = [note for key, note in work.notes.items() if key not in work.sent]
        if notes and not self._tell(work, "notes", {"notes": notes}, [note["key"] for note in notes]):
            return False
        with self.ledger.lock:
            self.ledger.notes.update({note["key"]: note["answer"] for note in work.notes.values()})
        if not all(self._show(work, key) for key in work.photos if key not in work.sent):
            return False
        for key in work.unwanted:
            drop = f"drop {key}"
            if drop not in work.sent and not self._tell(work, "photos/drop", {"photos": [key]}, [drop]):
                return False
            with self.ledger.lock:
                self.ledger.dropped.add(key)
        wanted = [key for key in work.photos if key not in work.unwanted]
        return self._tell(work, "hand-in", {"photos": wanted}, ["done"])

    def _show(self, work: Work, key: str) -> bool:
        fields = {
            "visit": str(work.visit), "phone": self.owner, "key": key, "item": str(work.photos[key]),
            "at": datetime.now(UTC).isoformat(),
        }  # fmt: skip
        picture = self.picture[:-2] + key.encode() + self.picture[-2:]
        done = self._ask(
            lambda user: user.post("/inspection/phone/photos", fields, {"photo": picture}, f"{key}.jpg"), "photo"
        )
        if done:
            with self.ledger.lock:
                self.ledger.photos.add(key)
        return done and self._noted(work, [key])

    def _tell(self, work: Work, deed: str, said: dict[str, Any], keys: list[str]) -> bool:
        body = {"visit": work.visit, "phone": self.owner, **said}
        return self._ask(lambda user: user.tell(f"/inspection/phone/{deed}", body), deed) and self._noted(work, keys)

    def _noted(self, work: Work, keys: list[str]) -> bool:
        """Write down that the server keeps something, unless the phone dies first."""
        if self.generator.random() < FORGETFUL:
            return False
        work.sent.update(keys)
        return True

    def _ask(self, ask: Callable[[User], Answer], deed: str) -> bool:
        """Say whether the server took it; a refusal is written down and, as on a phone, tried again later."""
        answer = self.try_once(self.owner, ask, deed)
        if answer is not None and answer.status != 200:
            with self.ledger.lock:
                self.ledger.refused.append(f"{deed} of {self.owner}: {answer.status} {answer.text[:200]}")
        return answer is not None and answer.status == 200
