"""The same five steps as a case type: signed through the ordinary actions, audit and to-dos included."""

from collections.abc import Mapping
from typing import Any, ClassVar

from shuren.kernel.access import permission
from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions, commands
from shuren.kernel.cases.actions import Deed
from shuren.kernel.cases.commands import Person
from shuren.kernel.cases.decide import decide
from shuren.kernel.cases.declare import CaseForm, CaseType, Seat
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.route import Sequence, Step
from shuren.kernel.cases.state import State, fold

STEPS = ("apply", "receiving_school", "receiving_authority", "sending_school", "sending_authority")
ask = permission("bench.ask", "测速", holders=(), why="仅供测速。")


class BenchCase(CaseType):
    """Five steps in a row, each asked of another role."""

    code, label, prefix = "bench.case", "测速", "BM"
    form = CaseForm
    apply = ask
    route = Sequence(tuple(Step(code, code, code, days=10, applies=not at) for at, code in enumerate(STEPS)))
    who: ClassVar = {code: lambda _, role=code: [Seat(role, "0001")] for code in STEPS}

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        del form
        return "测速"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        del form
        return ""


def signer(step: str) -> Actor:
    return Actor(f"account:{step}", step, step, "0001", frozenset({ask.code}))


class OneByOne:
    """Cases applied for and signed; each signature is a transaction of its own."""

    def __init__(self, _: int, count: int, __: int) -> None:
        self.count = count
        actions.apply(actor=signer("apply"), type_code="bench.case", form={})  # what is loaded at the first use is

    def go(self) -> int:
        """Walk; return the number of steps."""
        for _ in range(self.count):
            case = actions.apply(actor=signer("apply"), type_code="bench.case", form={})
            for number, step in enumerate(STEPS[1:], start=2):
                case = actions.act(actor=signer(step), case_id=case.pk, command=commands.Agree(number))
            assert case.outcome == "granted"
        return self.count * len(STEPS)


class Together:
    """Cases lodged beforehand, signed by each role, so many in one transaction; the last tenth stays under way."""

    def __init__(self, _: int, count: int, piece: int) -> None:
        lodged = [actions.apply(actor=signer("apply"), type_code="bench.case", form={}) for _ in range(count)]
        self.ids, self.piece = [case.pk for case in lodged], piece

    def go(self) -> int:
        """Walk; return the number of steps."""
        steps = 0
        for number, step in enumerate(STEPS[1:], start=2):
            ids = self.ids if step != STEPS[-1] else self.ids[: -len(self.ids) // 10]
            for at in range(0, len(ids), self.piece):
                deeds = [Deed(pk, commands.Agree(number)) for pk in ids[at : at + self.piece]]
                answers = actions.act_many(actor=signer(step), deeds=deeds)
                assert all(isinstance(answer, Case) for answer in answers)
            steps += len(ids)
        return steps


class World:
    """Each step asks the seat of its own name."""

    def seats(self, step: Step) -> list[str]:
        return [step.by]

    def holds(self, condition: str) -> bool:
        raise KeyError(condition)

    def barred(self) -> frozenset[str]:
        return frozenset()


def walk_in_memory(count: int) -> None:
    """Decide the same steps without a database: what the core itself costs."""
    for _ in range(count):
        state = State()
        for command in (commands.Open(), *(commands.Agree(number) for number in range(1, len(STEPS) + 1))):
            by = Person("somebody", frozenset(STEPS))
            state = fold(state, decide(BenchCase.route, state, command, by, World()))
        assert state.outcome == "granted"
