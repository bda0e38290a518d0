"""Many cases signed with one comment, each in a transaction of its own; what became of each is kept."""

import hashlib
import logging

from django.db import connection, transaction

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions
from shuren.kernel.cases.commands import Agree
from shuren.kernel.cases.declare import CaseType
from shuren.kernel.cases.models import Case, Signing
from shuren.kernel.cases.queries import state_of, type_of
from shuren.kernel.cases.route import steps
from shuren.kernel.cases.state import End, Mark, State
from shuren.kernel.messages import Message
from shuren.kernel.refusals import Refused

MOST = 200  # cases at once

log = logging.getLogger(__name__)


class NothingChosen(Refused):
    """没有勾选办件。请先勾选要一并同意的办件，再提交。"""


class TooManyChosen(Refused):
    """一次最多办理 {most} 件，您勾选了 {count} 件。请分批提交。"""


class OneByOne(Refused):
    """这一步不能批量办理。请打开办件，核对内容后签署。"""


class Contested(Refused):
    """这件办件曾被退回，或有人不同意，不能批量办理。请打开办件，核对内容后签署。"""


class Broken(Refused):
    """办理时发生意外错误，这一件没有任何改动。请打开办件重试；再次出现时请联系系统管理员。"""


def key_of(actor: Actor, tasks: list[tuple[int, int]], once: str) -> str:
    """Return what an attempt is called: the same for the same page, person and choice, so that it is made once."""
    return hashlib.sha256(f"{actor.id} {once} {sorted(tasks)}".encode()).hexdigest()


def is_known(batch: str) -> bool:
    """Say whether an attempt has been made; another one of the same name waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (batch,))
    return Signing.objects.filter(batch=batch).exists()


def choose(batch: str, tasks: list[tuple[int, int]]) -> None:
    """Keep what has been chosen: pairs of case and task. Raises NothingChosen, TooManyChosen."""
    if not tasks:
        raise NothingChosen
    if len(tasks) > MOST:
        raise TooManyChosen(most=MOST, count=len(tasks))
    Signing.objects.bulk_create(
        [Signing(batch=batch, number=n, case_id=case, task=task) for n, (case, task) in enumerate(tasks, 1)]
    )


def chosen(batch: str) -> list[Signing]:
    """Return what was chosen, in its order, with the cases."""
    return list(Signing.objects.filter(batch=batch).select_related("case").order_by("number"))


def sign(row: Signing, *, actor: Actor, comment: str) -> None:
    """Sign one task with yes, and keep that it was signed, or why not."""
    refusal = Message("")
    try:
        with transaction.atomic():
            case: Case = Case.objects.within("").get(pk=row.case_id)
            refuse_unless_plain(type_of(case), state_of(case), row.task)
            actions.act(actor=actor, case_id=row.case_id, command=Agree(row.task), comment=comment)
    except Refused as refused:
        refusal = refused.message
    except Exception:
        log.exception("signing case %s in batch %s", row.case_id, row.batch)
        refusal = Broken().message
    row.signed, row.refusal = not refusal.sentence, refusal.kept() if refusal.sentence else ""
    row.save(update_fields=["signed", "refusal"])


def refuse_unless_plain(kind: type[CaseType], state: State, number: int) -> None:
    """Raise OneByOne or Contested where a task is to be signed with the case open."""
    task = state.tasks.get(number)
    code = state.visits[task.visit].step if task else ""
    if not any(step.batch for step in steps(kind.route) if step.code == code):
        raise OneByOne
    said_no = any(each.mark == Mark.DISAGREED for each in state.tasks.values())
    if said_no or any(visit.left == End.RETURNED for visit in state.visits.values()):
        raise Contested
