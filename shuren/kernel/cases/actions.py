"""Every write: open a case, and act on one."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db import transaction

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.cases import commands, drafts, lodging
from shuren.kernel.cases.commands import Command
from shuren.kernel.cases.declare import Application, newest
from shuren.kernel.cases.events import CASE_SEEN, FILE_TAKEN
from shuren.kernel.cases.lodging import NOTHING, Sent
from shuren.kernel.cases.materials import Given
from shuren.kernel.cases.models import Attachment, Case
from shuren.kernel.cases.parties import Parties
from shuren.kernel.cases.queries import type_of
from shuren.kernel.cases.reading import sees_material
from shuren.kernel.cases.running import Running, take
from shuren.kernel.cases.sitting import Sitting
from shuren.kernel.cases.state import State
from shuren.kernel.files.models import StoredFile
from shuren.kernel.refusals import NotFoundHere, Refused

Refusing: TypeAlias = Callable[[Running, Command], None]


@dataclass(frozen=True)
class Deed:
    """Something to be done to one case; `sent` is what comes with a signature."""

    case_id: int
    command: Command
    comment: str = ""
    sent: Sent = NOTHING


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
    drafts.sent(actor=actor, type_code=type_code, draft_id=draft_id, entered=entered or {})
    one, sitting = Running(case, State(), Parties({}, {1: actor.path})), Sitting(actor)
    sitting.parties += one.parties.join(case, [f"{actor.role}@1"])
    sitting.decide(one, commands.Open(kind.barred(application)))
    own = one.parties.seats_of(actor)
    if task := next((task for task in one.state.tasks.values() if task.seat in own), None):
        sitting.decide(one, commands.Agree(task.number), comment)
    sitting.write()
    for refusal in filter(None, sitting.finish()):
        raise refusal
    return case


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
    handed in before; from others what the type asks at their step, which is added. Raises what decide raises.
    """
    (answer,) = act_many(actor=actor, deeds=[Deed(case_id, command, comment, Sent(form, entered, materials))])
    if isinstance(answer, Refused):
        raise answer
    return answer


@transaction.atomic
def act_many(*, actor: Actor, deeds: Sequence[Deed], refuse: Refusing | None = None) -> list[Case | Refused]:
    """Do something to many cases, and all that follows from it, in one transaction; answer each deed.

    A deed that is refused is answered with the refusal and leaves nothing; the others stand. `refuse` is asked before
    each, and raises. Whatever else is raised takes all of them back.

    Who else acts on one of the cases at the same moment waits and then meets the case as it is.
    """
    late: dict[int, Refused] = {}  # by deed: decided, but what follows from it cannot be done
    while True:
        sitting, running = Sitting(actor), take(deed.case_id for deed in deeds)
        answers: list[Case | Refused] = []
        followed: list[int] = []
        for number, deed in enumerate(deeds):
            known = len(sitting.followed)
            answers.append(late.get(number) or _answer(sitting, running.get(deed.case_id), deed, refuse))
            followed += [number] * (len(sitting.followed) - known)
        with transaction.atomic() if followed else nullcontext():
            sitting.write()
            found = {at: refusal for at, refusal in zip(followed, sitting.finish(), strict=True) if refusal}
            if found:
                transaction.set_rollback(True)
        if not found:
            return answers
        late |= found


def _answer(sitting: Sitting, one: Running | None, deed: Deed, refuse: Refusing | None) -> Case | Refused:
    try:
        if one is None:
            raise NotFoundHere
        if refuse:
            refuse(one, deed.command)
        sitting.act(one, deed.command, deed.comment, deed.sent)
    except Refused as refusal:
        return refusal
    return one.case


@transaction.atomic
def take_file(*, actor: Actor, case: Case, attachment_id: int) -> StoredFile:
    """Return a file handed in with a case that the actor may see, and note who took it. Raises NotFoundHere."""
    row = Attachment.objects.filter(case=case, pk=attachment_id).exclude(file=None).select_related("file").first()
    if row is None or row.file is None or not sees_material(actor, case, row.material):
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
