"""Finding cases, running and ended: by state, step, unit, time; and taking what was found out as a file."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor, covers
from shuren.kernel.audit.actions import record
from shuren.kernel.cases import queries
from shuren.kernel.cases.declare import newest
from shuren.kernel.cases.models import Case, Party, Result, Stay
from shuren.kernel.cases.route import steps
from shuren.kernel.cases.state import End
from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.listing import Choices, Filter, Listing, Page
from shuren.kernel.paths import NOWHERE
from shuren.kernel.periods import ONE_DAY
from shuren.site.cases import events, pages, permissions
from shuren.spine.identity import queries as identity
from shuren.spine.orgs.models import Level, Org

STATES: Choices = (
    ("running", _("办理中")), ("ended", _("已办结")), *((code, label) for code, label in Result.choices if code),
)  # fmt: skip
PACES: Choices = (
    ("open", _("正在办理")), ("overdue", _("已超期")), ("done", _("已办完")), ("late", _("超期办完")),
)  # fmt: skip
DONE = (End.DONE, End.REJECTED, End.RETURNED)  # ends of a stay that its signer brought about
ABOUT_STAYS = ("step", "pace", "left_from", "left_to")
TYPED = {
    "opened_from": _("申请时间起"), "opened_to": _("申请时间止"), "ended_from": _("办结时间起"),
    "ended_to": _("办结时间止"), "left_from": _("环节办完起"), "left_to": _("环节办完止"),
}  # fmt: skip
AUTHORITIES = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.ZONE)
UNITS = 300  # offered to choose from


def page(actor: Actor, query: Mapping[str, str]) -> Page:
    """Return the page of cases that a query string asks for: running ones where it does not say."""
    asked = _asked(actor, query)
    return listing(actor, asked).page(found(actor, asked), asked, actor)


@transaction.atomic
def export(actor: Actor, query: Mapping[str, str], form: str) -> HttpResponseBase:
    """Return the cases that a query string asks for as a file; that it was taken is recorded."""
    asked = _asked(actor, query)
    chosen = listing(actor, asked)
    rows = taken(chosen, found(actor, asked), asked)
    record(actor=actor, label=events.LIST_TAKEN, org_path=actor.path, subject=("", ""), details={"count": len(rows)})
    return exported(chosen, rows, name=gettext("办件 %(day)s") % {"day": timezone.localdate().isoformat()}, form=form)


def _asked(actor: Actor, query: Mapping[str, str]) -> dict[str, str]:
    """Return what a query string asks for: running cases where it names no state, any where it leaves it open.

    Who holds no office has few cases, and looks for how they ended.
    """
    usual = "any" if actor.path.startswith(NOWHERE) else "running"
    return {**query, "state": query.get("state", usual) or "any"}


def found(actor: Actor, query: Mapping[str, str]) -> QuerySet[Case]:
    """Return the cases an actor may see, narrowed by what is asked of one and the same stay at a step."""
    rows = pages.listed(queries.visible_to(actor, permissions.handle_cases))
    unit = query.get("unit", "")
    if any(query.get(key) for key in ABOUT_STAYS):
        return rows.filter(Exists(stays(query, unit).filter(case=OuterRef("pk"))))
    return rows.filter(Exists(Party.objects.within(unit).filter(case=OuterRef("pk")))) if unit else rows


def stays(query: Mapping[str, str], unit: str) -> QuerySet[Stay]:
    """Return the stays at and below a unit that are at the step, of the pace and left in the time asked for."""
    rows: QuerySet[Stay] = Stay.objects.within(unit)
    try:
        start, end = (
            date.fromisoformat(text) if (text := query.get(key)) else None for key in ("left_from", "left_to")
        )
    except ValueError:
        return rows.none()
    rows = rows.filter(left_between(start, end))
    if step := query.get("step"):
        rows = rows.filter(step=step)
    pace = query.get("pace", "")
    return rows.filter(of_pace(pace)) if pace in dict(PACES) else rows


def of_pace(pace: str) -> Q:
    """Return the condition on a stay at a step with a promise: open, overdue, done or done late."""
    done = Q(how__in=DONE, worked_days__isnull=False)
    return Q(days__isnull=False) & {
        "open": Q(left_at=None), "overdue": Q(left_at=None, due_on__lt=timezone.localdate()),
        "done": done, "late": done & Q(worked_days__gt=F("days")),
    }[pace]  # fmt: skip


def left_between(start: date | None, end: date | None) -> Q:
    """Return the condition that a stay ended on one of the days, both included."""
    return _between("left_at", start, end)


def _between(field: str, start: date | None, end: date | None) -> Q:
    wanted = Q(**{f"{field}__gte": _midnight(start)}) if start else Q()
    return wanted & Q(**{f"{field}__lt": _midnight(end + ONE_DAY)}) if end else wanted


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def listing(actor: Actor, query: Mapping[str, str]) -> Listing:
    """Return the list of cases with what it can be narrowed by; a type that was chosen brings its steps."""
    kept: Callable[[QuerySet[Any], str], QuerySet[Any]] = lambda rows, _value: rows  # noqa: E731  done in `found`
    return replace(
        pages.LISTING,
        filters=(
            Filter("type", _("事项"), pages.type_choices),
            Filter("state", _("状态"), STATES, apply=_in_state),
            Filter("step", _("环节"), _steps_of(query.get("type", "")), apply=kept),
            Filter("pace", _("环节进度"), PACES, apply=kept),
            Filter("unit", _("单位"), _units(actor, query.get("unit", "")), apply=kept),
            *(Filter(key, label, (), apply=kept if key in ABOUT_STAYS else _day(key)) for key, label in TYPED.items()),
        ),
    )


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "any":
        return rows
    ended = {"running": Q(outcome=""), "ended": ~Q(outcome="")}
    return rows.filter(ended.get(value, Q(outcome=value)))


def _day(key: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    field, side = key.split("_")

    def narrowed(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        day = date.fromisoformat(value)
        return rows.filter(_between(f"{field}_at", day, None) if side == "from" else _between(f"{field}_at", None, day))

    return narrowed


def _steps_of(code: str) -> Choices:
    try:
        return [(step.code, gettext(step.label)) for step in steps(newest(code).route)]
    except ValueError:
        return []


def _units(actor: Actor, chosen: str) -> Choices:
    """Return the units a list may be narrowed to: the authorities below an authority above them, else schools."""
    below: QuerySet[Org] = Org.objects.visible_to(actor, permissions.handle_cases).filter(closed_on=None)
    found = list(below.filter(level__in=AUTHORITIES).order_by("path").values_list("path", "name")[:UNITS])
    if len(found) <= 1:
        found = list(below.exclude(level=Level.CAMPUS).order_by("path").values_list("path", "name")[:UNITS])
    if chosen and covers(actor.path, chosen) and chosen not in dict(found):
        found += identity.org_names([chosen]).items()
    return found if len(found) > 1 else []
