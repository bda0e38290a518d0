"""Sheets: accounts for people whom the registers know, each with a code that opens it once.

Asking writes who is meant; a job makes account after account, each in a transaction of its own, so that one that is
killed goes on where it was and nobody gets two.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.jobs import queries as runs
from shuren.kernel.jobs.actions import start
from shuren.kernel.jobs.declare import JOBS
from shuren.kernel.refusals import Refused
from shuren.modules.accounts import events, rules
from shuren.modules.accounts import permissions as can
from shuren.modules.accounts.actions.codes import code_for
from shuren.modules.accounts.actions.consents import give_on_paper
from shuren.modules.accounts.models import Sheet, SheetLine
from shuren.modules.accounts.queries.groups import Chosen
from shuren.modules.accounts.queries.members import Member, members
from shuren.modules.accounts.queries.sheets import lines_of

SUBJECT = "accounts.sheet"
NAMED = 3  # children in a refusal
Tell = Callable[[int, int], None]


class NobodyChosen(Refused):
    """没有选择人员。请先在名单里勾选要出登录单的人。"""

    status = 422


class NotInGroup(Refused):
    """名单在您打开页面以后有变化，有 {count} 人已不在其中。请刷新页面后重新选择。"""


class ConsentMissing(Refused):
    """{names}不满十四周岁，还没有监护人同意，不能开通。已收到书面同意的，请勾选“已收到书面同意”；也可以请家长登录后在网上同意。"""

    status = 422


@transaction.atomic
def ask(*, actor: Actor, chosen: Chosen, people: list[int], has_paper: bool, at: datetime) -> Sheet:
    """Ask for a sheet for some people of a group; who has an account gets a new code instead of the password.

    `has_paper` says that the guardians of all of them have agreed on paper, which is noted with the actor's name.
    Raises NobodyChosen, NotInGroup, ConsentMissing, Forbidden.
    """
    require(actor, can.opening(actor), chosen.school.path)
    there = {member.person.pk: member for member in members(chosen)}
    wanted = [there[pk] for pk in dict.fromkeys(people) if pk in there]
    if not people:
        raise NobodyChosen(field="people")
    if len(wanted) < len(set(people)):
        raise NotInGroup(count=len(set(people)) - len(wanted))
    _settle_consent(actor, chosen, wanted, has_paper, at)
    sheet: Sheet = Sheet.objects.create(
        org_path=chosen.school.path, school=chosen.school, group=chosen.group, school_class=chosen.school_class,
        asked_by=actor.name, asked_at=at, valid_until=at + timedelta(days=rules.CODE_DAYS),
    )  # fmt: skip
    SheetLine.objects.bulk_create(_line(sheet, member) for member in wanted)
    _record(actor, events.SHEET_ASKED, sheet, len(wanted))
    start(
        JOBS["accounts.fill_sheet"], actor=actor, org_path=sheet.org_path, subject=(SUBJECT, sheet.pk),
        sheet_id=sheet.pk,
    )  # fmt: skip
    return sheet


def fill(*, actor: Actor, sheet: Sheet, tell: Tell) -> None:
    """Open or renew the account of everybody on a sheet who has not got a code yet; done twice, done once."""
    require(actor, can.opening(actor), sheet.org_path)
    lines = SheetLine.objects.within(sheet.org_path).filter(sheet=sheet, account=None, why="")
    waiting = list(lines.order_by("name_key", "id").values_list("pk", flat=True))
    for place, line_id in enumerate(waiting, 1):
        _fill(actor, sheet, line_id)
        tell(place, len(waiting))


def is_at_work(sheet: Sheet) -> bool:
    """Say whether a sheet is still being filled."""
    run = runs.latest_about(SUBJECT, sheet.pk)
    return run is not None and not run.is_over


@transaction.atomic
def _fill(actor: Actor, sheet: Sheet, line_id: int) -> None:
    rows = SheetLine.objects.within(sheet.org_path).select_for_update(of=("self",)).select_related("person")
    line = rows.get(pk=line_id)
    if line.account_id is not None:
        return
    try:
        opened = code_for(
            actor=actor, school=sheet.school, group=sheet.group, person=line.person, until=sheet.valid_until
        )
        line.account, line.code = opened.account, opened.password
    except Refused as refusal:
        line.why = refusal.message.kept()
    line.save(update_fields=["account", "code", "why"])


def _settle_consent(actor: Actor, chosen: Chosen, wanted: list[Member], has_paper: bool, at: datetime) -> None:
    young = [member for member in wanted if member.waits]
    if young and not has_paper:
        names = "、".join(member.person.name for member in young[:NAMED])
        raise ConsentMissing(field="has_paper", names=f"{names}等 {len(young)} 人" if young[NAMED:] else names)
    give_on_paper(actor=actor, path=chosen.school.path, children=[member.person.pk for member in young], at=at)


def _line(sheet: Sheet, member: Member) -> SheetLine:
    person = member.person
    return SheetLine(
        sheet=sheet, org_path=sheet.org_path, person=person, name=person.name, name_key=person.name_key,
        note=member.note[:200],
    )  # fmt: skip


@transaction.atomic
def look_at_slips(*, actor: Actor, sheet: Sheet) -> list[SheetLine]:
    """Return the people of a sheet whose codes still open, and record that they were looked at."""
    require(actor, can.opening(actor), sheet.org_path)
    lines = [line for line in lines_of(sheet) if line.code is not None]
    _record(actor, events.SLIPS_VIEWED, sheet, len(lines))
    return lines


def _record(actor: Actor, label: AuditLabel, sheet: Sheet, count: int) -> None:
    details = {"group": sheet.label, "count": count}
    record(actor=actor, label=label, org_path=sheet.org_path, subject=(SUBJECT, sheet.pk), details=details)
