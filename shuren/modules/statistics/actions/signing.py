"""Signing one's own step again after a return."""

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions, commands, queries
from shuren.kernel.cases.models import Case


def sign_own(actor: Actor, case: Case, step: str) -> Case:
    """Agree to the step at which a case waits for whoever wrote what it is about."""
    state = queries.state_of(case)
    visit = next(visit for visit in state.open_visits if visit.step == step)
    return actions.act(actor=actor, case_id=case.pk, command=commands.Agree(state.tasks_of(visit)[0].number))
