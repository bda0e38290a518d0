"""Cases of the demo region as their signers walked them, each step at its own moment, all in the order of time."""

import heapq
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from shuren.kernel import documents
from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions, attachments, commands, queries
from shuren.kernel.cases.declare import newest
from shuren.kernel.cases.materials import Given, from_applicant
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.parties import Parties
from shuren.kernel.refusals import Refused
from shuren.site.demo import clock
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Grant

SCAN = Path(__file__).with_name("scan.typ")

Telling = Iterator[datetime]  # yields when the next thing is done, and does it when it is asked again
Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Deed:
    """What a signer does at a step, so many working days after the deed before; `to` is where a return goes."""

    step: str
    after: int
    verb: str = "agree"
    comment: str = ""
    to: str = ""

    def command(self, task: int) -> commands.Command:
        made: dict[str, Callable[[], commands.Command]] = {
            "agree": lambda: commands.Agree(task),
            "disagree": lambda: commands.Disagree(task),
            "return": lambda: commands.Return(task, self.to, again=False),
            "correct": lambda: commands.AskCorrections(task, (self.comment,)),
        }
        return made[self.verb]()


@dataclass(frozen=True)
class Story:
    """A case: `typed` offers what a registrar types, until something is taken; it begins `ago` working days ago."""

    code: str
    path: str
    ago: int
    typed: Callable[[], Iterable[Typed]]
    deeds: tuple[Deed, ...] = ()
    minutes: int = 60


def play(tellings: Iterable[Telling]) -> int:
    """Let everything happen that lies before now, the earliest first; return how many tellings there were."""
    now, queue = timezone.now(), [(next(telling), number, telling) for number, telling in enumerate(tellings)]
    heapq.heapify(queue)
    told = len(queue)
    while queue and queue[0][0] <= now:
        moment, number, telling = heapq.heappop(queue)
        with clock.at(moment):
            following = next(telling, None)
        if following is not None:
            heapq.heappush(queue, (following, number, telling))
    return told


def tell(story: Story, today: date) -> Telling:
    """Tell one story."""
    day = clock.back(today, story.ago)
    yield clock.moment(day, story.minutes)
    case = _applied(story, holder("registrar", story.path))
    if case is None:
        return
    for number, deed in enumerate(story.deeds, start=1):
        day = clock.WORKDAYS.after(day, deed.after)
        yield clock.moment(day, (story.minutes + 37 * number) % 540)
        _do(case, deed)


def _applied(story: Story, registrar: Actor) -> Case | None:
    for typed in story.typed():
        form = newest(story.code).form(dict(typed), actor=registrar)
        try:
            with transaction.atomic():
                if form.is_valid():
                    entered = {name: form[name].data for name in form.fields if name not in form.sealed}
                    given = _scans(registrar, story.code)
                    return actions.apply(
                        actor=registrar, type_code=story.code, form=form.cleaned_data, entered=entered, materials=given
                    )
        except Refused:
            continue
    return None


def _scans(actor: Actor, code: str) -> dict[str, Given]:
    found = {}
    for one in from_applicant(newest(code)):
        kept = attachments.keep(actor=actor, material=one, name=f"{one.label}.pdf", content=io.BytesIO(scan()))
        found[one.code] = Given((kept.pk,))
    return found


@cache
def scan() -> bytes:
    """Return a page that stands for whatever paper is handed in."""
    return documents.pdf(SCAN, {})


def _do(case: Case, deed: Deed) -> None:
    case.refresh_from_db()
    state = queries.state_of(case)
    visit = next((visit for visit in state.open_visits if visit.step == deed.step), None)
    if visit is None:
        return  # the case has ended, or waits elsewhere
    task = state.tasks_of(visit)[0]
    seat = Parties.of(case).seat(task.seat)
    actor = holder(seat.role, seat.path)
    form = _filled(case, deed.step, actor) if deed.verb == "agree" else None
    command = deed.command(task.number)
    actions.act(actor=actor, case_id=case.pk, command=command, comment=deed.comment, form=form)


def _filled(case: Case, step: str, actor: Actor) -> dict[str, Any] | None:
    """Fill in what a step asks: of every choice the first, as where nothing is amiss."""
    asked = queries.type_of(case).asks.get(step)
    if asked is None:
        return None
    application = queries.application_of(case)
    blank = asked(actor=actor, application=application)
    fields = {name: field for name, field in blank.fields.items() if isinstance(field, forms.ChoiceField)}
    chosen = {name: next(iter(field.choices))[0] for name, field in fields.items()}  # type: ignore[arg-type]
    form = asked(chosen, actor=actor, application=application)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    return form.cleaned_data


@cache
def holder(role: str, path: str) -> Actor:
    """Return who holds a role at a node: the told account where there is one."""
    grants = Grant.objects.within("").filter(role=role, org_path=path, valid_to=None).select_related("account")
    grant = grants.order_by("id")[0]
    return identity.actor_for(grant.account, grant)
