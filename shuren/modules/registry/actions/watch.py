"""控辍保学: entering a child into the ledger, recording what is done, 销号."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.cases import attachments
from shuren.kernel.cases.materials import Material
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import Forbidden, NotFoundHere, Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.registry import events
from shuren.modules.registry import permissions as can
from shuren.modules.registry.models import WatchChild, WatchPaper, WatchStep
from shuren.modules.registry.models.watch import DAYS, DEED_LABELS, IS_OPEN, OUTCOME_LABELS
from shuren.modules.registry.queries import watch as queries
from shuren.modules.registry.queries.ladders import ladder_at
from shuren.modules.registry.queries.words import kept
from shuren.modules.registry.rules import watch as rules
from shuren.modules.registry.rules.pupils import COMPULSORY
from shuren.modules.registry.rules.watch import Category, Course, Deed, Office, Outcome, Source
from shuren.spine.orgs import api as orgs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from shuren.kernel.actors import Actor
    from shuren.kernel.files.models import StoredFile
    from shuren.spine.people.models import Enrolment

KEEPER = system_actor("registry.watch", "控辍保学台账")
TO_DO, LATE = "registry.watch", "registry.watch_late"
PAPER = Material("paper", gettext_noop("照片或附件"), basis="教基厅函〔2024〕15号", kinds=("jpg", "png", "pdf"), most=9)
ROLES = {Office.SCHOOL: "registrar", Office.PRINCIPAL: "principal", Office.CITY: "city_official"}


class NotCompulsory(Refused):
    """{name}不在义务教育阶段，或者义务教育年限已满，不列入控辍保学台账。"""

    status = 422


class AlreadyListed(Refused):
    """{name}已经在控辍保学台账中，请在原记录下登记联系、家访和劝返情况。"""

    status = 422


class DayAhead(Refused):
    """日期不能晚于今天。请更正。"""

    status = 422


class DayBefore(Refused):
    """日期不能早于该生离校的日期 {since}。请更正。"""

    status = 422


class AlreadyClosed(Refused):
    """该生已经销号，不能再登记。再次离校的，请重新列入台账。"""


class TooManyPapers(Refused):
    """一次最多上传 {most} 个附件。请分几次登记。"""

    status = 422


@dataclass(frozen=True)
class Away:
    """What is known of a child when it is entered."""

    since: date
    category: Category = Category.UNKNOWN
    told: str = ""
    source: Source = Source.TOLD


@dataclass(frozen=True)
class Done:
    """What was done about a child: by whom, on which day, what came of it; `category` where the reason is clear now."""

    deed: Deed
    on: date
    who: str = ""
    told: str = ""
    category: str = ""


@dataclass(frozen=True)
class Plan:
    """一生一案: what is done for this one child, who answers for it, and when it should be back."""

    on: date
    measures: str
    in_charge: str
    aim_on: date | None = None


@transaction.atomic
def enter(*, actor: Actor, person_id: int, away: Away) -> WatchChild:
    """Enter a pupil of the actor's school. Raises NotFoundHere, NotCompulsory, AlreadyListed, DayAhead."""
    require(actor, can.enter_watch)
    pupil = queries.enrolment_of(actor, person_id)
    if pupil is None:
        raise NotFoundHere
    if away.since > timezone.localdate():
        raise DayAhead(field="since")
    return entered(actor, pupil, away)


def entered(actor: Actor, pupil: Enrolment, away: Away) -> WatchChild:
    """Enter a pupil, as whoever the caller has checked. Raises NotCompulsory, AlreadyListed."""
    today = timezone.localdate()
    ends_on = rules.compulsory_until(pupil.born_on)
    if pupil.stage not in COMPULSORY or ends_on < today:
        raise NotCompulsory(field="pupil", name=pupil.name)
    if WatchChild.objects.within("").filter(IS_OPEN, person_id=pupil.person_id).exists():
        raise AlreadyListed(field="pupil", name=pupil.name)
    duty = rules.next_duty(Course(away.since, today), ladder_at(pupil.org_path, today))
    child: WatchChild = WatchChild.objects.create(
        org_path=pupil.org_path, school_id=pupil.school_id, county_id=pupil.county_id, city_id=pupil.city_id,
        enrolment=pupil, person_id=pupil.person_id, name=pupil.name, name_key=pupil.name_key, source=away.source,
        category=away.category, since=away.since, noted_on=today, ends_on=ends_on, duty=duty.deed, office=duty.office,
        due_on=duty.due_on,
    )  # fmt: skip
    log(actor, child, Done(Deed.ENTERED, today, told=away.told))
    ask(child)
    return child


@transaction.atomic
def take_step(*, actor: Actor, child_id: int, done: Done, papers: Iterable[tuple[str, BinaryIO]] = ()) -> WatchChild:
    """Record what was done, with photos; what is due next follows.

    Raises AlreadyClosed, Forbidden for what is another's to do, DayAhead, DayBefore, and what is wrong with a file.
    """
    child = _held(actor, child_id, done)
    if done.deed is Deed.PLAN:
        raise Forbidden
    if done.category:
        child.category = Category(done.category).value
    step = _go_on(actor, child, done)
    given = list(papers)
    if len(given) > PAPER.most:
        raise TooManyPapers(field="papers", most=PAPER.most)
    for name, content in given:
        file = attachments.keep(actor=actor, material=PAPER, name=name, content=content)
        WatchPaper.objects.create(org_path=child.org_path, step=step, file=file)
    return child


@transaction.atomic
def plan(*, actor: Actor, child_id: int, told: Plan) -> WatchChild:
    """Set the plan for one child (一生一案), or another in its place; the log keeps both."""
    done = Done(Deed.PLAN, told.on, told.in_charge, told.measures)
    child = _held(actor, child_id, done)
    child.measures, child.in_charge, child.aim_on = told.measures, told.in_charge, told.aim_on
    _go_on(actor, child, done)
    return child


def _held(actor: Actor, child_id: int, done: Done) -> WatchChild:
    """Return a child of the ledger, for this transaction alone, once what is to be recorded may be."""
    require(actor, can.keep_watch)
    path = queries.child_for(actor, child_id).org_path
    child: WatchChild = WatchChild.objects.within(path).select_for_update(of=("self",)).get(pk=child_id)
    if child.closed_on is not None:
        raise AlreadyClosed
    if done.deed not in rules.may_record(actor.role):
        raise Forbidden
    if done.on > timezone.localdate():
        raise DayAhead(field="on")
    if done.on < child.since:
        raise DayBefore(field="on", since=child.since)
    return child


def _go_on(actor: Actor, child: WatchChild, done: Done) -> WatchStep:
    """Add a line to the log and ask whoever is next."""
    step = log(actor, child, done)
    if done.deed not in DAYS:
        child.save()
        return step
    latest = getattr(child, DAYS[done.deed])
    setattr(child, DAYS[done.deed], max(done.on, latest) if latest else done.on)
    duty = rules.next_duty(child.course, ladder_at(child.org_path, timezone.localdate()))
    if duty != child.next:
        child.duty, child.office, child.due_on, child.raised = duty.deed.value, duty.office.value, duty.due_on, ""
        ask(child)
    child.save()
    return step


def log(actor: Actor, child: WatchChild, done: Done) -> WatchStep:
    """Add a line to a child's log and one to the audit log."""
    step: WatchStep = WatchStep.objects.create(
        org_path=child.org_path, child=child, deed=done.deed, on=done.on, who=done.who, told=done.told,
        entered_by=actor.name,
    )  # fmt: skip
    subject, details = ("people.person", child.person_id), {"deed": DEED_LABELS[done.deed]}
    record(actor=actor, label=events.WATCH_STEP, org_path=child.org_path, subject=subject, details=details)
    return step


def ask(child: WatchChild) -> None:
    """Put what is due before whoever has to do it, in place of what was due before."""
    for kind in (TO_DO, LATE):
        notices.settle(kind=kind, subject_id=child.pk)
    role, path = seat(Office(child.office), child)
    notices.ask(
        kind=TO_DO, subject_id=child.pk, title=gettext_noop("控辍保学：{name}，{deed}"),
        params={"name": child.name, "deed": kept(DEED_LABELS[Deed(child.duty)])},
        link=reverse("registry:watch_child", args=(child.pk,)), role=role, org_path=path,
        due_at=notices.end_of(child.due_on),
    )  # fmt: skip


def seat(office: Office, child: WatchChild) -> tuple[str, str]:
    """Return the role and the node of an office for a child."""
    if office in {Office.SCHOOL, Office.PRINCIPAL}:
        return ROLES[office], child.org_path
    if office is Office.CITY:
        return ROLES[office], child.city.path
    school = orgs.node(child.school_id)
    above = school.authority_level in {"city", "province"}
    return "city_official" if above else "county_official", school.authority_path


@transaction.atomic
def close(*, actor: Actor, child_id: int, outcome: Outcome, on: date, number: str = "") -> WatchChild:
    """Take a child off the ledger today, for what came about on a day: by a decided case, or as the years have ended.

    Raises AlreadyClosed.
    """
    with scope_of(KEEPER):
        child: WatchChild = WatchChild.objects.within("").select_for_update(of=("self",)).get(pk=child_id)
        if child.closed_on is not None:
            raise AlreadyClosed
        child.closed_on, child.outcome, child.case_number = timezone.localdate(), outcome.value, number
        child.save(update_fields=["closed_on", "outcome", "case_number"])
        log(actor, child, Done(Deed.CLOSED, on, told=kept(OUTCOME_LABELS[outcome])))
        details = {"outcome": OUTCOME_LABELS[outcome], "case": number or "—"}
        subject = ("people.person", child.person_id)
        record(actor=actor, label=events.WATCH_CLOSED, org_path=child.org_path, subject=subject, details=details)
        for kind in (TO_DO, LATE):
            notices.settle(kind=kind, subject_id=child.pk)
    return child


@transaction.atomic
def look(*, actor: Actor, child_id: int) -> WatchChild:
    """Return a child of the ledger and record the look. Raises NotFoundHere."""
    child = queries.child_for(actor, child_id)
    subject = ("people.person", child.person_id)
    record(actor=actor, label=events.WATCH_SEEN, org_path=child.org_path, subject=subject)
    return child


@transaction.atomic
def listed(*, actor: Actor, shown: int) -> None:
    """Record that the ledger was seen or taken away."""
    subject = ("registry.watch", "list")
    record(actor=actor, label=events.WATCH_LISTED, org_path=actor.path, subject=subject, details={"shown": shown})


@transaction.atomic
def take_paper(*, actor: Actor, paper_id: int) -> StoredFile:
    """Return a file of a child's log and record who took it. Raises NotFoundHere."""
    row: WatchPaper | None = queries.paper_for(actor, paper_id)
    if row is None:
        raise NotFoundHere
    subject = ("people.person", row.step.child.person_id)
    record(actor=actor, label=events.WATCH_FILE_TAKEN, org_path=row.org_path, subject=subject)
    return row.file
