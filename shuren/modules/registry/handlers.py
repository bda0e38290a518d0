"""What follows from other packages' events."""

from django.utils import timezone

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.events.declare import on
from shuren.kernel.pointers import POINTERS, Pointer
from shuren.kernel.tabular.events import BatchApplied
from shuren.modules.registry.actions import problems, unlisted, watch_rounds
from shuren.modules.registry.certificates import owed_transfer
from shuren.spine.certificates import api as certificates
from shuren.spine.people.events import PersonsMerged, PersonsSplit, RegistrationChanged, TransferredAway

ROLL = "people.student"  # the table of pupils in the workbook by which a school hands in its roll
CLERK = system_actor("registry.certificates", "转学证明自动签发", certificates.issue_certificates)

POINTERS.add(Pointer("registry.ProblemFile", "person_id", to="people.Person", stays=True))  # found anew, never moved
POINTERS.add(Pointer("registry.WatchChild", "person_id", to="people.Person"))
POINTERS.add(Pointer("registry.Diploma", "person_id", to="people.Person"))


@on(TransferredAway, actor=CLERK)
def certify_the_transfer(event: TransferredAway, *, actor: Actor) -> None:
    """Issue the 转学证明 in the name of the school that the pupil has left; where it cannot, the school is asked."""
    certificates.ensure(actor=actor, owed=owed_transfer(event.enrolment_id), at=timezone.now())


@on(RegistrationChanged, actor=problems.FINDER)
def look_at_the_pupil_again(event: RegistrationChanged, *, actor: Actor) -> None:
    """Let what was put right disappear, find what has become wrong, and follow the pupil."""
    del actor
    unlisted.settle([event.person_id])
    watch_rounds.follow([event.person_id])
    problems.recompute(timezone.localdate(), [event.person_id])


@on(PersonsMerged, actor=problems.FINDER)
def look_at_the_merged_again(event: PersonsMerged, *, actor: Actor) -> None:
    """Find what is wrong with one pupil who were two."""
    del actor
    problems.recompute(timezone.localdate(), [event.kept, event.gone])


@on(PersonsSplit, actor=problems.FINDER)
def look_at_the_split_again(event: PersonsSplit, *, actor: Actor) -> None:
    """Find what is wrong with two pupils who were one."""
    del actor
    problems.recompute(timezone.localdate(), [event.kept, event.gone])


@on(BatchApplied, actor=unlisted.SETTLER)
def look_for_children_again(event: BatchApplied, *, actor: Actor) -> None:
    """End what a roll handed in as a workbook has put right in verifications."""
    del actor
    if ROLL in event.tables:
        unlisted.settle()
