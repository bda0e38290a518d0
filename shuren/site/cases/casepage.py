"""One case as its page shows it to one reader."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases import clock, offers, queries
from shuren.kernel.cases.actions import Live
from shuren.kernel.cases.commands import Person
from shuren.kernel.cases.models import Case, Entry, Result, Stay
from shuren.kernel.cases.offers import Offer
from shuren.kernel.cases.parties import Parties
from shuren.kernel.cases.route import Parallel, Route, Sequence, Step, When, steps
from shuren.kernel.cases.verbs import LABELS
from shuren.kernel.periods import WorkCalendar
from shuren.kernel.words import Words, translated
from shuren.site.cases import materials, permissions, record
from shuren.site.cases.sending import SentForm, application_form, step_form
from shuren.spine.identity import queries as identity

SIGNING = frozenset({"Agree", "Disagree", "Return", "AskCorrections"})
ASKED = {
    "Withdraw": _("撤回您的办理意见？"),
    "Suspend": _("暂停计时？"),
    "Resume": _("恢复计时？"),
    "Cancel": _("撤销这项申请？"),
}


@dataclass(frozen=True)
class StepView:
    """One step on the picture of the route: `mark` is done, open or ahead."""

    step: Step
    mark: str
    stay: Stay | None
    light: str


@dataclass(frozen=True)
class Panel:
    """The form of one task: what may be done with it and to which steps it may be sent back.

    `sent` is what is filled in with the signature, `lacking` what the one who sent the case back here wrote.
    """

    number: int
    label: str
    applies: bool
    verbs: set[str]
    back_to: list[tuple[str, str]]
    sent: SentForm | None
    lacking: Entry | None


class CaseView:
    """One case as its page shows it to one actor."""

    def __init__(self, case: Case, actor: Actor, sent: dict[int, SentForm] | None = None) -> None:
        """`sent` are forms by task that have been sent and were refused."""
        self.case, self.actor, self.sent = case, actor, sent or {}
        self.kind = queries.type_of(case)
        self.route = queries.route_of(case)
        self.state = queries.state_of(case)
        self.today = timezone.localdate()

    @property
    def label(self) -> str:
        return translated(self.kind.label)

    @property
    def outcome(self) -> str:
        return str(Result(self.case.outcome).label)

    @cached_property
    def facts(self) -> list[tuple[Words, Any]]:
        """Return what was applied for, as label and value."""
        return self.kind.shown(self.case.form)

    @cached_property
    def materials(self) -> list[materials.Shown]:
        return materials.shown(self.case, self.kind, queries.application_of(self.case))

    @cached_property
    def log(self) -> list[Entry]:
        """Return the entries of the log, oldest first."""
        return list(Entry.objects.filter(case=self.case).order_by("number"))

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """Return what people did, latest first."""
        attached = [row for item in self.materials for row in (*item.before, *item.now)]
        return record.told(self.kind, self.case, self.state, self.log, attached)

    @cached_property
    def _steps(self) -> dict[str, Step]:
        return {step.code: step for step in steps(self.route)}

    @cached_property
    def lanes(self) -> list[list[list[StepView]]]:
        """Return the route as rows of lanes of steps: one lane where it goes straight, several where it divides."""
        stays = {stay.step: stay for stay in self.case.stays.all()}
        return _lanes(self.route, lambda step: self._view(step, stays.get(step.code)))

    def _view(self, step: Step, stay: Stay | None) -> StepView:
        visits = [visit for visit in self.state.visits.values() if visit.step == step.code]
        is_open = bool(visits) and visits[-1].left is None
        mark = "open" if is_open else "done" if step.code in self.state.done else "ahead"
        due = stay.due_on if stay and is_open else None
        return StepView(step, mark, stay if mark != "ahead" else None, clock.light(due, self.today, WorkCalendar()))

    @cached_property
    def offers(self) -> list[Offer]:
        """Return what this actor may do now."""
        parties = Parties.of(self.case)
        person = Person(self.actor.id, parties.seats_of(self.actor))
        return offers.offers(
            self.route, self.state, person, Live(self.kind, queries.application_of(self.case), parties)
        )

    @cached_property
    def panels(self) -> list[Panel]:
        """Return a form for each task that this actor may sign."""
        by_task: dict[int, list[Offer]] = {}
        for offer in self.offers:
            if offer.verb in SIGNING:
                by_task.setdefault(offer.number, []).append(offer)
        return [self._panel(number, own) for number, own in by_task.items() if any(o.verb == "Agree" for o in own)]

    def _panel(self, number: int, own: list[Offer]) -> Panel:
        back = [(step.code, gettext(step.label)) for offer in own for step in offer.back_to]
        visit = self.state.visits[self.state.tasks[number].visit]
        step = self._steps[visit.step]
        sent = self.sent.get(number) or self.form_for(number, None)
        verbs = {offer.verb for offer in own}
        return Panel(
            number, gettext(step.label), step.applies, verbs, back, sent, record.sent_back(self.log, visit.number)
        )

    def form_for(self, number: int, request: HttpRequest | None) -> SentForm | None:
        """Return what is filled in when a task is signed by this actor; None where nothing is, or it is not theirs."""
        if not any(offer.verb == "Agree" and offer.number == number for offer in self.offers):
            return None
        step = self._steps[self.state.visits[self.state.tasks[number].visit].step]
        if step.applies:
            return application_form(self.kind, self.actor, request, self.case)
        return step_form(self.case, step.code, self.actor, request)

    @cached_property
    def asides(self) -> list[tuple[Offer, str, Words]]:
        """Return what may be done besides signing: the offer, its label and the question asked first."""
        return [(offer, gettext(LABELS[offer.verb]), ASKED[offer.verb]) for offer in self.offers if offer.verb in ASKED]

    @cached_property
    def colleagues(self) -> list[tuple[str, str]]:
        """Return who at the actor's own org may be asked instead: seat and name."""
        return identity.colleagues_of(self.actor, permissions.handle_cases)


def _lanes(route: Route, view: Any) -> list[list[list[StepView]]]:
    match route:
        case Step():
            return [[[view(route)]]]
        case When(_condition, part):
            return _lanes(part, view)
        case Sequence(parts):
            return [row for part in parts for row in _lanes(part, view)]
        case Parallel(parts):
            return [[[cell for row in _lanes(part, view) for lane in row for cell in lane] for part in parts]]
