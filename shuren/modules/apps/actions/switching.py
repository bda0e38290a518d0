"""A school switches an app on for named groups with the least of data, and off at once."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.apps import events
from shuren.modules.apps.models import App, Consent, SwitchOn
from shuren.modules.apps.permissions import switch_on as may_switch
from shuren.modules.apps.queries import granted, words
from shuren.modules.apps.queries.members import READER, Member
from shuren.modules.apps.rules import groups as naming
from shuren.spine.orgs.models import Level, Org

ONE_DAY = timedelta(days=1)
FETCHED_AGAIN = timedelta(minutes=5)


class NotInUse(Refused):
    """这个应用现在不能选用：它已暂停、到期或终止。请在应用目录里另选。"""


class NotForThem(Refused):
    """这个应用没有准予给“{who}”使用，请去掉这些范围。"""

    status = 422


class NotAllowedItems(Refused):
    """审核没有准予“{items}”，请去掉后再开通。"""

    status = 422


class NothingGiven(Refused):
    """至少选一个开通范围和一项数据。"""

    status = 422


class TooLong(Refused):
    """最迟到 {day}：应用的准予到那天为止，续期以后可以再延长。"""

    status = 422


class NotOn(Refused):
    """这个应用在本校没有开通，可能刚被他人关闭。请刷新页面查看。"""


@transaction.atomic
def switch_on(
    *, actor: Actor, app_id: int, groups: Collection[str], items: Collection[str], decision: str, until: date
) -> SwitchOn:
    """Switch an app on at the actor's school until a day, in place of what was granted before.

    Raises NotInUse, NothingGiven, NotForThem, NotAllowedItems, TooLong, NotFoundHere, Forbidden.
    """
    require(actor, may_switch, actor.path)
    school = Org.objects.within("").filter(path=actor.path, level=Level.SCHOOL).first()
    if school is None:
        raise NotFoundHere
    app = granted.in_use().select_for_update(of=("self",)).filter(pk=app_id).first()
    if app is None or not school.path.startswith(app.org_path):
        raise NotInUse
    _refuse_unfit(app, groups, items, until)
    today = timezone.localdate()
    _end(SwitchOn.objects.within(school.path).filter(app=app, school=school, ended_at=None), actor, "")
    made: SwitchOn = SwitchOn.objects.create(
        app=app, school=school, org_path=school.path, groups=sorted(groups), items=sorted(items),
        decision=decision.strip(), valid_from=today, valid_to=until + ONE_DAY, switched_by=actor.name,
    )  # fmt: skip
    record(
        actor=actor, label=events.SWITCHED_ON, org_path=school.path, subject=("apps.app", app.pk),
        details={
            "school": school.name, "app": app.name, "groups": words.group_labels(sorted(groups)),
            "items": words.item_labels(items), "decision": made.decision,
        },
    )  # fmt: skip
    return made


@transaction.atomic
def switch_off(*, actor: Actor, app_id: int, reason: str) -> None:
    """Switch an app off at the actor's school, from this moment; consents given for it there end, too.

    Raises NotOn, NotFoundHere, Forbidden.
    """
    require(actor, may_switch, actor.path)
    rows = SwitchOn.objects.within(actor.path).filter(app=app_id, org_path=actor.path, ended_at=None)
    switch = rows.select_for_update(of=("self",)).select_related("app", "school").first()
    if switch is None:
        raise NotOn if App.objects.within("").filter(pk=app_id).exists() else NotFoundHere
    _end(rows, actor, reason)
    with scope_of(READER):
        given = Consent.objects.within(actor.path).filter(app=app_id, org_path=actor.path, withdrawn_at=None)
        given.update(withdrawn_at=timezone.now(), withdrawn_by=actor.name)
    record(
        actor=actor, label=events.SWITCHED_OFF, org_path=actor.path, subject=("apps.app", app_id),
        details={"school": switch.school.name, "app": switch.app.name, "why": reason.strip() or "—"},
    )  # fmt: skip


@transaction.atomic
def example_seen(*, actor: Actor, app: App, member: Member) -> None:
    """Note that somebody saw, masked, what an app gets of a pupil."""
    record(
        actor=actor, label=events.EXAMPLE_SEEN, org_path=member.org_path, subject=("people.person", member.person),
        details={"app": app.name},
    )  # fmt: skip


def note_used(app_id: int, actor: Actor) -> None:
    """Note that somebody opened an app today; the yearly clean-up asks for it. Once a day is written."""
    today = timezone.localdate()
    paths = {switch.org_path for switch, _member in granted.reaching(actor, app_id)}
    for path in paths:
        rows = SwitchOn.objects.within(path).filter(app=app_id, org_path=path, ended_at=None)
        rows.exclude(last_used_on=today).update(last_used_on=today)


def note_fetched(app_id: int, schools: Collection[int]) -> None:
    """Note that an app has read the roster of schools; within some minutes once is enough."""
    now = timezone.now()
    rows = SwitchOn.objects.within("").filter(app=app_id, school__in=schools, ended_at=None)
    rows.exclude(last_fetched_at__gt=now - FETCHED_AGAIN).update(
        last_fetched_at=now, last_used_on=timezone.localdate(now)
    )


def _refuse_unfit(app: App, groups: Collection[str], items: Collection[str], until: date) -> None:
    if not groups or not items:
        raise NothingGiven(field="items" if groups else "groups")
    wrong = [group for group in groups if not is_for(app, group)]
    if wrong:
        raise NotForThem(field="groups", who=words.group_labels(wrong))
    over = set(items) - granted.allowed_of(app)
    if over:
        raise NotAllowedItems(field="items", items=words.item_labels(over))
    if app.lasts_until is None or not timezone.localdate() <= until <= app.lasts_until:
        raise TooLong(field="until", day=app.lasts_until)


def is_for(app: App, group: str) -> bool:
    """Say whether an app was admitted for a group."""
    who, stage, _grade = naming.read(group)
    return who in app.audiences and (who == naming.STAFF or stage in app.stages)


def _end(rows: object, actor: Actor, why: str) -> None:
    rows.update(ended_at=timezone.now(), ended_by=actor.name, ended_why=why.strip()[:200])  # type: ignore[attr-defined]
