"""Deeds on many cases in one go: decided in memory one after another, written together, one statement a table."""

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from shuren.kernel import bulk
from shuren.kernel.actors import Absent, Actor
from shuren.kernel.audit import models as audit
from shuren.kernel.audit.actions import entry, record_all
from shuren.kernel.cases import commands, lodging, projection, telling
from shuren.kernel.cases.commands import Command
from shuren.kernel.cases.decide import decided
from shuren.kernel.cases.events import CASE_ACTED, CASE_ACTED_FOR
from shuren.kernel.cases.facts import to_json
from shuren.kernel.cases.lodging import NOTHING, Sent
from shuren.kernel.cases.models import Case, Entry, Party
from shuren.kernel.cases.parties import absent_in
from shuren.kernel.cases.projection import Turn
from shuren.kernel.cases.queries import application_of
from shuren.kernel.cases.running import Running
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.verbs import label_of
from shuren.kernel.refusals import Refused


class Sitting:
    """What one person does to cases that are locked: `act` for each deed, then `write`, then `finish`.

    All its deeds bear the same moment. One that is refused leaves nothing.
    """

    def __init__(self, actor: Actor) -> None:
        self.actor, self.at = actor, timezone.now()
        self.followed: list[Turn] = []
        self._clear()

    def _clear(self) -> None:
        self.turns: list[Turn] = []
        self.entries: list[Entry] = []
        self.parties: list[Party] = []
        self.audited: list[audit.Entry] = []

    def act(self, one: Running, command: Command, comment: str = "", sent: Sent = NOTHING) -> None:
        """Do something to a case. Raises what decide and lodging.revise raise."""
        if isinstance(command, commands.Return) and one.kind.anew:
            command = replace(command, again=True)
        changes = sent != NOTHING or isinstance(command, commands.Reopen)
        if changes:
            self.write(goes_on=True)  # a changed form is checked against the rows
        before = one.case.form
        with lodging.unless_refused(one.case) if changes else nullcontext():
            lodging.revise(self.actor, one, command, sent)
            self.decide(one, command, comment, before if before != one.case.form else None)

    def decide(self, one: Running, command: Command, comment: str = "", replaced: dict[str, Any] | None = None) -> None:
        """Note what follows from a command; `replaced` is the form as it was, where it was changed."""
        case, before, live, actor = one.case, one.state, one.live, self.actor
        one.parties.added = {}
        person = live.person(actor, before)
        told, after = decided(one.route, before, command, person, live)
        absent = absent_in(actor, person, before, command)
        self.parties += one.parties.join(case, {task.seat for task in after.tasks.values()} | after.copied)
        turn = Turn(one, before, after, told)
        self.turns.append(turn)
        one.state, case.outcome, case.length = after, after.outcome, case.length + 1
        case.ended_at = self.at if after.outcome else None
        self.entries.append(
            Entry(
                case_id=case.pk, number=case.length, at=self.at, verb=type(command).__name__, comment=comment.strip(),
                actor_key=actor.id, actor_name=actor.name, role=actor.role, org_path=actor.path, replaced=replaced,
                absent_key=absent.id if absent else "", absent_name=absent.name if absent else "",
                facts=[to_json(fact) for fact in told],
            )
        )  # fmt: skip
        self.audited.append(self._audited(one, command, absent))
        if one.kind.moved or _is_granted(turn):
            self.followed.append(turn)

    def _audited(self, one: Running, command: Command, absent: Absent | None) -> audit.Entry:
        told = {"type": one.kind.label, "number": one.case.number, "verb": label_of(command)}
        return entry(
            actor=self.actor,
            label=CASE_ACTED_FOR if absent else CASE_ACTED,
            org_path=one.case.org_path,
            subject=("cases.case", one.case.pk),
            details=told | ({"absent": absent.name} if absent else {}),
        )

    def write(self, *, goes_on: bool = False) -> None:
        """Write what has been noted: the log, who takes part, what lists show, and the audit log.

        `goes_on` where the same cases may be changed once more: rows that are new get to know their ids.
        """
        if not self.turns:
            return
        bulk.insert(self.parties)
        bulk.insert(self.entries)
        rows = projection.rows_for(self.turns, self.at)
        for turn in self.turns:
            rows.follow(turn)
            telling.tell(turn, rows)
        rows.write()
        if goes_on:
            rows.learn_ids()
        cases: dict[int, Case] = {turn.one.case.pk: turn.one.case for turn in self.turns}
        bulk.update(list(cases.values()), ("outcome", "ended_at", "length"))
        record_all(self.audited)
        self._clear()

    def finish(self) -> list[Refused | None]:
        """Do what deeds bring about, and what last signatures grant; return for each what refuses it, if anything."""
        return [self._finish(turn) for turn in self.followed]

    def _finish(self, turn: Turn) -> Refused | None:
        one, application = turn.one, application_of(turn.one.case)
        try:
            with transaction.atomic():
                if one.kind.moved:
                    one.kind.moved(self.actor, application, turn.before, turn.after)
                if _is_granted(turn):
                    one.kind.check(self.actor, application)
                    one.kind.finish(self.actor, application, number=one.case.number)
        except Refused as refusal:
            return refusal
        return None


def _is_granted(turn: Turn) -> bool:
    return turn.after.outcome == Outcome.GRANTED and not turn.before.outcome
