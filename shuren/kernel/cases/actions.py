"""Every write: open a case, and act on one."""

import secrets
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Absent, Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.cases import commands, drafts, lodging, projection, telling
from shuren.kernel.cases.commands import Command, Person
from shuren.kernel.cases.decide import decide
from shuren.kernel.cases.declare import Application, CaseType, Seat, newest
from shuren.kernel.cases.draws import drawn
from shuren.kernel.cases.events import CASE_ACTED, CASE_ACTED_FOR, CASE_SEEN, FILE_TAKEN
from shuren.kernel.cases.facts import Drawn, Fact, to_json
from shuren.kernel.cases.materials import Given
from shuren.kernel.cases.models import Attachment, Case, Entry
from shuren.kernel.cases.parties import Parties, absent_in
from shuren.kernel.cases.queries import application_of, route_of, state_of, type_of
from shuren.kernel.cases.route import Lot, Step
from shuren.kernel.cases.state import Outcome, State, fold
from shuren.kernel.cases.verbs import label_of
from shuren.kernel.files.models import StoredFile
from shuren.kernel.refusals import NotFoundHere


@dataclass(frozen=True)
class Live:
    """The world as one application finds it."""

    kind: type[CaseType]
    application: Application
    parties: Parties

    def seats(self, step: Step) -> Iterable[str]:
        return [self.parties.key(seat) for seat in self.kind.who[step.by](self.application)]

    def draw(self, step: Step, lot: Lot, taken: AbstractSet[str]) -> Drawn:
        gone = {seat.path or seat.account for seat in map(self.parties.seat, taken)}
        asked = [seat for seat in self.kind.who[step.by](self.application) if (seat.path or seat.account) not in gone]
        pool = {seat.account or f"{seat.role}@{seat.path}": seat for seat in asked}
        seed = secrets.token_hex(16)
        found = [self.parties.key(pool[name]) for name in drawn(pool, lot.count, seed)]
        return Drawn(lot.name, seed, tuple(sorted(pool)), tuple(found))

    def holds(self, condition: str) -> bool:
        return self.kind.conditions[condition](self.application)

    def superiors(self) -> Iterable[str]:
        return [self.parties.key(seat) for seat in self._above()]

    def today(self) -> str:
        return timezone.localdate().isoformat()

    def person(self, actor: Actor, state: State) -> Person:
        """Return an actor as the case knows them."""
        seats = {task.seat for task in state.tasks.values()}
        return Person(
            key=actor.id,
            seats=self.parties.seats_of(actor),
            lent=self.parties.lent_to(actor),
            over=self.parties.seats_below(actor, seats, self.application.org_path),
            presides=bool(state.outcome)
            and any(
                seat.account == actor.id or (seat.role, seat.path) == (actor.role, actor.path) for seat in self._above()
            ),
        )

    def _above(self) -> list[Seat]:
        return [seat for word in self.kind.superiors for seat in self.kind.who[word](self.application)]


@transaction.atomic
def apply(
    *,
    actor: Actor,
    type_code: str,
    form: Mapping[str, Any],
    entered: Mapping[str, Any] | None = None,
    materials: Mapping[str, Given] | None = None,
    comment: str = "",
    draft_id: int | None = None,
) -> Case:
    """Open a case and sign the applicant's own step; return it, at whoever comes next.

    `form` holds values that JSON can keep, `entered` what was typed to give them, by field, `materials` what is handed
    in, by code; the draft it comes from is removed. Raises what the type's check raises, AlreadyRunning, and what is
    wrong with the materials.
    """
    kind = newest(type_code)
    require(actor, kind.apply, actor.path)
    application = Application(form, actor.path, actor.id)
    kind.check(actor, application)
    case = lodging.lodge(actor, kind, application, dict(entered or {}))
    lodging.hand_in(actor, case, materials or {})
    if draft_id is not None:
        drafts.sent(actor=actor, draft_id=draft_id)
    Parties({}, {1: actor.path}).store(case, [f"{actor.role}@1"])
    state = _act(actor, case, State(), commands.Open(kind.barred(application)), "")
    own = Parties.of(case).seats_of(actor)
    for task in state.tasks.values():
        if task.seat in own:
            _act(actor, case, state, commands.Agree(task.number), comment)
            break
    return case


@transaction.atomic
def act(
    *,
    actor: Actor,
    case_id: int,
    command: Command,
    comment: str = "",
    form: Mapping[str, Any] | None = None,
    entered: Mapping[str, Any] | None = None,
    materials: Mapping[str, Given] | None = None,
) -> Case:
    """Do something to a case and all that follows from it.

    `form` is what comes with a signature: from the applicant with `entered` and `materials`, which replace what was
    handed in before; from others what the type asks at their step, which is added.

    Who else acts on the case at the same moment waits and then meets the case as it is. Raises what decide raises.
    """
    case: Case = Case.objects.within("").select_for_update().get(pk=case_id)
    state = state_of(case)
    before = dict(case.form)
    if isinstance(command, commands.Return) and type_of(case).anew:
        command = replace(command, again=True)
    if isinstance(command, commands.Reopen):
        lodging.take_up_again(case)
    lodging.revise(actor, case, state, command, lodging.Sent(form, entered, materials))
    _act(actor, case, state, command, comment, replaced=before if before != case.form else None)
    return case


@transaction.atomic
def take_file(*, actor: Actor, case: Case, attachment_id: int) -> StoredFile:
    """Return a file handed in with a case that the actor may see, and note who took it. Raises NotFoundHere."""
    row = Attachment.objects.filter(case=case, pk=attachment_id).exclude(file=None).select_related("file").first()
    if row is None or row.file is None:
        raise NotFoundHere
    told = {"type": type_of(case).label, "number": case.number, "file": row.file.name}
    record(actor=actor, label=FILE_TAKEN, org_path=case.org_path, subject=("cases.case", case.pk), details=told)
    return row.file


@transaction.atomic
def look(*, actor: Actor, case: Case) -> Case:
    """Note that somebody has looked at a case; return it."""
    told = {"type": type_of(case).label, "number": case.number}
    record(actor=actor, label=CASE_SEEN, org_path=case.org_path, subject=("cases.case", case.pk), details=told)
    return case


def _act(
    actor: Actor,
    case: Case,
    state: State,
    command: Command,
    comment: str,
    replaced: dict[str, Any] | None = None,
) -> State:
    kind, application, parties = type_of(case), application_of(case), Parties.of(case)
    live = Live(kind, application, parties)
    person = live.person(actor, state)
    told = decide(route_of(case), state, command, person, live)
    absent = absent_in(actor, person, state, command)
    after = fold(state, told)
    parties.store(case, {task.seat for task in after.tasks.values()} | after.copied)
    at = timezone.now()
    _write(actor, case, told, verb=type(command).__name__, comment=comment, at=at, replaced=replaced, absent=absent)
    projection.follow(case, kind, parties, state, after, at)
    telling.tell(case, kind, parties, after, told)
    details = {"type": kind.label, "number": case.number, "verb": label_of(command)}
    record(
        actor=actor,
        label=CASE_ACTED_FOR if absent else CASE_ACTED,
        org_path=case.org_path,
        subject=("cases.case", case.pk),
        details=details | ({"absent": absent.name} if absent else {}),
    )
    if after.outcome == Outcome.GRANTED and not state.outcome:
        kind.check(actor, application)
        kind.finish(actor, application, number=case.number)
    return after


def _write(
    actor: Actor,
    case: Case,
    told: list[Fact],
    *,
    verb: str,
    comment: str,
    at: datetime,
    replaced: dict[str, Any] | None,
    absent: Absent | None,
) -> None:
    case.length += 1
    Entry.objects.create(
        case=case,
        number=case.length,
        at=at,
        actor_key=actor.id,
        actor_name=actor.name,
        absent_key=absent.id if absent else "",
        absent_name=absent.name if absent else "",
        role=actor.role,
        org_path=actor.path,
        verb=verb,
        comment=comment.strip(),
        facts=[to_json(fact) for fact in told],
        replaced=replaced,
    )
