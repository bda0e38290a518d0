"""Promised against real time: how many working days steps took, by step or by unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Aggregate, Count, FloatField, Max, Min, Q, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases import queries
from shuren.kernel.cases.declare import newest
from shuren.kernel.cases.models import Stay
from shuren.kernel.cases.route import steps
from shuren.kernel.http.listing import Choices, Column, Listing
from shuren.kernel.paths import STEP
from shuren.kernel.words import Words, translated
from shuren.site.cases import permissions
from shuren.site.cases.search import left_between, of_pace
from shuren.site.ui.formats import percent
from shuren.spine.identity import queries as identity
from shuren.spine.orgs.models import Level, Org
from shuren.spine.orgs.queries import lookup

PERIODS: Choices = (("year", _("本年")), ("quarter", _("本季度")), ("month", _("本月")), ("12", _("近 12 个月")))
SHOWN = 25  # lines a chart can show
MONTHS = 12


class Percentile(Aggregate):
    """The value below which a share of the rows lies, between two rows in proportion."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Line:
    """One step of a type, or one unit. Days are working days; `least` and `most` are those promised."""

    label: str
    type: str
    asked: Mapping[str, str]
    least: int | None
    most: int | None
    done: int
    median: float | None
    high: float | None
    late: int
    open: int
    overdue: int

    @property
    def promised(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"

    @property
    def late_share(self) -> float | None:
        return self.late / self.done if self.done else None

    @property
    def name(self) -> str:
        """What the line is called where its type does not stand beside it."""
        return f"{self.type} · {self.label}" if "step" in self.asked else self.label

    def url(self, pace: str) -> str:
        """Return where the cases that one of the figures counts are listed."""
        ended = pace in {"done", "late"}
        days = {} if ended else {"left_from": "", "left_to": ""}
        asked = {**self.asked, **days, "state": "any" if ended else "running", "pace": pace}
        return f"{reverse('cases:cases')}?{urlencode({key: value for key, value in asked.items() if value})}"


def _number(pace: str) -> Any:
    return lambda line: line.url(pace) if getattr(line, pace) else ""


LISTING = Listing(
    columns=(
        Column("label", _("环节或单位"), lambda line: line.label),
        Column("type", _("事项"), lambda line: line.type),
        Column("promised", _("承诺（工作日）"), lambda line: line.promised, align="end"),
        Column("done", _("办完（次）"), lambda line: line.done, align="end", link=_number("done")),
        Column("median", _("中位用时（工作日）"), lambda line: line.median, align="end"),
        Column("high", _("90% 在此之内（工作日）"), lambda line: line.high, align="end"),
        Column("late", _("超期办完（次）"), lambda line: line.late, align="end", link=_number("late")),
        Column("share", _("超期比例"), lambda line: percent(line.late_share), align="end"),
        Column("open", _("正在办理（次）"), lambda line: line.open, align="end", link=_number("open")),
        Column("overdue", _("已超期未办（次）"), lambda line: line.overdue, align="end", link=_number("overdue")),
    ),
    default_sort="",
)


def levels_for(actor: Actor) -> Choices:
    """Return what the lines may be: steps, the units right below the actor's, all schools below."""
    own = lookup.own_org(actor)
    if own is None or own.level == Level.SCHOOL:
        return ()
    return (("step", _("事项和环节")), ("below", _("本级和下一级单位")), ("school", _("各学校")))


def dates_of(period: str, today: date) -> tuple[date, date]:
    """Return the first and the last day of one of PERIODS."""
    first = {
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "month": today.replace(day=1),
        "12": (today - timedelta(days=today.day - 1 + 334)).replace(day=1),
    }
    return first.get(period, today.replace(month=1, day=1)), today


def lines(actor: Actor, query: Mapping[str, str]) -> list[Line]:
    """Return a line for each step, or each unit, with work in the period or at hand."""
    start, end = dates_of(query.get("period", ""), timezone.localdate())
    asked = {"left_from": start.isoformat(), "left_to": end.isoformat(), "unit": actor.path}
    rows = queries.stays_visible_to(actor, permissions.view_statistics).filter(days__isnull=False)
    if kind := query.get("type", ""):
        rows, asked = rows.filter(type=kind), asked | {"type": kind}
    by = query.get("by", "")
    if by not in dict(levels_for(actor)):
        by = "step"
    done = of_pace("done") & left_between(start, end)
    rows = rows.filter(done | of_pace("open"))
    if by == "step":
        return _by_step(_counted(rows, ("type", "step"), done), asked)
    return _by_unit(_counted(_at_units(rows, actor, by), ("unit",), done), asked)


def _counted(rows: QuerySet[Stay], keys: tuple[str, ...], done: Q) -> Iterable[dict[str, Any]]:
    found: QuerySet[Any] = rows.order_by().values(*keys)
    counted: QuerySet[Any] = found.annotate(
        least=Min("days"), most=Max("days"),
        done=Count("pk", filter=done), late=Count("pk", filter=done & of_pace("late")),
        open=Count("pk", filter=of_pace("open")), overdue=Count("pk", filter=of_pace("overdue")),
        median=Percentile("worked_days", share=0.5, filter=done),
        high=Percentile("worked_days", share=0.9, filter=done),
    )  # fmt: skip
    return counted.order_by(*keys)


def _at_units(rows: QuerySet[Stay], actor: Actor, by: str) -> QuerySet[Any]:
    """Tell for each stay the unit that it is counted with."""
    if by == "below":
        return rows.annotate(unit=Substr("org_path", 1, len(actor.path) + STEP))
    schools = Org.objects.within(actor.path).filter(level=Level.SCHOOL)
    return rows.filter(org_path__in=schools.values("path")).annotate(unit=Substr("org_path", 1))


def _by_step(found: Iterable[dict[str, Any]], asked: Mapping[str, str]) -> list[Line]:
    made = []
    for row in found:
        code, step = row.pop("type"), row.pop("step")
        kind = newest(code)
        order = {each.code: (place, gettext(each.label)) for place, each in enumerate(steps(kind.route))}
        place, label = order.get(step, (len(order), step))
        line = Line(label=label, type=translated(kind.label), asked={**asked, "type": code, "step": step}, **row)
        made.append(((code, place), line))
    return [line for _place, line in sorted(made, key=lambda pair: pair[0])]


def _by_unit(found: Iterable[dict[str, Any]], asked: Mapping[str, str]) -> list[Line]:
    rows = list(found)
    names = identity.org_names(row["unit"] for row in rows)
    kind: Words = translated(newest(asked["type"]).label) if asked.get("type") else _("全部")
    return [
        Line(label=names.get(unit, unit), type=str(kind), asked={**asked, "unit": unit}, **row)
        for row in rows
        for unit in [row.pop("unit")]
    ]
