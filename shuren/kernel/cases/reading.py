"""What a signed-in reader may see of a case that is open to them."""

from shuren.kernel.actors import Actor
from shuren.kernel.cases import facts, sight
from shuren.kernel.cases.models import Case, Entry
from shuren.kernel.cases.parties import Parties
from shuren.kernel.cases.queries import state_of, type_of
from shuren.kernel.cases.sight import Deed, Reader
from shuren.kernel.cases.state import State


def reader_of(actor: Actor, case: Case, state: State, parties: Parties) -> Reader:
    """Return what an actor may see, standing in for somebody absent included."""
    asked = {task.seat for task in state.tasks.values()}
    seats = {*parties.seats_of(actor), *parties.lent_to(actor)}
    over = parties.seats_below(actor, asked, case.org_path)
    return sight.reader(type_of(case), state, actor.id, actor.path, seats, over)


def sees_material(actor: Actor, case: Case, code: str) -> bool:
    """Say whether a material of a case is open to an actor who sees the case."""
    if code not in type_of(case).seen:
        return True
    return code not in reader_of(actor, case, state_of(case), Parties.of(case)).hidden


def deed_of(entry: Entry) -> Deed:
    """Return what decides who may read the remark of an entry."""
    told = tuple(facts.from_json(fact) for fact in entry.facts)
    return Deed(entry.verb, entry.actor_key, entry.org_path, told)
