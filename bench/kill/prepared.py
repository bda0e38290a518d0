"""What is prepared before a storm: requests that stand before the clearing officer, checks that are issued."""

import random
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from http.client import FOUND
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bench.kill.asking import Ledger, Sending
from bench.kill.person import Person
from bench.kill.services import Services

HERE = ZoneInfo("Asia/Shanghai")  # whose days the platform counts
BASIS = "《中小学幼儿园安全管理办法》（教育部令第23号）"
SIGNS = range(0x3400, 0x4DB6)  # rare ideographs, of which questions are made that nobody has asked
QUESTIONS, LONG = 5, 8  # of a request; characters of each
CITY = 4  # every so manieth request asks the schools of the whole city
ITEMS: tuple[dict[str, str], ...] = (
    {"text": "消防通道是否畅通", "kind": "yes_no", "expected": "yes", "photos": "2", "is_required": "on"},
    {"text": "可用的计算机", "kind": "figure", "unit": "台", "photos": "0", "is_required": "on"},
    {"text": "其他情况", "kind": "text", "photos": "0"},
)
AUTHORITIES = """
SELECT authority.code, authority.path, grants.account_id, array_agg(school.code ORDER BY md5(school.code))
FROM orgs_org authority JOIN orgs_org school ON school.authority_id = authority.id AND school.level = 'school'
JOIN identity_account official ON official.username = 'c' || authority.code
JOIN identity_grant grants ON grants.account_id = official.id AND grants.org_id = authority.id
WHERE authority.closed_on IS NULL AND school.closed_on IS NULL AND (SELECT count(*) FROM identity_account
    JOIN identity_grant held ON held.account_id = identity_account.id AND held.org_path = school.path
    WHERE held.valid_to IS NULL AND username IN ('r' || school.code, 'p' || school.code)) = 2
GROUP BY 1, 2, 3 ORDER BY 1
"""
VISITS = "SELECT id FROM inspection_visit WHERE round_id = %s ORDER BY id"


class Work:
    """The requests that stand before the clearing officer, and the checks that are issued."""

    def __init__(self, services: Services, *, requests: int, answers: int, checks: int, seed: int) -> None:
        self._desk = Person(services.address, Ledger())
        run = services.rows("SELECT coalesce(max(id), 0) FROM collection_request")[0][0]
        self._services, self._random = services, random.Random(f"{seed} {run}")  # noqa: S311  nothing is asked twice
        authorities = services.rows(AUTHORITIES)
        (city,) = services.rows("SELECT path FROM orgs_org WHERE level = 'city'")[0]
        below = {code: [(school, code) for school in schools] for code, *_, schools in authorities}
        everywhere = [each for schools in below.values() for each in schools]
        self.sendings, self.visits, self.owners = list[Sending](), list[int](), list[str]()
        for number in range(requests):
            code, path, *_ = authorities[number % len(authorities)]
            drafter, officer, schools = f"c{code}", f"t{code}", below[code]
            if number % CITY == 0:
                drafter, officer, path, schools = "city", "clearing", city, everywhere
            answering = self._random.sample(schools, min(answers, len(schools)))
            self.sendings.append(self._submit(f"中断演练{run}第{number:03}项", path, drafter, officer, answering))
        for code, _path, account, schools in authorities:
            self.owners.append(f"c{code}")
            for _ in range(checks):
                self.visits += self._issue(f"c{code}", account, schools)

    def asked(self, requests: Iterable[int]) -> int:
        """Return how many units the requests have asked, each as often as it was."""
        query = "SELECT coalesce(sum(units), 0) FROM collection_round WHERE request_id = ANY(%s)"
        return int(self._services.rows(query, list(requests))[0][0])

    def _submit(
        self, title: str, below: str, drafter: str, officer: str, schools: Iterable[tuple[str, str]]
    ) -> Sending:
        """Draft a request of questions that nobody has asked, and hand it in to be cleared."""
        today = datetime.now(HERE).date()
        head = {
            "title": title, "purpose": "演练", "basis": BASIS, "below": below, "level": "school", "frequency": "once",
            "as_of": str(today), "opens_on": str(today), "due_on": str(today + timedelta(days=9)),
            "ends_on": str(today + timedelta(days=30)), "why_over": "演练所需，不是真实的填报任务。",
        }  # fmt: skip
        request = self._made(drafter, "/collection/requests/new/", head, r"/requests/(\d+)/")
        labels = ("".join(map(chr, self._random.sample(SIGNS, LONG))) for _ in range(QUESTIONS))
        text = "\n".join(f"{label}\t个\t数值" for label in labels)
        self._made(drafter, f"/collection/requests/{request}/questions", {"text": text}, rf"/requests/({request})/")
        self._made(drafter, f"/collection/requests/{request}/submit", {}, rf"/requests/({request})/")
        case = self._services.rows("SELECT case_id FROM collection_request WHERE id = %s", request)[0][0]
        return Sending(request, case, title, officer, tuple(schools))

    def _issue(self, owner: str, account: int, schools: Iterable[str]) -> list[int]:
        """Plan a check of some schools, send the planner there, and issue it."""
        today = datetime.now(HERE).date()
        said = {
            "title": "中断演练", "basis": BASIS, "from_on": str(today), "until_on": str(today + timedelta(days=9)),
            "purpose": "", "form_of": "",
        }  # fmt: skip
        made = self._made(owner, "/inspection/rounds/new", said, r"/rounds/(\d+)/")
        here = f"/inspection/rounds/{made}/"
        for item in ITEMS:
            self._made(owner, f"{here}items", item, rf"/rounds/({made})/")
        self._made(owner, f"{here}units", {"names": "\n".join(schools), "authority": ""}, rf"/rounds/({made})/")
        visits = [visit for (visit,) in self._services.rows(VISITS, made)]
        sent = {"visits": [str(visit) for visit in visits], "accounts": str(account)}
        self._made(owner, f"{here}assign", sent, rf"/rounds/({made})/")
        self._made(owner, f"{here}steps/issue", {}, rf"/rounds/({made})/")
        return visits

    def _made(self, who: str, path: str, fields: Any, leads_to: str) -> int:
        """Send a form that is accepted; return the id in the address it leads to."""
        answer = self._desk.insist(who, lambda user: user.post(path, fields))
        found = re.search(leads_to, urlsplit(answer.at).path) if answer.status == FOUND else None
        assert found, f"{who} {path}: {answer.status} {answer.at}\n{answer.text}"
        return int(found[1])
