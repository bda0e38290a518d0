"""Whoever goes away names a colleague of the own unit, who answers for them until a day."""

from datetime import date, timedelta

from django.db import transaction

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.periods import ONE_DAY
from shuren.kernel.refusals import Refused
from shuren.spine.identity import events, queries, rules
from shuren.spine.identity import permissions as can
from shuren.spine.identity.models import Absence, Account, Grant


class WrongDays(Refused):
    """委托的日期不对：开始日期不能早于今天，结束日期不能早于开始日期，最长 {longest} 天。请修改日期。"""

    status = 422


class NotAColleague(Refused):
    """只能委托本单位在任的同事。请重新选择代办人。"""

    status = 422


class AlreadyNamed(Refused):
    """您在这段时间已委托 {name} 代办。需要换人的，请先在“我的账号”结束原来的委托。"""

    status = 422


class ColleagueAway(Refused):
    """{name} 在这段时间也已委托他人，代办不能再转托。请另选代办人，或调整日期。"""

    status = 422


class AbsenceOver(Refused):
    """这项委托已经结束，或不是您提出的，不需要再办理。请刷新页面查看。"""


@transaction.atomic
def name_stand_in(
    *, actor: Actor, account: Account, stand_in: int, first: date, last: date, reason: str, today: date
) -> Absence:
    """Let a colleague at the actor's own node answer for the account in the actor's role from a first to a last day.

    Raises WrongDays, NotAColleague, AlreadyNamed, ColleagueAway.
    """
    require(actor, can.stand_in)
    if not today <= first <= last < first + timedelta(days=rules.LONGEST_ABSENCE):
        raise WrongDays(field="last", longest=rules.LONGEST_ABSENCE)
    if stand_in not in dict(queries.stand_ins_to_choose(actor)):
        raise NotAColleague(field="stand_in")
    people = Account.objects.select_for_update().filter(pk__in=(account.pk, stand_in)).order_by("pk").in_bulk()
    held = Grant.objects.within(actor.path)
    grant = next(one for one in queries.grants_of(account) if (one.role, one.org_path) == (actor.role, actor.path))
    until = last + ONE_DAY
    if named := queries.away(held.filter(pk=grant.pk), first, until):
        raise AlreadyNamed(field="first", name=named.stand_in.name)
    if queries.away(held.filter(account=stand_in, org_path=actor.path), first, until):
        raise ColleagueAway(field="stand_in", name=people[stand_in].name)
    made = Absence.objects.create(
        grant=grant, stand_in=people[stand_in], valid_from=first, valid_to=until, reason=reason.strip()
    )
    told = {"first": first.isoformat(), "last": last.isoformat(), "reason": made.reason}
    _record(actor, events.STAND_IN_NAMED, made, **told)
    return made


@transaction.atomic
def end(*, actor: Actor, account: Account, absence_id: int, today: date) -> None:
    """End one of the account's absences today, or before it begins. Raises AbsenceOver."""
    require(actor, can.stand_in)
    absence = queries.own_absence(account, absence_id)
    if absence is None:
        raise AbsenceOver
    absence.valid_to = max(today, absence.valid_from)
    absence.save(update_fields=["valid_to"])
    _record(actor, events.STAND_IN_ENDED, absence)


def _record(actor: Actor, label: AuditLabel, absence: Absence, **details: str) -> None:
    grant = absence.grant
    role = queries.role_in_chinese(grant.role)
    record(
        actor=actor,
        label=label,
        org_path=grant.org_path,
        subject=("identity.account", grant.account_id),
        details={"stand_in": absence.stand_in.name, "role": role, "org": grant.org.name, **details},
    )
