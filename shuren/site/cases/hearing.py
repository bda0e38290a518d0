"""What several parties asked at one step have said, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from shuren.kernel.cases.declare import CaseType
from shuren.kernel.cases.models import Entry
from shuren.kernel.cases.route import Step
from shuren.kernel.cases.state import State, Task
from shuren.site.cases import words


@dataclass(frozen=True)
class Opinion:
    """What one party said; `word` says that it has not where the rest is empty."""

    party: str
    word: str
    who: str = ""
    comment: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Hearing:
    label: str
    opinions: list[Opinion]


def hearings(
    kind: type[CaseType], state: State, log: Sequence[Entry], named: Mapping[str, Step], seats: Mapping[str, str]
) -> list[Hearing]:
    """Return the latest round of each step at which several were asked, in cases that are no applications."""
    latest = {visit.step: visit for visit in state.visits.values()} if kind.begins else {}
    signed = {
        fields["task"]: row for row in log for name, fields in row.facts if name == "Signed" and row.verb != "Withdraw"
    }
    found = []
    for code, visit in latest.items():
        tasks = state.tasks_of(visit)
        if len(tasks) > 1:
            opinions = [_opinion(kind, code, task, signed.get(task.number), seats[task.seat]) for task in tasks]
            found.append(Hearing(gettext(named[code].label), opinions))
    return found


def _opinion(kind: type[CaseType], step: str, task: Task, row: Entry | None, party: str) -> Opinion:
    if not task.signed or row is None:
        return Opinion(party, gettext("未表态"))
    return Opinion(party, words.verb_at(kind, row.verb, step), row.actor_name, row.comment, row.at)
