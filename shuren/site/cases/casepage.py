"""One case as its page shows it to one reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases import clock, drafts, offers, queries
from shuren.kernel.cases.commands import Agree, Person
from shuren.kernel.cases.decide import decide
from shuren.kernel.cases.facts import Ended
from shuren.kernel.cases.models import Case, Draft, Entry, Stay
from shuren.kernel.cases.offers import Offer, Once
from shuren.kernel.cases.parties import Parties
from shuren.kernel.cases.reading import reader_of
from shuren.kernel.cases.route import Step, lanes, steps
from shuren.kernel.cases.running import Live
from shuren.kernel.cases.state import Mark
from shuren.kernel.words import Words, translated
from shuren.kernel.workdays.queries import calendar_lately
from shuren.site.cases import draftpage, hearing, materials, permissions, record, words
from shuren.site.cases.seats import names_of
from shuren.site.cases.sending import SentForm, application_form, step_form
from shuren.spine.identity import queries as identity

SIGNING = frozenset({"Agree", "Disagree", "Return", "AskCorrections"})
ASKED = {
    "Withdraw": _("撤回您的办理意见？"),
    "Urge": _("催办这一步？每天可以催办一次。"),
    "Suspend": _("暂停计时？理由会告知申请人。"),
    "Resume": _("恢复计时？"),
    "Cancel": _("确认撤销？"),
}

DECIDES = _("申请人能看到：同意、不同意、补正和退回申请人的理由。只有办理人员能看到：转办、加签和退回其他环节的意见。")
PASSES_ON = _(
    "申请人能看到：不同意、补正和退回申请人的理由。只有办理人员能看到：同意、转办、加签和退回其他环节的意见。"
)


@dataclass(frozen=True)
class StepView:
    """One step on the picture of the route: `mark` is done, open or ahead, `who` has to act where it is open."""

    step: Step
    mark: str
    stay: Stay | None
    light: str
    who: str


@dataclass(frozen=True)
class Aside:
    """One verb on one button: what is asked before it is done, and at which step."""

    offer: Offer
    label: str
    question: Words
    step: str


@dataclass(frozen=True)
class Refusal:
    """Why something was not done, at which field and task, and what had been typed and chosen."""

    sentence: str
    field: str
    number: int
    told: Mapping[str, str]


@dataclass(frozen=True)
class Panel:
    """The form of one task: what may be done with it and to which steps it may be sent back.

    `sent` is what is filled in with the signature, `lacking` by whom the case was sent back here and what they wrote.
    `yes` and `no` are what the signatures are called, `means` what follows from a no; `read_by` says who will read the
    remark. `kept` tells of what was typed and not sent, where something is filled in, `typed` the remark among it.
    """

    number: int
    label: str
    step: str
    applies: bool
    verbs: set[str]
    back_to: list[tuple[str, str]]
    sent: SentForm | None
    lacking: list[tuple[str, str]]
    help: str
    yes: str
    no: str
    means: str
    read_by: Words
    kept: draftpage.Kept | None
    typed: str


class CaseView:
    """One case as its page shows it to one actor."""

    def __init__(self, case: Case, actor: Actor, sent: dict[int, SentForm] | None = None) -> None:
        """`sent` are forms by task that have been sent and were refused."""
        self.case, self.actor, self.sent = case, actor, sent or {}
        self.refusal = Refusal("", "", 0, {})
        self.kind = queries.type_of(case)
        self.route = queries.route_of(case)
        self.log = queries.log_of(case)
        self.state = queries.added_up(row.facts for row in self.log)
        self.parties = Parties.of(case)
        self.reader = reader_of(actor, case, self.state, self.parties)
        self.today = timezone.localdate()
        self._drafts: dict[int, Draft | None] = {}

    @property
    def label(self) -> str:
        return translated(self.kind.label)

    @property
    def outcome(self) -> str:
        return words.outcome_of(self.case)

    @cached_property
    def facts(self) -> list[tuple[Words, Any]]:
        """Return what was applied for, as label and value."""
        return self.reader.lines(self.kind, self.case.form)

    @property
    def links(self) -> list[tuple[Words, str]]:
        return self.kind.links_for(self.actor, self.case.form, self.case.pk)

    @cached_property
    def materials(self) -> list[materials.Shown]:
        return materials.shown(self.case, self.kind, queries.application_of(self.case), self.reader.hidden)

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """Return what people did, latest first."""
        return record.told(self)

    @cached_property
    def names(self) -> dict[str, str]:
        """Return what the seats of the case are called; to who holds no office, officials are not named."""
        keys = {*(task.seat for task in self.state.tasks.values()), *self.state.copied}
        keys |= {seat for seats in self.state.drawn.values() for seat in seats}
        keys |= {seat for offer in self.offers for seat in offer.seats}
        if not self.reader.is_outside:
            return names_of(self.parties, keys)
        found = names_of(self.parties, keys | {self.office_of(row) for row in self.log} - {""})
        return found | {key: gettext("经办人员") for key in found if "@" not in key and key != self.actor.id}

    def office_of(self, row: Entry) -> str:
        """Return the seat as which somebody acted; empty where the node takes part no more."""
        number = next((number for number, path in self.parties.paths.items() if path == row.org_path), None)
        return f"{row.role}@{number}" if number else ""

    @cached_property
    def _steps(self) -> dict[str, Step]:
        return {step.code: step for step in steps(self.route)}

    @property
    def hearings(self) -> list[hearing.Hearing]:
        """Return what several parties said at one step, side by side."""
        return hearing.hearings(self.kind, self.state, self.log, self._steps, self.names)

    @cached_property
    def lanes(self) -> list[list[list[StepView]]]:
        """Return the route as rows of lanes of steps: one lane where it goes straight, several where it divides."""
        stays = {stay.step: stay for stay in self.case.stays.all()}
        return [
            [[self._view(step, stays.get(step.code)) for step in lane] for lane in row] for row in lanes(self.route)
        ]

    def _view(self, step: Step, stay: Stay | None) -> StepView:
        visits = [visit for visit in self.state.visits.values() if visit.step == step.code]
        is_open = bool(visits) and visits[-1].left is None
        mark = "open" if is_open else "done" if step.code in self.state.done else "ahead"
        due = stay.due_on if stay and is_open else None
        asked = [task for task in self.state.tasks_of(visits[-1]) if not task.signed] if is_open else []
        who = gettext("、").join(self.names[task.seat] for task in asked)
        light = clock.light(due, self.today, calendar_lately(stay.org_path)) if stay and due else ""
        return StepView(step, mark, stay if mark != "ahead" else None, light, who)

    @cached_property
    def offers(self) -> list[Offer]:
        """Return what this actor may do now."""
        return offers.offers(self.route, self.state, self._person, self._world)

    @cached_property
    def _live(self) -> Live:
        return Live(self.kind, queries.application_of(self.case), self.parties)

    @cached_property
    def _world(self) -> Once:
        return Once(self._live)

    @cached_property
    def _person(self) -> Person:
        return self._live.person(self.actor, self.state)

    def _ends(self, number: int) -> bool:
        """Say whether a yes to a task would decide the case."""
        told = decide(self.route, self.state, Agree(number), self._person, self._world)
        return any(isinstance(fact, Ended) for fact in told)

    @cached_property
    def panels(self) -> list[Panel]:
        """Return a form for each task that this actor may sign."""
        by_task: dict[int, list[Offer]] = {}
        for offer in self.offers:
            if offer.verb in SIGNING:
                by_task.setdefault(offer.number, []).append(offer)
        return [self._panel(number, own) for number, own in by_task.items() if any(o.verb == "Agree" for o in own)]

    def _panel(self, number: int, own: list[Offer]) -> Panel:
        back = self.labelled(step for offer in own for step in offer.back_to)
        visit = self.state.visits[self.state.tasks[number].visit]
        step = self._steps[visit.step]
        sent = self.sent.get(number) or self.form_for(number, None)
        verbs = {offer.verb for offer in own}
        draft = self._typed(number) if sent else None
        label, absent = gettext(step.label), self._stood_in_for(self.state.tasks[number].seat)
        if absent:
            label = gettext("{step}（代 {absent}）").format(step=label, absent=absent)
        back_here = record.sent_back(self.log, self.state, visit.number)
        return Panel(
            number, label, step.code, step.applies, verbs, back, sent,
            lacking=[(record.who(self, row), row.comment) for row in back_here], help=step.help,
            yes=words.verb_at(self.kind, "Agree", step.code), no=words.verb_at(self.kind, "Disagree", step.code),
            means=words.no_means(self.kind, step, self._steps.get(step.objection)),
            read_by=self._read_by(number, step),
            kept=draftpage.kept_on(self.case.pk, number, draft) if sent else None,
            typed=draft.entered.get(draftpage.REASON, "") if draft else "",
        )  # fmt: skip

    def _read_by(self, number: int, step: Step) -> Words:
        """Return who will read what a signer writes."""
        if step.applies or self.kind.begins:
            return _("各环节的办理人员都能看到。")
        return DECIDES if self._ends(number) else PASSES_ON

    def _stood_in_for(self, seat: str) -> str:
        """Return the name of the absent one whose seat it is; empty where it is the actor's own."""
        absent = self.parties.lent_to(self.actor).get(seat)
        return next((one.name for one in self.actor.stands_in_for if one.id == absent), "")

    def form_for(self, number: int, request: HttpRequest | None) -> SentForm | None:
        """Return what is filled in when a task is signed by this actor; None where nothing is, or it is not theirs."""
        if not any(offer.verb == "Agree" and offer.number == number for offer in self.offers):
            return None
        step = self._steps[self.state.visits[self.state.tasks[number].visit].step]
        typed = self._before(number, "form" if step.applies else step.code) if request is None else {}
        if step.applies:
            return application_form(self.kind, self.actor, request, self.case, typed=typed)
        return step_form(self.case, step.code, self.actor, request, typed)

    def _before(self, number: int, prefix: str) -> dict[str, Any]:
        """Return what the fields of a task begin with: what a refused form had in them, or what was kept."""
        if self.refusal.number == number:
            parts = ((name.partition("-"), value) for name, value in self.refusal.told.items())
            return {field: value for (form, _dash, field), value in parts if form == prefix and field}
        draft = self._typed(number)
        return draft.entered if draft else {}

    def _typed(self, number: int) -> Draft | None:
        """Return what this actor has typed to sign a task and not sent."""
        if number not in self._drafts:
            self._drafts[number] = drafts.typed_on(self.actor, self.case.pk, number)
        return self._drafts[number]

    @property
    def usual(self) -> list[Aside]:
        """Return what is done with one button and often."""
        return [self._aside(offer) for offer in self.offers if offer.verb in {"Withdraw", "Urge", "Resume"}]

    @property
    def rare(self) -> list[Aside]:
        """Return what is done with one button and seldom."""
        return [self._aside(offer) for offer in self.offers if offer.verb in {"Suspend", "Cancel"}]

    @property
    def chosen(self) -> dict[str, list[Offer]]:
        """Return what needs a choice, by verb: whom to copy to or to escalate to, where to begin again."""
        signed = {panel.number for panel in self.panels}
        found: dict[str, list[Offer]] = {}
        for offer in self.offers:
            if offer.verb in {"Copy", "Escalate", "Reopen"} or (
                offer.verb == "HandOver" and offer.number not in signed
            ):
                found.setdefault(offer.verb, []).append(offer)
        return found

    def may(self, verb: str) -> bool:
        return any(offer.verb == verb for offer in self.offers)

    def _aside(self, offer: Offer) -> Aside:
        at = self.step_of(offer) if offer.verb in {"Urge", "Suspend", "Resume"} else ""
        label = words.verb_at(self.kind, offer.verb, "")
        return Aside(
            offer, f"{label} · {at}" if at and len(self.state.open_visits) > 1 else label, ASKED[offer.verb], at
        )

    def step_signed(self, number: int) -> str:
        """Return the code of the step of a task; empty where the number is none."""
        task = self.state.tasks.get(number)
        return self.state.visits[task.visit].step if task else ""

    def step_of(self, offer: Offer) -> str:
        """Return the label of the step at whose visit, or task, a verb is offered."""
        tasks = self.state.tasks
        visit = tasks[offer.number].visit if offer.verb in {"HandOver", "Withdraw"} else offer.number
        return gettext(self._steps[self.state.visits[visit].step].label)

    def label_of(self, code: str) -> str:
        """Return what a step is called; its code where the route has it no more."""
        return gettext(self._steps[code].label) if code in self._steps else code

    def named(self, seats: Iterable[str]) -> list[tuple[str, str]]:
        return [(seat, self.names[seat]) for seat in seats]

    def labelled(self, back_to: Iterable[Step]) -> list[tuple[str, str]]:
        return [(step.code, gettext(step.label)) for step in back_to]

    @cached_property
    def copy_to(self) -> list[tuple[str, str]]:
        """Return who may be sent a copy, by seat: colleagues, and units that take part with nothing to do now."""
        asked = {task.seat for task in self.state.tasks.values() if task.mark in {Mark.OPEN, Mark.WAITING}}
        own = self.parties.seats_of(self.actor)
        units = {task.seat for task in self.state.tasks.values()} - asked - own - self.state.copied
        colleagues = [(key, name) for key, name in self.colleagues if key not in asked | self.state.copied]
        return [*colleagues, *((key, self.names[key]) for key in sorted(units) if key not in dict(colleagues))]

    @cached_property
    def colleagues(self) -> list[tuple[str, str]]:
        """Return who at the actor's own org may be asked instead: seat and name."""
        return identity.colleagues_of(self.actor, permissions.handle_cases)
