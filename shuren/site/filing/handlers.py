"""To-dos after what happens to a file."""

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.events.declare import on
from shuren.kernel.tabular.events import BatchApplied, BatchDecided, BatchWaiting
from shuren.site.filing import actions

FILING = system_actor("filing", "填报跟进")


@on(BatchWaiting, actor=FILING)
def ask(event: BatchWaiting, *, actor: Actor) -> None:
    actions.ask_to_confirm(event.batch_id)


@on(BatchDecided, actor=FILING)
def settle(event: BatchDecided, *, actor: Actor) -> None:
    actions.settle(event.batch_id)


@on(BatchApplied, actor=FILING)
def done(event: BatchApplied, *, actor: Actor) -> None:
    actions.done(event.batch_id)
