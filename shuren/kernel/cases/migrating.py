"""Running cases taken over to the newest version of their type: rehearsed first, then in pieces."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.cases import adjustments, lodging
from shuren.kernel.cases.commands import Migrate
from shuren.kernel.cases.declare import CASE_TYPES, CaseType, Move, newest, versions
from shuren.kernel.cases.events import CASES_MIGRATED
from shuren.kernel.cases.facts import Migrated
from shuren.kernel.cases.models import Case, Stay
from shuren.kernel.cases.projection import KIND, told_of
from shuren.kernel.cases.route import codes
from shuren.kernel.cases.running import Running, take
from shuren.kernel.cases.sitting import Sitting
from shuren.kernel.cases.state import Mark, State, changed, fold
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import Refused

PIECE = 100  # cases in one transaction


@dataclass
class Outcome:
    """How many cases go over, by the version they came from, and why others do not, with their numbers."""

    over: Counter[int] = field(default_factory=Counter)
    refused: dict[str, list[str]] = field(default_factory=dict)


def migrate(*, actor: Actor, code: str, rehearse: bool = False) -> Outcome:
    """Take every running case of a type over to its newest version, version by version; return what became of them.

    Each case has an entry in its log. What is refused stays under its version. A rehearsal leaves nothing behind.
    Raises ValueError where there is no such type.
    """
    last, found = newest(code), Outcome()
    for ids in _pieces(code, last.version):
        with transaction.atomic():
            _take_over(actor, ids, found)
            if rehearse:
                transaction.set_rollback(True)
    if not rehearse:
        stay = sum(map(len, found.refused.values()))
        told = {"type": last.label, "version": last.version, "over": found.over.total(), "refused": stay}
        record(actor=actor, label=CASES_MIGRATED, org_path=actor.path, subject=("cases.type", code), details=told)
    return found


def stranded() -> list[tuple[str, int, int]]:
    """Return the versions that cases run under and that nothing declares any more: type, version, number of cases."""
    running = Case.objects.within("").filter(outcome="").order_by()
    counts = running.values_list("type", "version").annotate(n=Count("pk"))
    return sorted((code, version, n) for code, version, n in counts if f"{code}/{version}" not in CASE_TYPES)


def _pieces(code: str, version: int) -> Iterator[list[int]]:
    rows = Case.objects.within("").filter(type=code, outcome="", version__lt=version)
    at = 0
    while ids := list(rows.filter(pk__gt=at).order_by("pk").values_list("pk", flat=True)[:PIECE]):
        yield ids
        at = ids[-1]


def _take_over(actor: Actor, ids: list[int], found: Outcome) -> None:
    for one in take(ids).values():
        came_from = one.case.version
        try:
            with lodging.unless_refused(one.case):
                newer = [kind for kind in versions(one.case.type) if kind.version > came_from]
                reduce(lambda running, kind: _moved(actor, running, kind), newer, one)
            found.over[came_from] += 1
        except Refused as refusal:
            found.refused.setdefault(refusal.sentence, []).append(one.case.number)


def _moved(actor: Actor, one: Running, kind: type[CaseType]) -> Running:
    """Bring one case to the next version; return it as it runs from now on. Raises why it cannot go over."""
    case, before, was = one.case, dict(one.case.form), one.route
    move = kind.take_over(case.form, one.state, timezone.localdate())
    case.version, case.form = kind.version, dict(move.form)
    _set_steps(case, kind, move, codes(was))
    lodging.save(case, kind)
    for old, new in move.renamed.items():
        Stay.objects.within("").filter(case=case, step=old).update(step=new)
        for stay in one.stays.values():
            stay.step = new if stay.step == old else stay.step
    after = Running(case, _called(one.state, move), one.parties, one.stays)
    sitting = Sitting(actor)
    command = Migrate(kind.version, move.renamed, move.anyway)
    sitting.decide(after, command, "", before if before != case.form else None)
    sitting.write()
    _reword(after)
    return after


def _reword(one: Running) -> None:
    """Have to-dos that were open before say what the case, its type and their step are called now."""
    tasks = {f"{one.case.pk}.{task.number}": task for task in one.state.tasks.values() if task.mark == Mark.OPEN}
    for todo in Notice.objects.filter(kind=KIND, subject_id__in=tasks, settled_at=None):
        todo.params = told_of(one, one.state, one.stays[tasks[todo.subject_id].visit])
        todo.save(update_fields=["params"])


def _called(state: State, move: Move) -> State:
    """Return a state with its steps by their new names, as rows have them already."""
    named = fold(state, [Migrated(0, tuple(move.renamed.items()))])
    return changed(named, facts=state.facts)


def _set_steps(case: Case, kind: type[CaseType], move: Move, known: set[str]) -> None:
    """Keep what was set for the steps there were, and set for new ones what holds today."""
    rows = adjustments.in_force(kind, case.org_path, timezone.localdate()).values()
    left_out, settings = adjustments.kept(row for row in rows if row.step not in known)
    called: dict[str, str] = dict(move.renamed)
    kept: dict[str, Any] = {called.get(step, step): told for step, told in case.adjusted.items()}
    case.switched_off = [*(called.get(step, step) for step in case.switched_off), *left_out]
    case.adjusted = {**settings, **kept}
