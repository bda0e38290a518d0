"""What a school may switch on, what it has, and what an app would get of one own pupil."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.sensitive import mask
from shuren.modules.apps.models import App, SwitchOn
from shuren.modules.apps.permissions import switch_on
from shuren.modules.apps.queries import words
from shuren.modules.apps.queries.granted import bases_of, in_use
from shuren.modules.apps.queries.members import Member, some_pupil
from shuren.modules.apps.rules import groups as naming
from shuren.modules.apps.rules.items import ITEMS, Basis
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.people.api import STAGE_YEARS, grade_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from shuren.kernel.actors import Actor


@dataclass(frozen=True)
class Sample:
    """One line of the example: an item, its value masked, and whether it waits for consent."""

    label: str
    value: str
    waits: bool


def selectable(actor: Actor) -> list[tuple[App, SwitchOn | None]]:
    """Return the apps in use that were admitted for the actor's school, each with what the school gave it."""
    if not actor.may(switch_on):
        raise NotFoundHere
    held = {row.app_id: row for row in own_switches(actor)}
    found = [app for app in in_use().order_by("name_key", "id") if actor.path.startswith(app.org_path)]
    return [(app, held.get(app.pk)) for app in found]


def selectable_app(actor: Actor, app_id: int) -> tuple[App, SwitchOn | None]:
    """Return one of those apps. Raises NotFoundHere."""
    for app, held in selectable(actor):
        if app.pk == app_id:
            return app, held
    raise NotFoundHere


def own_switches(actor: Actor) -> list[SwitchOn]:
    """Return what is switched on at the actor's school now."""
    today = timezone.localdate()
    rows = SwitchOn.objects.within(actor.path).filter(org_path=actor.path, ended_at=None, valid_to__gt=today)
    return list(rows.select_related("app").order_by("id"))


def offered_groups(actor: Actor, app: App) -> list[tuple[str, str]]:
    """Return the groups of the actor's school for which an app was admitted, youngest grade first, with their names."""
    found: list[str] = []
    for stage, grade in _grades(actor.path):
        if stage in app.stages:
            found += [naming.named(who, stage, grade) for who in ("pupil", "guardian") if who in app.audiences]
    if naming.STAFF in app.audiences:
        found.append(naming.STAFF)
    return [(group, words.group_label(group)) for group in found]


def offered_items(app: App) -> list[tuple[str, str]]:
    """Return the items that the review allowed, in the order of the dictionary, with their names."""
    allowed = bases_of(app)
    return [(code, words.item_label(code)) for code in ITEMS if code in allowed]


def sample(
    actor: Actor, app: App, groups: Collection[str], items: Collection[str]
) -> tuple[Member, list[Sample]] | None:
    """Return what an app would get of one own pupil, masked; None where no pupil is in the groups."""
    pupils = frozenset(group for group in groups if naming.read(group)[0] == "pupil")
    member = some_pupil(actor.path, pupils) if pupils else None
    if member is None:
        return None
    bases, values = bases_of(app), member.read()
    lines = [
        Sample(words.item_label(code), _masked(code, values[code]), bases[code] == Basis.CONSENT)
        for code in ITEMS
        if code in items and code in bases and code in values
    ]
    return member, lines


def _masked(code: str, value: Any) -> str:
    kind = ITEMS[code].mask
    if code == "stage":
        return words.stage_labels([value])
    return mask(kind, str(value)) if kind and value else str(value or "—")


def _grades(path: str) -> list[tuple[str, int]]:
    today = timezone.localdate()
    classes = SchoolClass.objects.within(path).filter(closed_on=None).order_by().values_list("stage", "entry_year")
    found = {(stage, grade_of(stage, entered, today)) for stage, entered in classes.distinct()}
    order = [str(stage) for stage in STAGE_YEARS]
    return sorted(((stage, grade) for stage, grade in found if grade), key=lambda one: (order.index(one[0]), one[1]))
