"""安排核查: why, what is looked at, whom, by whom and by when."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.messages import Message
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.workflow.actions import take
from shuren.modules.inspection import events
from shuren.modules.inspection.models import Assignee, Item, Round, Visit
from shuren.modules.inspection.permissions import plan_checks
from shuren.modules.inspection.queries import rounds as queries
from shuren.modules.inspection.rules.notes import Kind
from shuren.modules.inspection.workflows import RoundState, RoundWorkflow, VisitState, VisitWorkflow
from shuren.spine.orgs.models import Org

ASKED = "inspection.round"
TITLE = gettext_noop("实地核查“{title}”：{count} 个单位待核查")
ENDED = gettext_noop("本轮核查已结束。")
LARGEST = 2_000  # units of a round


class NotADraft(Refused):
    """核查已经下达，事项不能再改。需要增加事项的，请另行安排一次核查。"""


class NothingToLookAt(Refused):
    """还不能下达：请先添加核查事项。"""


class NobodyToVisit(Refused):
    """还不能下达：请先添加被核查单位。"""


class NobodySent(Refused):
    """还不能下达：{units}等 {count} 个单位没有核查人员。请先指派。"""


class UnitsUnknown(Refused):
    """没有找到：{names}。请填写本地区学校的全称或标识码，重名的填标识码。"""


class TooManyUnits(Refused):
    """一次核查最多 {most} 个单位。请分几次安排。"""


class NotOneOfYours(Refused):
    """所选核查人员不在本级和下级主管部门，请重新选择。"""


class Over(Refused):
    """本次核查已经结束或作废，不能再改。"""


@dataclass(frozen=True)
class Told:
    """What is said of a round by hand."""

    title: str
    basis: str
    from_on: date
    until_on: date
    purpose: str = ""
    keeps_place: bool = False


@dataclass(frozen=True)
class Subject:
    """What a round is made from, by type, id and title, such as a task of a year."""

    type: str
    id: int
    title: str


@transaction.atomic
def plan(*, actor: Actor, what: Told, form_of: int = 0, subject: Subject | None = None) -> Round:
    """Draft a round of the actor's own authority; `form_of` is a round whose items are taken over."""
    require(actor, plan_checks)
    org = Org.objects.within(actor.path).get(path=actor.path)
    made: Round = Round.objects.create(
        **vars(what), org=org, org_path=org.path, made_by_key=actor.id, made_by_name=actor.name, made_at=timezone.now(),
        subject_type=subject.type if subject else "", subject_id=subject.id if subject else None,
        subject_title=subject.title[:200] if subject else "",
    )  # fmt: skip
    if form_of:
        _take_over(queries.round_for(actor, form_of), made)
    _record(events.ROUND_CHANGED, actor, made, what=gettext_noop("新建"))
    return made


def _take_over(known: Round, made: Round) -> None:
    copied = list(known.items.order_by("number"))
    for item in copied:
        item.pk, item.round = None, made
    Item.objects.bulk_create(copied)


@transaction.atomic
def change(*, actor: Actor, round_id: int, what: Told) -> Round:
    """Change what is said of a round; once issued, its days and purpose may still be corrected."""
    found = _locked(actor, round_id)
    for name, value in vars(what).items():
        if found.state == RoundState.DRAFT or name in {"until_on", "purpose"}:
            setattr(found, name, value)
    found.save()
    _record(events.ROUND_CHANGED, actor, found, what=gettext_noop("内容"))
    ask_inspectors(found)
    return found


@transaction.atomic
def add_item(*, actor: Actor, round_id: int, **told: Any) -> Item:
    """Add something to look at. Raises NotADraft."""
    found = _draft(actor, round_id)
    last = found.items.aggregate(last=Max("number"))["last"] or 0
    if told["kind"] != Kind.YES_NO:
        told["expected"] = ""
    made: Item = Item.objects.create(round=found, number=last + 1, **told)
    _record(events.ROUND_CHANGED, actor, found, what=gettext_noop("核查事项"))
    return made


@transaction.atomic
def remove_item(*, actor: Actor, round_id: int, item_id: int) -> None:
    """Take an item out; those behind it move up. Raises NotADraft."""
    found = _draft(actor, round_id)
    if not found.items.filter(pk=item_id).delete()[0]:
        raise NotFoundHere
    for number, item in enumerate(found.items.order_by("number"), start=1):
        if item.number != number:
            item.number = number
            item.save(update_fields=["number"])
    _record(events.ROUND_CHANGED, actor, found, what=gettext_noop("核查事项"))


@transaction.atomic
def add_units(*, actor: Actor, round_id: int, names: Iterable[str] = (), authority: int = 0) -> int:
    """Add units by name or code, or all schools of an authority; return how many are new. Raises UnitsUnknown."""
    found = _locked(actor, round_id)
    named, unknown = queries.units_named(actor, names)
    if unknown:
        raise UnitsUnknown(field="names", names="、".join(unknown[:10]))
    units = named + (queries.units_of(actor, authority) if authority else [])
    return add_orgs(actor=actor, found=found, orgs=units)


@transaction.atomic
def add_orgs(*, actor: Actor, found: Round, orgs: Iterable[Org]) -> int:
    """Add units that the caller has checked to be the actor's; return how many are new. Raises TooManyUnits."""
    there = set(Visit.objects.within("").filter(round=found, was=None).values_list("org_id", flat=True))
    fresh = {org.pk: org for org in orgs if org.pk not in there}
    if len(there) + len(fresh) > LARGEST:
        raise TooManyUnits(most=LARGEST)
    Visit.objects.bulk_create(Visit(round=found, org=org, org_path=org.path) for org in fresh.values())
    if fresh:
        _record(events.ROUND_CHANGED, actor, found, what=gettext_noop("被核查单位"))
    return len(fresh)


@transaction.atomic
def remove_unit(*, actor: Actor, round_id: int, visit_id: int) -> None:
    """Take a unit out of a draft. Raises NotADraft."""
    found = _draft(actor, round_id)
    if not Visit.objects.within("").filter(round=found, pk=visit_id).delete()[0]:
        raise NotFoundHere
    _record(events.ROUND_CHANGED, actor, found, what=gettext_noop("被核查单位"))


@transaction.atomic
def assign(*, actor: Actor, round_id: int, visits: Collection[int], accounts: Collection[int]) -> int:
    """Send these people, and nobody else, to these units that are still to be looked at; return to how many."""
    found = _locked(actor, round_id)
    known = queries.inspectors_for(found.org_path)
    if not accounts or not known.keys() >= set(accounts):
        raise NotOneOfYours(field="accounts")
    rows = Visit.objects.within("").filter(round=found, pk__in=visits, state=VisitState.OPEN)
    chosen = list(rows.values_list("pk", flat=True))
    Assignee.objects.filter(visit__in=chosen).delete()
    Assignee.objects.bulk_create(
        Assignee(visit_id=pk, account_id=account, role=known[account].grant.role, path=known[account].grant.org_path)
        for pk in chosen
        for account in accounts
    )
    _record(events.ROUND_CHANGED, actor, found, what=gettext_noop("核查人员"))
    ask_inspectors(found)
    return len(chosen)


@transaction.atomic
def step(*, actor: Actor, round_id: int, name: str) -> Round:
    """Issue, drop or close a round; closing withdraws what nobody has looked at."""
    found = _locked(actor, round_id)
    taken = next((one for one in RoundWorkflow.steps() if one.name == name), None)
    if taken is None:
        raise NotFoundHere
    if taken is RoundWorkflow.issue:
        _refuse_unready(found)
    take(taken, actor=actor, obj=found)
    if taken is RoundWorkflow.close:
        for visit in Visit.objects.within("").filter(round=found, state=VisitState.OPEN).select_related("round"):
            withdraw(actor=actor, visit=visit, why=Message(ENDED))
    _record(events.ROUND_STEP, actor, found, step=taken.label)
    ask_inspectors(found)
    return found


def _refuse_unready(found: Round) -> None:
    if not found.items.exists():
        raise NothingToLookAt
    rows = Visit.objects.within("").filter(round=found)
    if not rows.exists():
        raise NobodyToVisit
    alone = list(rows.filter(assignees=None).order_by("org_path").values_list("org__name", flat=True))
    if alone:
        raise NobodySent(units="、".join(alone[:3]), count=len(alone))


def withdraw(*, actor: Actor, visit: Visit, why: Message) -> None:
    """Withdraw a visit; what phones still hold of it will be kept aside."""
    moved = take(VisitWorkflow.withdraw, actor=actor, obj=visit, reason=str(why))
    moved.why_withdrawn = why.kept()
    moved.save(update_fields=["why_withdrawn"])


def ask_inspectors(found: Round) -> None:
    """Bring the to-dos of those who are sent in line with what they still have to look at."""
    rows = Assignee.objects.filter(visit__round=found)
    waiting = Counter[int]()
    if found.state == RoundState.ISSUED:
        waiting.update(rows.filter(visit__state=VisitState.OPEN).values_list("account_id", flat=True))
    notices.settle_all(kind=ASKED, subject_ids=_done_with(found, waiting))
    for account, path in set(rows.filter(account__in=waiting).values_list("account_id", "path")):
        notices.ask(
            kind=ASKED, subject_id=f"{found.pk}:{account}", title=TITLE, link=reverse("inspection:phone"), role="",
            org_path=path, account_key=f"account:{account}", due_at=notices.end_of(found.until_on),
            params={"title": found.title, "count": waiting[account]},
        )  # fmt: skip


def _done_with(found: Round, waiting: Collection[int]) -> list[str]:
    """Return the to-dos of a round whose owners have nothing left to look at, also of those no longer sent."""
    begins = f"{found.pk}:"
    asked = Notice.objects.filter(kind=ASKED, subject_id__startswith=begins, settled_at=None)
    return [key for key in asked.values_list("subject_id", flat=True) if int(key.removeprefix(begins)) not in waiting]


def _locked(actor: Actor, round_id: int) -> Round:
    found: Round | None = Round._base_manager.select_for_update(of=("self",)).filter(pk=round_id).first()
    if found is None or not actor.covers(found.org_path):
        raise NotFoundHere
    require(actor, plan_checks, found.org_path)
    if found.state in {RoundState.CLOSED, RoundState.DROPPED}:
        raise Over
    return found


def _draft(actor: Actor, round_id: int) -> Round:
    found = _locked(actor, round_id)
    if found.state != RoundState.DRAFT:
        raise NotADraft
    return found


def _record(label: Any, actor: Actor, found: Round, **details: Any) -> None:
    subject = ("inspection.round", found.pk)
    record(
        actor=actor, label=label, org_path=found.org_path, subject=subject, details={"title": found.title, **details}
    )
