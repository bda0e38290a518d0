"""Who sees what of a case: fields and materials by the steps at which one was asked, remarks by whom they are for.

What no type declares is seen by all who see the case. An applicant reads what is addressed to an applicant: what is
lacking (一次性补正), a return, a decision with its reason, a stop of the clock (《行政许可法》第三十二条、第三十八条、
第四十二条), and what the own unit has written; not what those who decide write to one another. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from shuren.kernel.cases import facts
from shuren.kernel.cases.route import steps
from shuren.kernel.cases.state import State
from shuren.kernel.paths import NOWHERE
from shuren.kernel.sensitive import mask
from shuren.kernel.words import Words

if TYPE_CHECKING:
    from shuren.kernel.cases.declare import CaseType

Line: TypeAlias = "tuple[Words, Any] | tuple[Words, Any, str]"  # label, value, the name under which `seen` limits it
Lines: TypeAlias = Sequence[Line]
TOLD = frozenset({"AskCorrections", "Suspend"})  # verbs whose reason is always for the applicant
BACK = frozenset({"Return", "Disagree"})  # those whose reason is, where they lead back to the applicant
MOVES = frozenset(
    kind.__name__
    for kind in (
        facts.Opened, facts.Entered, facts.Left, facts.Ended, facts.Suspended, facts.Resumed, facts.Corrected,
        facts.Reopened,
    )
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """Who was asked at one of the steps `at` sees a value; everybody else sees its mask, one of kernel.sensitive."""

    at: tuple[str, ...]
    mask: str = "hidden"


def at(*codes: str, mask: str = "hidden") -> Seen:
    return Seen(codes, mask)


@dataclass(frozen=True)
class Deed:
    """One entry of the log, as far as it matters who may read its remark."""

    verb: str
    by: str
    path: str
    facts: tuple[facts.Fact, ...]


@dataclass(frozen=True)
class Reader:
    """What one person may read of one case. `hidden` are names of lines and materials.

    `applies` is set for who is asked nothing but to apply; `path` is where they stand.
    """

    key: str
    path: str
    hidden: frozenset[str]
    applies: bool
    own_steps: frozenset[str]

    @property
    def is_outside(self) -> bool:
        """Say whether this reader holds no office, and is told units where others are told names."""
        return self.path.startswith(NOWHERE)

    def lines(self, kind: type[CaseType], form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        """Return what the page shows of a form: values that are hidden from this reader masked."""
        return [(line[0], self.value(kind, line)) for line in kind.shown(form)]

    def value(self, kind: type[CaseType], line: Line) -> Any:
        return line[1] if self.sees(line) else mask(kind.seen[line[2]].mask, str(line[1]) or "—")  # type: ignore[misc]

    def sees(self, line: Line) -> bool:
        return len(line) == 2 or line[2] not in self.hidden  # noqa: PLR2004  label and value alone: seen by all

    def follows(self, deed: Deed) -> bool:
        """Say whether this reader is told of a deed at all: an applicant of what moves the case, and of the own."""
        return not self.applies or self._is_own(deed) or any(type(fact).__name__ in MOVES for fact in deed.facts)

    def reads(self, deed: Deed) -> bool:
        """Say whether the remark of a deed is for this reader."""
        return not self.applies or self._is_own(deed) or is_for_applicant(deed, self.own_steps)

    def _is_own(self, deed: Deed) -> bool:
        return deed.by == self.key or deed.path == self.path


def is_for_applicant(deed: Deed, own_steps: frozenset[str]) -> bool:
    """Say whether a remark is addressed to whoever has applied: `own_steps` are the applicant's own."""
    return deed.verb in TOLD or any(
        isinstance(fact, facts.Ended)
        or (deed.verb in BACK and isinstance(fact, facts.Entered) and fact.step in own_steps)
        for fact in deed.facts
    )


def reader(
    kind: type[CaseType], state: State, key: str, path: str, seats: Iterable[str], over: Iterable[str]
) -> Reader:
    """Return what somebody may read who holds `seats` in a case and stands above the seats `over`."""
    held = {key, *seats}
    asked = _asked(state, held)
    own = frozenset(step.code for step in steps(kind.route) if step.applies)
    is_applicant = key == state.applicant or bool(asked & own)
    decides = asked - own or _asked(state, set(over)) - own or held & state.copied
    hidden = frozenset(name for name, seen in kind.seen.items() if not asked & set(seen.at))
    return Reader(key, path, hidden, is_applicant and not decides and not kind.begins, own)


def _asked(state: State, seats: set[str]) -> set[str]:
    """Return the steps at which somebody who holds one of the seats has been asked."""
    return {state.visits[task.visit].step for task in state.tasks.values() if task.seat in seats}


def open_part(kind: type[CaseType], form: Mapping[str, Any]) -> dict[str, Any]:
    """Return of a form what everybody may see who sees the case: titles are made of nothing else."""
    return {name: value for name, value in form.items() if name not in kind.seen}


def unseen_by_signers(kind: type[CaseType]) -> list[str]:
    """Return what is wrong with `seen`: unknown names and steps, fields hidden from whoever fills them in."""
    codes = {step.code: step for step in steps(kind.route)}
    materials = {material.code for material in kind.materials if material.fetched is None}
    by_step: dict[str, set[str]] = {step: set(form.base_fields) for step, form in kind.asks.items()}
    for step in codes.values():
        if step.applies:
            by_step[step.code] = {*kind.form.base_fields, *materials}
    known = set().union(*by_step.values(), (material.code for material in kind.materials))
    wrong = [name for name in kind.seen if name not in known]
    wrong += [f"{name}: {step}" for name, seen in kind.seen.items() for step in seen.at if step not in codes]
    for code, names in by_step.items():
        wrong += [f"{name} at {code}" for name in names & set(kind.seen) if code not in kind.seen[name].at]
    return sorted(wrong)
