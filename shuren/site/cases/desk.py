"""The desk: everything that awaits one's signature, over all types of cases, the most urgent first."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases import clock, queries
from shuren.kernel.cases.projection import KIND
from shuren.kernel.http.listing import Column, Filter, Listing, Page
from shuren.kernel.notices.actions import end_of
from shuren.kernel.notices.models import Notice
from shuren.kernel.notices.queries import open_for
from shuren.kernel.words import Words
from shuren.kernel.workdays.queries import calendar_lately
from shuren.site.cases import permissions

LIGHTS: tuple[tuple[str, Words], ...] = (
    ("red", _("已超期")), ("amber", _("即将到期")), ("green", _("期限内")), ("grey", _("不计时")),
)  # fmt: skip
OTHERS = 50  # to-dos that are no cases, at most
FAR = datetime(9999, 1, 1, tzinfo=UTC)  # when what has no limit is due, to sort by


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(Q(params__title__icontains=text) | Q(params__number=text.upper()))


LISTING = Listing(
    columns=(
        Column("title", _("事项"), lambda row: row.params["title"]),
        Column("due", _("办理期限"), lambda row: row.due_at, "urgency"),
        Column("asked", _("收到时间"), lambda row: row.asked_at, "asked_at"),
    ),
    default_sort="due",
    search=_named,
    search_hint=_("编号或内容"),
    size=50,
)


@dataclass(frozen=True, order=True)
class Tally:
    """How many to-dos of a type at a step show a light."""

    type: str
    step: str
    light: str
    count: int

    def answers(self, query: Mapping[str, str], *keys: str) -> bool:
        """Return whether they are among what a query string asks for by these of its keys."""
        return all(query.get(key, "") in {"", getattr(self, key)} for key in keys)


def todos(actor: Actor) -> QuerySet[Notice]:
    """Return what awaits an actor in cases."""
    return lit(open_for(actor).filter(kind=KIND), actor)


def others(actor: Actor) -> QuerySet[Notice]:
    """Return what awaits an actor elsewhere: returns to fill in, rosters to check, children to visit."""
    return lit(open_for(actor).exclude(kind=KIND), actor)[:OTHERS]


def lit(rows: QuerySet[Notice], actor: Actor) -> QuerySet[Notice]:
    """Return to-dos with `light`, by the actor's calendar, and `urgency`, which tell of the deadline."""
    today = timezone.localdate()
    ends = end_of(calendar_lately(actor.path).after(today, clock.SOON))
    light = Choice(
        When(due_at=None, then=Value("grey")), When(due_at__lt=timezone.now(), then=Value("red")),
        When(due_at__lte=ends, then=Value("amber")), default=Value("green"), output_field=CharField(),
    )  # fmt: skip
    return rows.annotate(urgency=Coalesce("due_at", Value(FAR)), light=light)


def desk(actor: Actor, query: Mapping[str, str]) -> tuple[Page, list[tuple[str, Words, int]]]:
    """Return the page of to-dos that a query string asks for, and how many there are of each light."""
    rows = todos(actor)
    tallies = _tallies(LISTING.narrowed(rows, query))
    total = sum(tally.count for tally in tallies if tally.answers(query, "type", "step", "light"))
    page = replace(LISTING, filters=_filters(tallies)).page(rows, query, actor, total)
    counts = Counter[str]()
    for tally in tallies:
        counts[tally.light] += tally.count if tally.answers(query, "type", "step") else 0
    return page, [(code, label, counts[code]) for code, label in LIGHTS]


def _tallies(rows: QuerySet[Notice]) -> list[Tally]:
    by = ("params__type", "params__step", "light")
    return [Tally(*found) for found in rows.order_by().values_list(*by).annotate(n=Count("pk"))]


def _filters(tallies: Iterable[Tally]) -> tuple[Filter, ...]:
    """Offer the types and steps that are among the to-dos."""
    found = sorted(tallies)
    types, at = dict.fromkeys(tally.type for tally in found), dict.fromkeys(tally.step for tally in found)
    return (
        Filter("type", _("类型"), [(label, gettext(label)) for label in types], lambda q, v: q.filter(params__type=v)),
        Filter("step", _("环节"), [(label, gettext(label)) for label in at], lambda q, v: q.filter(params__step=v)),
        Filter("light", _("期限"), LIGHTS),
    )


def task_of(text: str) -> tuple[int, int]:
    """Return case and task of what a form or a to-do calls them. Raises ValueError."""
    case, dot, task = text.partition(".")
    if not (case + dot + task).isascii():
        raise ValueError(text)
    return int(case), int(task)


def chosen(actor: Actor, texts: Iterable[str]) -> list[tuple[int, int]]:
    """Return the tasks that a form names, so far as they belong to cases that the actor may see."""
    named = dict.fromkeys(pair for text in texts for pair in _read(text))
    seen = set(
        queries.visible_to(actor, permissions.handle_cases)
        .filter(pk__in={c for c, _t in named})
        .values_list("pk", flat=True)
    )
    return [pair for pair in named if pair[0] in seen]


def _read(text: str) -> list[tuple[int, int]]:
    try:
        return [task_of(text)]
    except ValueError:
        return []
