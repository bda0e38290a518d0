"""A letter of supervision as it is printed: what it demands, and what was done about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shuren.kernel.actors import Actor, name_shown
from shuren.kernel.cases import queries as cases
from shuren.kernel.cases.models import Case, Entry
from shuren.kernel.cases.state import State
from shuren.kernel.cases.verbs import LABELS
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.words import translated
from shuren.modules.planning.models import Task
from shuren.modules.planning.queries.supervision import TYPE
from shuren.modules.planning.queries.tasks import task_for
from shuren.spine.identity.queries import org_names

ISSUE, REPLY = "issue", "reply"


@dataclass(frozen=True)
class Deed:
    """What one person did to a letter: `word` is what it is called."""

    at: datetime
    unit: str
    who: str
    word: str
    text: str


@dataclass(frozen=True)
class Letter:
    """`agency` sends it; `reply` is what the unit answered last, `outcome` how it ended, both empty before that."""

    case: Case
    task: Task
    agency: str
    fields: tuple[tuple[str, Any], ...]
    demand: str
    reply_by: date
    reply: str
    promised: date | None
    outcome: str
    deeds: tuple[Deed, ...]


def letter_for(actor: Actor, case_id: int) -> Letter:
    """Return a letter about a task that a unit at or below the actor's node leads. Raises NotFoundHere."""
    case = Case.objects.within("").filter(pk=case_id, type=TYPE).first()
    if case is None:
        raise NotFoundHere
    task, form = task_for(actor, case.form["task"]), case.form
    if not actor.covers(task.org_path):
        raise NotFoundHere
    log = cases.log_of(case)
    names = org_names({case.org_path, *(row.org_path for row in log)})
    promised = form.get("promised")
    return Letter(
        case=case,
        task=task,
        agency=names.get(case.org_path, ""),
        fields=(("title", form["title"]), ("unit", form["unit"]), ("due", date.fromisoformat(form["due_on"])),
                ("stood", form["stood"])),
        demand=form["demand"],
        reply_by=date.fromisoformat(form["reply_by"]),
        reply=form.get(REPLY, ""),
        promised=date.fromisoformat(promised) if promised else None,
        outcome=case.outcome,
        deeds=tuple(_deeds(case, log, names)),
    )  # fmt: skip


def _deeds(case: Case, log: list[Entry], names: dict[str, str]) -> Iterator[Deed]:
    kind, state = cases.type_of(case), cases.added_up(row.facts for row in log)
    for row in log:
        step = _step_of(row, state)
        if step == ISSUE:  # signing one's own letter is sending it, which its opening tells
            continue
        words = {"Agree": kind.wording.yes, "Disagree": kind.wording.no}.get(row.verb, {})
        word = words.get(step) or (kind.begins if row.verb == "Open" else "") or LABELS.get(row.verb, row.verb)
        yield Deed(row.at, names.get(row.org_path, ""), name_shown(row.actor_name), translated(word), row.comment)


def _step_of(row: Entry, state: State) -> str:
    """Return the step at which an entry signed, empty for any other."""
    signed = next((told["task"] for name, told in row.facts if name == "Signed"), None)
    return str(state.visits[state.tasks[signed].visit].step) if signed is not None else ""
