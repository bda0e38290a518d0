"""What bureaus set for the steps of case types, as dated data; the order of steps is code.

An application follows what holds at its node on its day: the nearest node upwards that has set something for a step.
A case keeps what it began with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from shuren.kernel.access import Permission, require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.cases.declare import CaseType
from shuren.kernel.cases.events import STEP_ADJUSTED
from shuren.kernel.cases.models import Adjustment
from shuren.kernel.cases.route import Route, Step, changed, steps, without
from shuren.kernel.messages import Message
from shuren.kernel.paths import line_of
from shuren.kernel.refusals import NotFoundHere, Refused


@dataclass(frozen=True)
class Setting:
    """What is to hold for a step from a day on; with nothing set, what holds further up or is declared."""

    days: int | None = None
    label: str = ""
    help: str = ""
    left_out: bool = False


class NotOptional(Refused):
    """“{step}”是必经环节，不能取消。可以调整的是办理时限、名称和提示。"""


class LongerThanDeclared(Refused):
    """“{step}”的法定时限是 {days} 个工作日，调整后的时限不能更长。请改为不超过 {days} 个工作日。"""


class DayPast(Refused):
    """起始日期不能早于今天：已经受理的办件按受理时的规定办理。"""


def in_force(kind: type[CaseType], path: str, day: date) -> dict[str, Adjustment]:
    """Return by step what holds for a type at a node on a day."""
    return {step: row for (_, step), row in _standing(_of(kind), path, day).items()}


def all_in_force(path: str, day: date) -> dict[tuple[str, str], Adjustment]:
    """Return by type and step what holds at a node on a day."""
    return _standing(Adjustment.objects.within(""), path, day)


def _standing(rows: QuerySet[Adjustment], path: str, day: date) -> dict[tuple[str, str], Adjustment]:
    here = rows.filter(org_path__in=line_of(path), valid_from__lte=day)
    standing = here.filter(Q(valid_to=None) | Q(valid_to__gt=day))
    return {(row.type, row.step): row for row in sorted(standing, key=lambda row: len(row.org_path))}


def around(kind: type[CaseType], path: str) -> list[Adjustment]:
    """Return what has been set for a type at a node, above and below it, latest first; what never held is left out."""
    here = _of(kind).filter(org_path__in=line_of(path))
    below = Adjustment.objects.within(path).filter(type=kind.code)
    rows = {row.pk: row for row in [*here, *below] if row.valid_to is None or row.valid_to > row.valid_from}
    return sorted(rows.values(), key=lambda row: (row.valid_from, row.pk), reverse=True)


def _of(kind: type[CaseType]) -> QuerySet[Adjustment]:
    rows: QuerySet[Adjustment] = Adjustment.objects.within("").filter(type=kind.code)
    return rows


def kept(rows: Iterable[Adjustment]) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Return what a case keeps of the settings it began with: the steps left out, and by step what was changed."""
    rows = list(rows)
    out = sorted(row.step for row in rows if row.left_out)
    set_ = {row.step: {"days": row.days, "label": row.label, "help": row.help} for row in rows if not row.left_out}
    return out, {step: {key: value for key, value in told.items() if value} for step, told in set_.items()}


def shaped(route: Route, left_out: Iterable[str], settings: dict[str, dict[str, Any]]) -> Route | None:
    """Return a route as it was set; None where nothing of it remains."""
    remaining = without(route, set(left_out))
    return remaining and changed(remaining, lambda step: replace(step, **settings.get(step.code, {})))


def route_at(kind: type[CaseType], path: str, day: date) -> Route:
    """Return the way that an application made at a node on a day would go."""
    return route_under(kind, all_in_force(path, day))


def route_under(kind: type[CaseType], standing: Mapping[tuple[str, str], Adjustment]) -> Route:
    """Return the way that an application would go under what holds, by type and step."""
    route = shaped(kind.route, *kept(row for (code, _), row in standing.items() if code == kind.code))
    if route is None:
        raise ValueError(f"{kind.code} has no step left.")
    return route


def step_of(kind: type[CaseType], code: str) -> Step:
    """Return a step of a type as it is declared. Raises NotFoundHere."""
    found = next((step for step in steps(kind.route) if step.code == code), None)
    if found is None:
        raise NotFoundHere
    return found


@transaction.atomic
def adjust(
    *, actor: Actor, needed: Permission, kind: type[CaseType], step: str, setting: Setting, basis: str, since: date
) -> Adjustment | None:
    """Set how a step goes for applications at and below the actor's node from a day on; return what is set, if it is.

    What was set there before ends that day; what was set to begin later never begins. Raises NotOptional,
    LongerThanDeclared, DayPast and NotFoundHere.
    """
    require(actor, needed, actor.path)
    declared = step_of(kind, step)
    label = Message(declared.label)
    if setting.left_out and not declared.optional:
        raise NotOptional(field="left_out", step=label)
    if setting.days and declared.days and setting.days > declared.days:
        raise LongerThanDeclared(field="days", step=label, days=declared.days)
    if since < timezone.localdate():
        raise DayPast(field="since")
    before = Adjustment.objects.within("").filter(type=kind.code, step=step, org_path=actor.path)
    open_ = before.filter(Q(valid_to=None) | Q(valid_to__gt=since))
    open_.filter(valid_from__gte=since).update(valid_to=F("valid_from"))
    open_.filter(valid_from__lt=since).update(valid_to=since)
    told = {"type": kind.label, "step": declared.label, "since": since.isoformat()}
    record(actor=actor, label=STEP_ADJUSTED, org_path=actor.path, subject=("cases.type", kind.code), details=told)
    if setting == Setting():
        return None
    row: Adjustment = Adjustment.objects.create(
        type=kind.code, step=step, org_path=actor.path, days=setting.days, label=setting.label, help=setting.help,
        left_out=setting.left_out, basis=basis, valid_from=since, set_by=actor.name, set_at=timezone.now(),
    )  # fmt: skip
    return row
