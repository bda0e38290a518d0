"""Each deed to a request as whoever may do it would do it, for walking requests through their states."""

from datetime import timedelta

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import commands
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.queries import state_of as case_state
from shuren.modules.collection.actions import clearing, drafters, requests, rounds
from shuren.modules.collection.models import Request
from shuren.modules.collection.queries.requests import DRAFTING, questions_of, standing, state_of
from shuren.modules.collection.rules.deeds import Deed, State
from shuren.modules.collection.rules.kinds import Ruling
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account
from tests.modules.collection.drafting import drafted, head
from tests.world import World, account


class Walk:
    """A request of the city that asks the county's schools, and the two officials who may draft it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = [world.actor("city_official"), colleague(world)]
        self.officer = world.actor("clearing_officer")
        self.row = drafted(self.people[0], world.county)

    @property
    def drafter(self) -> Actor:
        key = Request.objects.within("").get(pk=self.row.pk).drafted_by_key
        return next(one for one in self.people if one.id == key)

    @property
    def other(self) -> Actor:
        return next(one for one in self.people if one.id != self.drafter.id)

    @property
    def case_id(self) -> int:
        return Request.objects.within("").get(pk=self.row.pk).case_id or 0

    @property
    def state(self) -> State | None:
        """Where it stands; none once it is gone."""
        there = Request.objects.within("").filter(pk=self.row.pk).exists()
        return state_of(standing(self.row.pk)) if there else None

    def to(self, state: State) -> None:
        """Bring a draft to a state."""
        for deed in WAYS[state]:
            self.do(deed)
        assert self.state is state

    def do(self, deed: Deed) -> None:
        """Do it; a Refused where it may not be done now."""
        getattr(self, f"_{deed}")()

    def _edit(self) -> None:
        requests.change(actor=self.drafter, request_id=self.row.pk, head=head(self.world.county, title="改过的名称"))

    def _hand_over(self) -> None:
        to, seen = self.other.id, self.drafter.id
        drafters.hand_over(actor=self.other, request_id=self.row.pk, seen=seen, to=to)

    def _discard(self) -> None:
        requests.discard(actor=self.drafter, request_id=self.row.pk)

    def _submit(self) -> None:
        clearing.submit(actor=self.drafter, request_id=self.row.pk)

    def _withdraw(self) -> None:
        found = Case.objects.within("").filter(pk=self.case_id).first()
        tasks = case_state(found).tasks.values() if found else ()
        visits = case_state(found).visits if found else {}
        signed = [task.number for task in tasks if task.signed and visits[task.visit].step == DRAFTING]
        cases.act(actor=self.drafter, case_id=self.case_id, command=commands.Withdraw(max(signed, default=0)))

    def _recall(self) -> None:
        cases.act(actor=self.drafter, case_id=self.case_id, command=commands.Cancel())

    def _rule(self) -> None:
        self._rule_all(Ruling.ASKED)

    def _rule_all(self, ruling: Ruling) -> None:
        ruled = [clearing.Ruled(one.pk, ruling, "与用途无关") for one in questions_of(self.row)]
        clearing.rule(actor=self.officer, case_id=self.case_id, ruled=ruled)

    def _decide(self, verb: clearing.Decision) -> None:
        clearing.decide(actor=self.officer, case_id=self.case_id, verb=verb, why="请看审核意见")

    def _return(self) -> None:
        self._decide(clearing.Decision.BACK)

    def _refuse(self) -> None:
        self._decide(clearing.Decision.REFUSE)

    def _grant(self) -> None:
        self._rule_all(Ruling.ASKED)
        self._decide(clearing.Decision.GRANT)

    def _spare(self) -> None:
        self._rule_all(Ruling.CUT)
        self._decide(clearing.Decision.GRANT)

    def _end(self) -> None:
        rounds.end(actor=self.drafter, request_id=self.row.pk, reason="数据已从其他渠道取得")

    def _expire(self) -> None:
        rounds.keep_time(timezone.localdate() + timedelta(days=31))


WAYS: dict[State, tuple[Deed, ...]] = {
    State.DRAFT: (),
    State.CLEARING: (Deed.SUBMIT,),
    State.BACK: (Deed.SUBMIT, Deed.RETURN),
    State.REFUSED: (Deed.SUBMIT, Deed.REFUSE),
    State.SENT: (Deed.SUBMIT, Deed.GRANT),
    State.ENDED: (Deed.SUBMIT, Deed.GRANT, Deed.END),
}


def colleague(world: World) -> Actor:
    """Return another official of the city who may draft."""
    found = Account.objects.filter(username="colleague").first()
    held = found or account("colleague", name="吴科", org=world.city, role="city_official")
    return identity.actor_for(held, identity.grants_of(held)[0])
