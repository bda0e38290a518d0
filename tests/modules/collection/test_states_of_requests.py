"""A request as a whole: every deed tried in every state, and walks against a short model, through the real actions."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuren.kernel.refusals import Refused
from shuren.modules.collection.models import Return
from shuren.modules.collection.rules.deeds import STEPS, Deed, State
from tests.modules.collection.walking import Walk
from tests.world import World

pytestmark = pytest.mark.django_db
SILENT = {Deed.EXPIRE}  # the clock finds nothing to do, and refuses nobody


@pytest.mark.parametrize("state", list(State))
def test_a_deed_is_done_in_its_states_and_refused_in_all_others(world: World, state: State) -> None:
    walk = Walk(world)
    walk.to(state)
    for deed in Deed:
        with transaction.atomic():
            legal, was_refused = deed in STEPS[state], False
            try:
                with transaction.atomic():
                    walk.do(deed)
            except Refused:
                was_refused = True
            assert was_refused != (legal or deed in SILENT), f"{deed} while {state}"
            assert walk.state is (STEPS[state][deed] if legal else state), f"{deed} while {state}"
            transaction.set_rollback(True)


class Model:
    """Whose desk a request is on, and whether a case has seen it."""

    def __init__(self) -> None:
        self.desk, self.is_back, self.seen, self.drafter, self.signer = "drafter", False, False, 0, 0

    def legal(self, deed: Deed) -> bool:
        """Say whether a deed may be done now."""
        drafted, cleared, asked = (self.desk == desk for desk in ("drafter", "officer", "units"))
        return {
            Deed.EDIT: drafted,
            Deed.SUBMIT: drafted,
            Deed.DISCARD: drafted and not self.seen,
            Deed.HAND_OVER: drafted or cleared,
            Deed.RECALL: cleared or (drafted and self.is_back),
            Deed.WITHDRAW: cleared and self.signer == self.drafter,
            Deed.END: asked,
            Deed.EXPIRE: asked,
        }.get(deed, cleared)

    def do(self, deed: Deed) -> None:
        match deed:
            case Deed.HAND_OVER:
                self.drafter = 1 - self.drafter
            case Deed.SUBMIT:
                self.desk, self.is_back, self.seen, self.signer = "officer", False, True, self.drafter
            case Deed.RETURN | Deed.WITHDRAW:
                self.desk, self.is_back = "drafter", True
            case Deed.RECALL:
                self.desk, self.is_back = "drafter", False
            case Deed.GRANT:
                self.desk = "units"
            case Deed.SPARE | Deed.END | Deed.EXPIRE:
                self.desk = "over"
            case Deed.REFUSE:
                self.desk = "refused"
            case Deed.DISCARD:
                self.desk = "gone"

    @property
    def state(self) -> State | None:
        if self.desk == "drafter":
            return State.BACK if self.is_back else State.DRAFT
        known = {"officer": State.CLEARING, "units": State.SENT, "over": State.ENDED, "refused": State.REFUSED}
        return known.get(self.desk)


@given(st.lists(st.sampled_from([*Deed, Deed.SUBMIT, Deed.SUBMIT, Deed.RETURN]), min_size=3, max_size=9))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_request_walks_as_the_short_model_says(world: World, deeds: list[Deed]) -> None:
    with transaction.atomic():
        walk, model = Walk(world), Model()
        for deed in deeds:
            legal = model.legal(deed)
            try:
                with transaction.atomic():
                    walk.do(deed)
            except Refused:
                assert not legal, deed
            else:
                assert legal or deed in SILENT, deed
                if legal:
                    model.do(deed)
            assert walk.state is model.state
            if walk.state is None:
                break
            asked = Return.objects.within("").filter(round__request=walk.row).exists()
            assert asked <= (model.desk in {"units", "over"}), "nobody is asked what was not granted"
        transaction.set_rollback(True)
