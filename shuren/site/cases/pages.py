"""What the pages of cases show."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases import clock, offers, queries
from shuren.kernel.cases.actions import Live
from shuren.kernel.cases.commands import Person
from shuren.kernel.cases.declare import CaseType, current
from shuren.kernel.cases.models import Case, Entry, Result, Stay
from shuren.kernel.cases.offers import Offer
from shuren.kernel.cases.parties import Parties
from shuren.kernel.cases.route import Parallel, Route, Sequence, Step, When, steps
from shuren.kernel.cases.verbs import LABELS
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.periods import WorkCalendar
from shuren.kernel.words import Words, translated
from shuren.site.cases import materials, permissions
from shuren.spine.identity import queries as identity

STATES = (("running", _("办理中")), ("ended", _("已办结")), ("any", _("全部")))
SIGNING = frozenset({"Agree", "Disagree", "Return", "AskCorrections"})
ASKED = {
    "Withdraw": _("撤回您的办理意见？"),
    "Suspend": _("暂停计时？"),
    "Resume": _("恢复计时？"),
    "Cancel": _("撤销这项申请？"),
}


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "any":
        return rows
    return rows.filter(outcome="") if value == "running" else rows.exclude(outcome="")


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(Q(number=text.upper()) | Q(title__contains=text) | Q(applicant_name=text))


def _open_stays(case: Case) -> list[Stay]:
    return [stay for stay in case.stays.all() if stay.left_at is None]


def _step_labels(case: Case) -> str:
    labels = {step.code: step.label for step in steps(queries.type_of(case).route)}
    at = "、".join(gettext(labels[stay.step]) for stay in _open_stays(case))
    return at or str(Result(case.outcome).label)


def _due(case: Case) -> Any:
    dues = [stay.due_on for stay in _open_stays(case) if stay.due_on]
    return min(dues, default=None)


LISTING = Listing(
    columns=(
        Column("number", _("办件编号"), lambda row: row.number, link=lambda row: reverse("cases:case", args=(row.pk,))),
        Column("type", _("事项"), lambda row: translated(queries.type_of(row).label)),
        Column("title", _("内容"), lambda row: row.title),
        Column("step", _("当前环节"), _step_labels),
        Column("due", _("办理期限"), _due),
        Column("applicant", _("申请人"), lambda row: row.applicant_name),
        Column("opened", _("申请时间"), lambda row: row.opened_at, "opened_at"),
    ),
    default_sort="-opened",
    filters=(
        Filter("type", _("事项"), lambda _actor: type_choices()),
        Filter("state", _("状态"), STATES, apply=_in_state),
    ),
    search=_named,
    search_hint=_("编号、内容或申请人"),
)


def type_choices() -> list[tuple[str, Any]]:
    return [(kind.code, translated(kind.label)) for kind in current()]


def types_for(actor: Actor) -> list[type[CaseType]]:
    """Return what an actor may apply for."""
    return [kind for kind in current() if actor.may(kind.apply)]


def route_ahead(kind: type[CaseType]) -> list[Step]:
    """Return the steps an application will go through, for the applicant to see beforehand."""
    return list(steps(kind.route))


@dataclass(frozen=True)
class StepView:
    """One step on the picture of the route: `mark` is done, open or ahead."""

    step: Step
    mark: str
    stay: Stay | None
    light: str


@dataclass(frozen=True)
class Panel:
    """The form of one task: what may be done with it and to which steps it may be sent back."""

    number: int
    label: str
    verbs: set[str]
    back_to: list[tuple[str, str]]


class CaseView:
    """One case as its page shows it to one actor."""

    def __init__(self, case: Case, actor: Actor) -> None:
        self.case, self.actor = case, actor
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
    def entries(self) -> list[dict[str, Any]]:
        """Return what people did, latest first."""
        rows = Entry.objects.filter(case=self.case).exclude(verb="Open").order_by("-number")
        return [
            {
                "when": timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M"),
                "who": row.actor_name,
                "what": self._told(row),
                "note": row.comment,
            }
            for row in rows
        ]

    def _told(self, row: Entry) -> str:
        """Return what was done, and at which step where it was at one; applicants submit where others agree."""
        step = self._step_of(row)
        done = _("提交") if step and step.applies and row.verb == "Agree" else gettext(LABELS[row.verb])
        return f"{gettext(step.label)} · {done}" if step else str(done)

    def _step_of(self, row: Entry) -> Step | None:
        for name, fields in row.facts:
            number = fields.get("visit") or (fields.get("task") and self.state.tasks[fields["task"]].visit)
            if number and name != "Entered":
                return self._steps[self.state.visits[number].step]
        return None

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
        back = [step for offer in own for step in offer.back_to]
        label = self._steps[self.state.visits[self.state.tasks[number].visit].step].label
        return Panel(number, gettext(label), {o.verb for o in own}, [(s.code, gettext(s.label)) for s in back])

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
