"""Which apps are in use today, for whom, and what of whom each may be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Min, QuerySet
from django.utils import timezone

from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.apps.models import App, AppItem, Consent, SwitchOn
from shuren.modules.apps.queries.members import READER, Member, Values, memberships
from shuren.modules.apps.rules.items import ITEMS, Basis
from shuren.modules.apps.workflows import AppState, VendorState

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Listed:
    """What others may know of an app. `lasts_until` is its last day; `items` are those that the review allowed."""

    id: int
    code: str
    name: str
    vendor: str
    home: str
    lasts_until: date
    items: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reach:
    """A school that has switched an app on: for which groups, as in `rules.groups`, and with which items.

    `by_consent` are those of the items that are told only of who has agreed. `since` is the day from which on the
    school first had the app, `granted_at` when it last changed what it gives.
    """

    school_id: int
    school: str
    org_path: str
    groups: frozenset[str]
    items: frozenset[str]
    by_consent: frozenset[str]
    since: date
    granted_at: datetime
    last_fetched_at: datetime | None


def in_use() -> QuerySet[App]:
    """Return the apps that may be used today; suspended, ended and expired ones are none of them."""
    today = timezone.localdate()
    found: QuerySet[App] = App.objects.within("").filter(
        state=AppState.IN_USE, lasts_until__gte=today, vendor__state=VendorState.ADMITTED
    )
    return found.select_related("vendor")


def switched_on(apps: Iterable[App] | QuerySet[App], path: str = "") -> QuerySet[SwitchOn]:
    """Return what schools at and below a node have switched on today of some apps."""
    today = timezone.localdate()
    found: QuerySet[SwitchOn] = SwitchOn.objects.within(path).filter(
        app__in=apps, ended_at=None, valid_from__lte=today, valid_to__gt=today
    )
    return found.select_related("app")


def listed(app: App) -> Listed:
    """Return an app in use as others may know it."""
    if app.lasts_until is None:
        raise NotFoundHere
    return Listed(app.pk, app.code, app.name, app.vendor.name, app.home, app.lasts_until, allowed_of(app))


def app_of(code: str) -> Listed:
    """Return an app in use by its code. Raises NotFoundHere where there is none in use today."""
    return listed(_found(in_use().filter(code=code)))


def app_by_id(app_id: int) -> Listed:
    """Return an app in use. Raises NotFoundHere where it is not in use today."""
    return listed(_found(in_use().filter(pk=app_id)))


def apps_for(actor: Actor) -> list[Listed]:
    """Return the apps that an actor may open today, by name."""
    open_to = {switch.app_id for switch, _member in reaching(actor)}
    return [listed(app) for app in in_use().filter(pk__in=open_to).order_by("name_key", "id")]


def may_open(app_id: int, actor: Actor) -> bool:
    """Say whether an app is switched on today for a group that the actor is in."""
    return bool(reaching(actor, app_id))


def told_of(app_id: int, actor: Actor) -> dict[str, Any]:
    """Return what an app is told of an actor, by item; nothing where it is not switched on for them.

    Items that rest on consent are left out until it is given. Of a guardian with several children at schools that
    switched the app on, `children` names each for whose school it may be told.
    """
    told: dict[str, Any] = {}
    for switch, member in reaching(actor, app_id):
        told = _joined(told, told_by(switch, member))
    return told


def told_by(switch: SwitchOn, member: Member) -> Values:
    """Return what an app is told of a member of a group by one school that switched it on for the group."""
    bases = bases_of(switch.app)
    given = agreed(switch.app_id, member)
    values = member.read()
    return {
        code: values[code]
        for code in ITEMS
        if code in values and code in switch.items and code in bases and (bases[code] != Basis.CONSENT or code in given)
    }


def agreed(app_id: int, member: Member) -> frozenset[str]:
    """Return the items of a member that it has been agreed to tell an app, at the member's school."""
    with scope_of(READER):
        rows = Consent.objects.within(member.org_path).filter(app=app_id, withdrawn_at=None, **member.about)
        return frozenset(rows.values_list("item", flat=True))


def bases_of(app: App) -> dict[str, str]:
    """Return the items that the review allowed, each with its legal basis."""
    return dict(AppItem.objects.filter(app=app, is_allowed=True).values_list("item", "basis"))


def allowed_of(app: App) -> frozenset[str]:
    return frozenset(bases_of(app))


def reach_of(app_id: int) -> list[Reach]:
    """Return the schools that have switched an app on today, by path; four statements however many there are."""
    app = in_use().filter(pk=app_id).first()
    if app is None:
        return []
    bases = bases_of(app)
    first = SwitchOn.objects.within("").filter(app=app).order_by().values("school").annotate(Min("valid_from"))
    since = {row["school"]: row["valid_from__min"] for row in first}
    found = []
    for switch in switched_on([app]).select_related("school").order_by("org_path"):
        items = frozenset(switch.items) & frozenset(bases)
        found.append(
            Reach(
                switch.school_id, switch.school.name, switch.org_path, frozenset(switch.groups), items,
                frozenset(item for item in items if bases[item] == Basis.CONSENT),
                since[switch.school_id], switch.switched_at, switch.last_fetched_at,
            )
        )  # fmt: skip
    return found


def reaching(actor: Actor, app_id: int | None = None) -> list[tuple[SwitchOn, Member]]:
    """Return what is switched on today for a group that the actor is in, with the member that they are there."""
    mine: dict[str, list[Member]] = defaultdict(list)
    for member in memberships(actor):
        mine[member.org_path].append(member)
    apps = in_use() if app_id is None else in_use().filter(pk=app_id)
    found = switched_on(apps).filter(org_path__in=mine).order_by("app__name_key", "id") if mine else []
    return [(switch, member) for switch in found for member in mine[switch.org_path] if member.group in switch.groups]


def _joined(told: Values, more: Values) -> Values:
    """Put together what two schools tell of one guardian."""
    children = [*told.get("children", []), *more.get("children", [])]
    return {**more, **told, **({"children": children} if children else {})}


def _found(apps: QuerySet[App]) -> App:
    app = apps.first()
    if app is None:
        raise NotFoundHere
    return app
