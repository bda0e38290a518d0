"""What follows for the figures when a file is applied or undone."""

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.events.declare import on
from shuren.kernel.measures import jobs, keeping
from shuren.kernel.tabular.events import BatchApplied, BatchUndone

READER = system_actor("measures", "指标计算")


@on(BatchApplied, actor=READER)
def put_right_after_applying(event: BatchApplied, *, actor: Actor) -> None:
    _mark(event, actor)


@on(BatchUndone, actor=READER)
def put_right_after_undoing(event: BatchUndone, *, actor: Actor) -> None:
    _mark(event, actor)


def _mark(event: BatchApplied | BatchUndone, actor: Actor) -> None:
    del actor
    keeping.mark(keeping.year_of(event.period), event.org_path)
    jobs.soon()
