"""Every write: open a case, and act on one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.cases import attachments, commands, projection, refusals
from shuren.kernel.cases.commands import Command, Person
from shuren.kernel.cases.decide import decide
from shuren.kernel.cases.declare import Application, CaseType, newest
from shuren.kernel.cases.events import CASE_ACTED, CASE_SEEN, FILE_TAKEN
from shuren.kernel.cases.facts import Fact, to_json
from shuren.kernel.cases.materials import Given, lacking
from shuren.kernel.cases.models import Attachment, Case, Entry
from shuren.kernel.cases.parties import Parties
from shuren.kernel.cases.queries import application_of, route_of, state_of, type_of
from shuren.kernel.cases.route import Step
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

    def holds(self, condition: str) -> bool:
        return self.kind.conditions[condition](self.application)


@transaction.atomic
def apply(
    *,
    actor: Actor,
    type_code: str,
    form: Mapping[str, Any],
    entered: Mapping[str, Any] | None = None,
    materials: Mapping[str, Given] | None = None,
    switched_off: Iterable[str] = (),
    comment: str = "",
) -> Case:
    """Open a case and sign the applicant's own step; return it, at whoever comes next.

    `form` holds values that JSON can keep, `entered` what was typed to give them, by field, `materials` what is handed
    in, by code. Raises what the type's check raises, AlreadyRunning, and what is wrong with the materials.
    """
    kind = newest(type_code)
    require(actor, kind.apply, actor.path)
    application = Application(form, actor.path, actor.id)
    kind.check(actor, application)
    case = _lodge(actor, kind, application, dict(entered or {}), sorted(switched_off))
    _hand_in(actor, case, materials or {})
    Parties({}, {1: actor.path}).store(case)
    state = _act(actor, case, State(), commands.Open(kind.barred(application)), "")
    own = Parties.of(case).seats_of(actor)
    for task in state.tasks.values():
        if task.seat in own:
            _act(actor, case, state, commands.Agree(task.number), comment)
            break
    return case


def _lodge(
    actor: Actor, kind: type[CaseType], application: Application, entered: dict[str, Any], switched_off: list[str]
) -> Case:
    case = Case(
        type=kind.code,
        version=kind.version,
        number=_next_number(kind),
        title=kind.title(application.form),
        subject=kind.subject(application.form),
        form=dict(application.form),
        entered=entered,
        switched_off=switched_off,
        org_path=actor.path,
        applicant_key=actor.id,
        applicant_name=actor.name,
        opened_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as failure:
        running = Case.objects.within("").filter(subject=case.subject, outcome="").first()
        if running is None:
            raise
        raise refusals.AlreadyRunning(number=running.number) from failure
    return case


def _hand_in(actor: Actor, case: Case, given: Mapping[str, Given]) -> None:
    kind = type_of(case)
    for wrong in lacking(kind, application_of(case), given):
        raise wrong
    attachments.hand_in(actor=actor, case=case, kind=kind, given=given, entry=case.length + 1)


def _next_number(kind: type[CaseType]) -> str:
    """Return prefix, year and a serial that never comes twice; gaps mean nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        (serial,) = cursor.fetchone() or (0,)
    return f"{kind.prefix}{timezone.localdate().year}{serial:07d}"


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

    `form`, with `entered`, and `materials` replace what the applicant had handed in.

    Who else acts on the case at the same moment waits and then meets the case as it is. Raises what decide raises.
    """
    case: Case = Case.objects.within("").select_for_update().get(pk=case_id)
    state = state_of(case)
    if form is not None:
        case.form, case.entered = dict(form), dict(entered or {})
    if materials is not None:
        _hand_in(actor, case, materials)
    _act(actor, case, state, command, comment)
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


def _act(actor: Actor, case: Case, state: State, command: Command, comment: str) -> State:
    kind, application, parties = type_of(case), application_of(case), Parties.of(case)
    person = Person(actor.id, parties.seats_of(actor))
    told = decide(route_of(case), state, command, person, Live(kind, application, parties))
    after = fold(state, told)
    parties.store(case)
    at = timezone.now()
    _write(actor, case, told, verb=type(command).__name__, comment=comment, at=at)
    projection.follow(case, kind, parties, state, after, at)
    record(
        actor=actor,
        label=CASE_ACTED,
        org_path=case.org_path,
        subject=("cases.case", case.pk),
        details={"type": kind.label, "number": case.number, "verb": label_of(command)},
    )
    if after.outcome == Outcome.GRANTED and not state.outcome:
        kind.check(actor, application)
        kind.finish(actor, application, number=case.number)
    return after


def _write(actor: Actor, case: Case, told: list[Fact], *, verb: str, comment: str, at: datetime) -> None:
    case.length += 1
    Entry.objects.create(
        case=case,
        number=case.length,
        at=at,
        actor_key=actor.id,
        actor_name=actor.name,
        role=actor.role,
        org_path=actor.path,
        verb=verb,
        comment=comment.strip(),
        facts=[to_json(fact) for fact in told],
    )
