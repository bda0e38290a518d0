"""Work on cases that takes longer than a page."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases import batches
from shuren.kernel.jobs.actions import start
from shuren.kernel.jobs.declare import job
from shuren.kernel.jobs.progress import Progress

SUBJECT = "cases.batch"


@job("cases.sign_batch", label=_("批量办理"))
def sign_batch(progress: Progress, /, *, actor: Actor, batch: str, comment: str) -> None:
    """Sign what has been chosen, piece by piece; what was tried before the work was interrupted is left alone."""
    rows = batches.chosen(batch)
    left = [row for row in rows if row.signed is None]
    while left:
        progress.tell(len(rows) - len(left), len(rows))
        piece, left = left[: batches.TOGETHER], left[batches.TOGETHER :]
        batches.sign(piece, actor=actor, comment=comment)
    progress.tell(len(rows), len(rows))


@transaction.atomic
def start_batch(*, actor: Actor, tasks: list[tuple[int, int]], comment: str, once: str) -> str:
    """Start to sign tasks, pairs of case and task, with yes; return what the attempt is called.

    `once` names the page on which they were chosen: the same choice sent from it again starts nothing. Raises
    NothingChosen, TooManyChosen.
    """
    batch = batches.key_of(actor, tasks, once)
    if not batches.is_known(batch):
        batches.choose(batch, tasks)
        start(sign_batch, actor=actor, org_path=actor.path, subject=(SUBJECT, batch), batch=batch, comment=comment)
    return batch
