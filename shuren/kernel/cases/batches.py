"""Many cases signed with one comment; what became of each is kept."""

import hashlib
import logging
from collections.abc import Sequence

from django.db import connection, transaction

from shuren.kernel import bulk
from shuren.kernel.actors import Actor
from shuren.kernel.cases.actions import Deed, act_many
from shuren.kernel.cases.commands import Agree, Command
from shuren.kernel.cases.models import Case, Signing
from shuren.kernel.cases.running import Running
from shuren.kernel.jobs.actions import AWAY
from shuren.kernel.refusals import Refused

MOST = 200  # cases at once
TOGETHER = 50  # cases in one transaction

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


def sign(rows: Sequence[Signing], *, actor: Actor, comment: str) -> None:
    """Sign tasks with yes, together; keep of each that it was signed, or why not.

    Where something unforeseen happens to one, each is signed by itself, so that only that one is not.
    """
    try:
        with transaction.atomic():
            deeds = [Deed(row.case_id, Agree(row.task), comment) for row in rows]
            for row, answer in zip(rows, act_many(actor=actor, deeds=deeds, refuse=refuse_unless_plain), strict=True):
                row.signed = isinstance(answer, Case)
                row.refusal = "" if isinstance(answer, Case) else answer.message.kept()
            bulk.update(rows, ("signed", "refusal"))
    except AWAY:
        raise  # the whole job is taken up again
    except Exception:
        log.exception("signing %s of batch %s", [row.number for row in rows], rows[0].batch)
        if len(rows) > 1:
            for row in rows:
                sign([row], actor=actor, comment=comment)
            return
        rows[0].signed, rows[0].refusal = False, Broken().message.kept()
        bulk.update(rows, ("signed", "refusal"))


def refuse_unless_plain(one: Running, command: Command) -> None:
    """Raise OneByOne or Contested where a task is to be signed with the case open."""
    state = one.state
    task = state.tasks.get(command.task) if isinstance(command, Agree) else None
    if task is None or not one.steps[state.visits[task.visit].step].batch:
        raise OneByOne
    if state.is_contested:
        raise Contested
