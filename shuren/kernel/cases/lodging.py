"""What is handed in: the case as it is lodged, and what signers replace or add later."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases import adjustments, attachments, refusals
from shuren.kernel.cases.commands import AddSigner, Agree, Command, Reopen
from shuren.kernel.cases.declare import Application, CaseType
from shuren.kernel.cases.materials import Given, lacking
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.queries import application_of, type_of
from shuren.kernel.cases.route import Step
from shuren.kernel.cases.running import Running
from shuren.kernel.cases.sight import open_part
from shuren.kernel.cases.state import Place
from shuren.kernel.refusals import Refused


class NotYoursToChange(Refused):
    """这一步不能修改这些内容。需要更改的，请退回有权填写的环节。"""


class StepNotFilledIn(Refused):
    """这一步还有内容要填写。请打开办件，在“办理”处填写后再签署。"""


@dataclass(frozen=True)
class Sent:
    """What comes with a command; None where nothing does."""

    form: Mapping[str, Any] | None = None
    entered: Mapping[str, Any] | None = None
    materials: Mapping[str, Given] | None = None


NOTHING = Sent()


def lodge(actor: Actor, kind: type[CaseType], application: Application, entered: dict[str, Any]) -> Case:
    """Write a new case, which keeps what is set for its steps today. Raises AlreadyRunning."""
    place = kind.place(application)
    left_out, settings = adjustments.kept(adjustments.in_force(kind, place, timezone.localdate()).values())
    case = Case(
        type=kind.code,
        version=kind.version,
        number=_next_number(kind),
        form=dict(application.form),
        entered=entered,
        switched_off=left_out,
        adjusted=settings,
        org_path=place,
        applicant_key=actor.id,
        applicant_name=actor.name,
        opened_at=timezone.now(),
    )
    save(case, kind)
    return case


def save(case: Case, kind: type[CaseType]) -> None:
    """Write a case whose form is new."""
    case.title, case.subject = kind.title(open_part(kind, case.form)), kind.subject(case.form)
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as failure:
        running = Case.objects.within("").filter(subject=case.subject, outcome="").exclude(pk=case.pk).first()
        if running is None:
            raise
        raise refusals.AlreadyRunning(field=kind.named_by or None, number=running.number) from failure


@contextmanager
def unless_refused(case: Case) -> Iterator[None]:
    """Let what the block does to a case, and to rows, stand unless an exception leaves it."""
    before = dict(vars(case))
    try:
        with transaction.atomic():
            yield
    except BaseException:
        vars(case).update(before)
        raise


def hand_in(actor: Actor, case: Case, given: Mapping[str, Given]) -> None:
    """Let what is given stand for the materials. Raises what is wrong with it."""
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


def revise(actor: Actor, one: Running, command: Command, sent: Sent) -> None:
    """Change what a case holds by what came with a command; an ended one that is reopened counts as running.

    Only who signs an applicant's step replaces the application; what the type asks at a step is filled in with the
    signature there. Raises NotYoursToChange, StepNotFilledIn, AlreadyRunning, and what the type's check raises.
    """
    case, kind, step = one.case, one.kind, _step_signed(one, command)
    if isinstance(command, Reopen):
        case.outcome = ""
        save(case, kind)
    fields = kind.asks.get(step.code) if step else None
    if sent.form is None:
        if fields:
            raise StepNotFilledIn
    elif step is not None and step.applies:
        kept = {name: case.form[name] for name in kind.asked_fields() if name in case.form}
        case.form, case.entered = {**kept, **sent.form}, dict(sent.entered or {})
    elif fields and set(sent.form) <= set(fields.base_fields):
        typed = {name: value for name, value in (sent.entered or {}).items() if name in case.entered}
        case.form, case.entered = {**case.form, **sent.form}, {**case.entered, **typed}
    else:
        raise NotYoursToChange
    if sent.form is not None:
        kind.check(actor, application_of(case))
        save(case, kind)
    if sent.materials is not None:
        if step is None or not step.applies:
            raise NotYoursToChange
        hand_in(actor, case, sent.materials)


def _step_signed(one: Running, command: Command) -> Step | None:
    """Return the step at which a command signs with yes, if it does."""
    signs = isinstance(command, Agree) or (isinstance(command, AddSigner) and command.place == Place.AFTER)
    task = one.state.tasks.get(command.task) if signs else None  # type: ignore[union-attr]
    if task is None or task.of is not None:  # who was added gives an opinion and fills in nothing
        return None
    return one.steps[one.state.visits[task.visit].step]
