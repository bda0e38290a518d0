"""The life of a round: sent, begun, urged, put before authorities, moved, frozen; and how a request ends.

What is done to every unit is done in few statements, whether there are ten of them or twenty thousand.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel import bulk
from shuren.kernel.actors import system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.state import Outcome
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.collection import events
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions import gaps, unmanned
from shuren.modules.collection.models import Request, Return, Round, Urging
from shuren.modules.collection.queries import boards
from shuren.modules.collection.queries import gaps as queries
from shuren.modules.collection.queries.audience import units_of
from shuren.modules.collection.queries.clearing import NOTHING_ASKED
from shuren.modules.collection.queries.requests import is_found, questions_of
from shuren.modules.collection.queries.units import filler_at
from shuren.modules.collection.rules.rounds import Dates, beginning_by, escalates, label_of
from shuren.spine.identity import api as identity
from shuren.spine.orgs.models import Level

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from shuren.kernel.actors import Actor

CLOCK = system_actor("collection.clock", gettext_noop("上报任务到期办理"))
OWED, OVERDUE, TOLD = "collection.return", "collection.overdue", "collection.told"  # kinds of to-dos
ASKED = gettext_noop("填报 · {title}（{round}）")
URGED = gettext_noop("催报 · {title}（{round}）")
MISSING = gettext_noop("逾期未报 · {title}（{round}），{count} 个单位")
CUT_OFF_MOVED = gettext_noop("截止日期已调整 · {title}（{round}），贵单位报表已提交，不必重报")
EXPIRED = gettext_noop("任务到期自动终止")
ALL_KNOWN = gettext_noop("所需数据平台均已掌握，不需填报。")
NOTHING: tuple[queries.Lacks, int] = ({}, 0)
PIECE = 2_000  # rows in one statement
ANY = 0  # stands for the id of a return in an address


class NotCleared(Refused):
    """上报任务没有经过统筹审核，不能下达。请先提交审核。"""


class NobodyAsked(Refused):
    """填报范围内现在没有任何单位，不能下达。请核对填报范围和学段。"""


class NoReason(Refused):
    """请说明理由，再提交。"""

    status = 422


class CutOffPast(Refused):
    """截止日期不能早于今天。请改填今天或以后的日期。"""

    status = 422


class CutOffBeyondEnd(Refused):
    """截止日期不能晚于任务终止日期 {ends_on}。请改填更早的日期，或重新下达任务。"""

    status = 422


class NotTheAsker(Refused):
    """只有发起单位可以调整截止日期或终止任务。请联系发起单位。"""


class UrgedToday(Refused):
    """未提交的单位今天都已经催报过，同一单位一天只催报一次。请明天再催，或电话联系未提交的单位。"""


class RequestEnded(Refused):
    """这项上报任务没有下达或已经终止，不能再催报或调整。请刷新页面查看任务状态。"""


@transaction.atomic
def send(*, actor: Actor, request: Request) -> None:
    """Ask what has been cleared: the request is sent, and its first round begins once its day has come.

    It is called where clearing grants it, in that transaction. Raises NotCleared, NobodyAsked.
    """
    locked: Request = Request.objects.within("").select_for_update().get(pk=request.pk)
    granted = Case.objects.within("").filter(pk=locked.case_id, outcome=Outcome.GRANTED)
    if locked.sent_at is not None or not granted.exists():
        raise NotCleared
    count = _units(locked).count()
    if not count:
        raise NobodyAsked
    request.sent_at = locked.sent_at = timezone.now()
    locked.save(update_fields=["sent_at"])
    told = {"title": locked.title, "units": count, "asked": locked.asked}
    _note(actor, events.SENT, locked, told)
    begin(request=locked, today=timezone.localdate(), actor=actor)


@transaction.atomic
def spare(*, request: Request, actor: Actor) -> None:
    """Write down for every unit what it was spared by a request of which nothing is left to ask; nobody is told."""
    if request.as_of and request.opens_on and request.due_on:
        _begin(request, Dates(request.as_of, request.opens_on, request.due_on), actor)


@transaction.atomic
def begin(*, request: Request, today: date, actor: Actor = CLOCK) -> list[Round]:
    """Begin the rounds of a request whose day has come and that have not begun; return them."""
    locked: Request = Request.objects.within("").select_for_update().get(pk=request.pk)
    if locked.ended_at is not None or not (locked.as_of and locked.opens_on and locked.due_on and locked.ends_on):
        return []
    first = Dates(locked.as_of, locked.opens_on, locked.due_on)
    known = Round.objects.within("").filter(request=locked).count()
    due = beginning_by(first, locked.frequency, locked.ends_on, today, known)
    return [_begin(locked, dates, actor) for dates in due]


def _begin(request: Request, dates: Dates, actor: Actor) -> Round:
    """Write a round, what each unit owes in it, and the to-dos."""
    begun: Round = Round.objects.create(
        request=request,
        org_path=request.org_path,
        label=label_of(request.frequency, dates.as_of),
        as_of=dates.as_of,
        opens_on=dates.opens_on,
        due_on=dates.due_on,
        opened_at=timezone.now(),
    )
    rows = _owed(request, begun)
    for piece in _pieces(rows):
        bulk.insert(piece)
    begun.units = sum(row.asked > 0 for row in rows)
    begun.save(update_fields=["units"])
    _ask(begun, Return.objects.within("").filter(round=begun, closed_at=None), ASKED)
    unmanned.tell(begun)
    told = {"title": request.title, "round": begun.label, "units": begun.units, "spared": len(rows) - begun.units}
    _note(actor, events.BEGUN, request, told)
    return begun


def _owed(request: Request, begun: Round) -> list[Return]:
    """Return what each unit owes: what all are asked, and what nothing is known of in its own case.

    A unit of which all is known owes nothing; its return says what it was spared. What was cut or refused is neither
    asked nor spared; a unit of which nothing else is left has no return.
    """
    gaps.count(request, begun.as_of)
    questions = questions_of(request)
    asked = [one for one in questions if one.is_asked]
    seconds, repeated = sum(one.seconds for one in asked), sum(bool(one.source) for one in asked)
    found, left = sum(map(is_found, questions)), queries.left_out(request)
    why_none = ALL_KNOWN if found == len(questions) and not left else NOTHING_ASKED
    lacking, at = queries.lacking(request), timezone.now()
    rows = []
    for pk, path in _units(request).values_list("pk", "path"):
        lacks, cost = lacking.get(pk, NOTHING)
        count = len(asked) + len(lacks)
        spared = found - len(lacks) - left.get(pk, 0)
        if not count and not spared:
            continue
        why = {} if count else {"closed_at": at, "why_closed": why_none}
        rows.append(Return(
            round=begun, org_id=pk, org_path=path, asked=count, asked_seconds=seconds + cost,
            spared=spared, repeated=repeated, lacks=lacks, **why,
        ))  # fmt: skip
    return rows


def _units(request: Request) -> QuerySet[Any]:
    return units_of(request).exclude(pk=request.org_id)


def _pieces(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[at : at + PIECE] for at in range(0, len(rows), PIECE)]


def _ask(asked: Round, sheets: QuerySet[Return], title: str, kind: str = OWED) -> int:
    """Put what is owed before those who fill it in; return how many units there are."""
    found = list(sheets.values_list("pk", "org_path", "org__level"))
    now, due = timezone.now(), notices.end_of(asked.due_on)
    link = reverse("collection:sheet", args=(ANY,)).replace(str(ANY), "{}")
    params = {"title": asked.request.title, "round": asked.label}
    for piece in _pieces(found):
        notices.ask_all(
            Notice(
                kind=kind, subject_id=str(pk), title=title, params=params, link=link.format(pk),
                role=filler_at(level), org_path=path, asked_at=now, due_at=due if kind == OWED else None,
            )
            for pk, path, level in piece
        )  # fmt: skip
    return len(found)


def read_told(*, actor: Actor, return_id: int) -> None:
    """Take away what a unit was only to know of its return, once it has looked at it."""
    if actor.role == "registrar" or actor.may(can.receive):
        notices.settle(kind=TOLD, subject_id=return_id)


def ask_for(row: Return, title: str) -> None:
    """Put one return before whoever fills it in."""
    _ask(row.round, Return.objects.within("").filter(pk=row.pk), title)


@transaction.atomic
def urge(*, actor: Actor, round_id: int, only: int | None = None) -> int:
    """Remind the units at and below the actor's node that have not handed in and that nobody has reminded today.

    `only` is the id of a unit that is reminded alone, or of an authority whose own units are. Return how many. Raises
    NotFoundHere, RequestEnded, UrgedToday.
    """
    asked = _running(actor, round_id, can.receive)
    Round.objects.within("").select_for_update().get(pk=asked.pk)  # whoever urges a moment later sees it
    rows, owing = boards.to_urge(asked, actor.path), boards.missing(asked).within(actor.path)
    paths = {actor.path: 0}
    if only is not None:
        node, owing = boards.those_of(actor, asked, only)
        rows = rows.filter(pk__in=owing.values("pk"))
        whole = node.level in {Level.COUNTY, Level.ZONE}
        paths = {node.path: 0} if whole else dict.fromkeys(rows.values_list("org_path", flat=True), 1)
    count = _ask(asked, rows, URGED)
    if not count and owing.exists():
        raise UrgedToday
    now = timezone.now()
    Urging.objects.bulk_create(
        Urging(round=asked, org_path=path, urged_at=now, urged_by=actor.name, units=units or count)
        for path, units in paths.items()
    )
    _note(actor, events.URGED, asked.request, {"title": asked.request.title, "round": asked.label, "units": count})
    return count


@transaction.atomic
def move_cut_off(*, actor: Actor, round_id: int, due_on: date, reason: str) -> Round:
    """Set another last day for a round. What is signed stays; the others get the new day; everybody is told.

    Raises NotFoundHere, NotTheAsker, RequestEnded, NoReason, CutOffPast, CutOffBeyondEnd.
    """
    asked = _running(actor, round_id, can.draft_requests)
    if asked.request.org_path != actor.path:
        raise NotTheAsker
    if not reason.strip():
        raise NoReason(field="reason")
    if due_on < timezone.localdate():
        raise CutOffPast(field="due_on")
    if asked.request.ends_on and due_on > asked.request.ends_on:
        raise CutOffBeyondEnd(field="due_on", ends_on=asked.request.ends_on)
    before, asked.due_was = asked.due_on, asked.due_was or asked.due_on
    asked.due_on, asked.why_moved, asked.frozen_at = due_on, reason.strip(), None
    asked.save(update_fields=["due_on", "due_was", "why_moved", "frozen_at"])
    _ask(asked, boards.missing(asked), ASKED)
    done = Return.objects.within("").filter(round=asked, closed_at=None, handed_in_at__isnull=False)
    _ask(asked, done, CUT_OFF_MOVED, TOLD)
    Notice.objects.filter(kind=OVERDUE, subject_id=str(asked.pk), settled_at=None).update(settled_at=timezone.now())
    told = {"before": before.isoformat(), "after": due_on.isoformat(), "reason": asked.why_moved}
    _note(actor, events.MOVED, asked.request, {"title": asked.request.title, "round": asked.label, **told})
    return asked


@transaction.atomic
def end(*, actor: Actor, request_id: int, reason: str) -> Request:
    """End a request before its day: who has not handed in owes nothing any more.

    Raises NotFoundHere, NotTheAsker, RequestEnded, NoReason.
    """
    rows = Request.objects.visible_to(actor, can.draft_requests).select_for_update()
    found: Request | None = rows.filter(pk=request_id).first()
    if found is None:
        raise NotFoundHere
    if found.org_path != actor.path:
        raise NotTheAsker
    if found.sent_at is None or found.ended_at is not None:
        raise RequestEnded
    if not reason.strip():
        raise NoReason(field="reason")
    _end(found, reason.strip(), actor)
    return found


def _end(request: Request, reason: str, actor: Actor) -> None:
    """Close what nobody has begun to hand in; what is under way, or was returned, is brought to its end."""
    at = timezone.now()
    request.ended_at, request.why_ended = at, reason
    request.save(update_fields=["ended_at", "why_ended"])
    rounds = Round.objects.within("").filter(request=request)
    rounds.filter(frozen_at=None).update(frozen_at=at)
    untouched = Return.objects.within("").filter(
        round__in=rounds, handed_in_at=None, returned_at=None, reopened_at=None, closed_at=None
    )
    owed = [str(pk) for pk in untouched.values_list("pk", flat=True)]
    Return.objects.within("").filter(pk__in=owed).update(closed_at=at, why_closed=reason)
    notices.settle_all(kind=OWED, subject_ids=owed)
    ended = [str(pk) for pk in rounds.values_list("pk", flat=True)]
    for kind in (OVERDUE, unmanned.KIND):
        notices.settle_all(kind=kind, subject_ids=ended)
    _note(actor, events.ENDED, request, {"title": request.title, "reason": reason})


def keep_time(today: date) -> None:
    """Do what a day brings: rounds begin, are frozen and put before authorities, requests end."""
    running = Request.objects.within("").filter(sent_at__isnull=False, ended_at=None)
    for request in running.filter(ends_on__lt=today):
        with transaction.atomic():
            _end(request, EXPIRED, CLOCK)
    for request in running.filter(opens_on__lte=today):
        begin(request=request, today=today)
    for asked in Round.objects.within("").filter(frozen_at=None, due_on__lt=today).select_related("request"):
        _freeze(asked)
    for asked in Round.objects.within("").filter(request__in=running, due_on__lt=today).select_related("request"):
        if escalates(asked.due_on, today):
            _escalate(asked)
    for asked in Round.objects.within("").filter(request__in=running).select_related("request"):
        unmanned.tell(asked)


@transaction.atomic
def _freeze(asked: Round) -> None:
    """Let a round stand as it was at its cut-off; what comes later is a dated correction or a late answer."""
    asked.frozen_at = timezone.now()
    asked.save(update_fields=["frozen_at"])
    told = {"title": asked.request.title, "round": asked.label, "missing": boards.missing(asked).count()}
    _note(CLOCK, events.FROZEN, asked.request, told)


@transaction.atomic
def _escalate(asked: Round) -> None:
    """Put what is missing before the authority of each unit, and take away what has come meanwhile."""
    above = boards.missing(asked).values_list(
        "org__authority__path", "org__authority__level", "org__parent__path", "org__parent__level"
    )
    owed = Counter((path, level) if path else (parent, other) for path, level, parent, other in above)
    kept = Notice.objects.filter(kind=OVERDUE, subject_id=str(asked.pk), settled_at=None)
    kept.exclude(org_path__in=[path for path, _level in owed]).update(settled_at=timezone.now())
    params = {"title": asked.request.title, "round": asked.label}
    notices.ask_all(
        Notice(
            kind=OVERDUE, subject_id=str(asked.pk), title=MISSING, params=params | {"count": count},
            link=reverse("collection:board", args=(asked.pk,)), role=identity.official_at(level), org_path=path,
            asked_at=timezone.now(), due_at=notices.end_of(asked.due_on),
        )
        for (path, level), count in owed.items()
    )  # fmt: skip


def _running(actor: Actor, round_id: int, needed: Any) -> Round:
    """Return a round of a request that runs, of which the actor's part of the tree owes something."""
    asked = boards.round_for(actor, round_id, needed)
    if asked.request.ended_at is not None:
        raise RequestEnded
    return asked


def _note(actor: Actor, label: Any, request: Request, details: dict[str, Any]) -> None:
    subject = ("collection.request", request.pk)
    record(actor=actor, label=label, org_path=request.org_path, subject=subject, details=details)
