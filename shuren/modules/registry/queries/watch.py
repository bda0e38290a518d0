"""控辍保学: the ledger, one child with its log, what the months were like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.http.related import Line
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.registry import permissions as can
from shuren.modules.registry.models import WatchChild, WatchMonth, WatchPaper, WatchStep
from shuren.modules.registry.models.watch import CATEGORIES, IS_OPEN, OUTCOMES, SOURCES
from shuren.modules.registry.queries import problems
from shuren.modules.registry.rules.pupils import COMPULSORY
from shuren.modules.registry.rules.roster import long_since
from shuren.modules.registry.rules.watch import is_dropout, month_before
from shuren.spine.orgs.models import Level, Org
from shuren.spine.people.models import Enrolment
from shuren.spine.people.queries.lists import place_filters
from shuren.spine.people.queries.nodes import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shuren.kernel.actors import Actor
    from shuren.kernel.words import Words

STATES = (
    ("suspected", _("疑似辍学")),
    ("dropout", _("辍学")),
    ("late", _("工作逾期")),
    ("closed", _("已销号")),
)
MONTHS = 12


def children_for(actor: Actor) -> QuerySet[Any]:
    """Return the ledger at and below the actor's node, closed entries included."""
    rows: QuerySet[Any] = WatchChild.objects.visible_to(actor, can.view_watch)
    return rows.select_related("school", "enrolment__school_class")


def child_for(actor: Actor, child_id: int) -> WatchChild:
    """Return one child of the ledger. Raises NotFoundHere, Forbidden."""
    found: WatchChild | None = children_for(actor).filter(pk=child_id).first()
    if found is None:
        raise NotFoundHere
    return found


def paper_for(actor: Actor, paper_id: int) -> WatchPaper | None:
    """Return a paper of a child's log that the actor may see."""
    rows = WatchPaper.objects.visible_to(actor, can.view_watch)
    found: WatchPaper | None = rows.select_related("file", "step__child").filter(pk=paper_id).first()
    return found


def steps_of(child: WatchChild) -> list[WatchStep]:
    """Return the log, latest first, each with its papers."""
    rows = WatchStep.objects.within(child.org_path).filter(child=child)
    found = list(rows.order_by("-on", "-id"))
    papers: dict[int, list[WatchPaper]] = {}
    held = WatchPaper.objects.within(child.org_path).filter(step__in=[step.pk for step in found])
    for paper in held.select_related("file").order_by("id"):
        papers.setdefault(paper.step_id, []).append(paper)
    for step in found:
        step.shown = papers.get(step.pk, [])
    return found


def enrolment_of(actor: Actor, person_id: int) -> Enrolment | None:
    """Return the enrolment of a pupil that lasts at the actor's school."""
    rows: QuerySet[Enrolment] = Enrolment.objects.visible_to(actor, can.enter_watch)
    return rows.filter(person_id=person_id, left_on=None).first()


def named_at_school(actor: Actor, text: str) -> list[Enrolment]:
    """Return the pupils of the actor's school whose name or school number is the text; at most ten."""
    rows: QuerySet[Enrolment] = Enrolment.objects.visible_to(actor, can.enter_watch)
    meant = Q(name=text.strip()) | Q(school_no=text.strip())
    return list(rows.filter(meant, left_on=None).select_related("school_class").order_by("id")[:10])


def open_at(path: str) -> list[tuple[str, str]]:
    """Return the children of a school's ledger as choices."""
    rows = WatchChild.objects.within(path).filter(IS_OPEN).order_by("name_key", "id")
    return [(str(row.pk), f"{row.name} · {row.get_category_display()}") for row in rows]


def about(actor: Actor, person_id: int) -> list[Line]:
    """Return what a pupil's page says: open problem files, and the entries of the ledger."""
    found: list[Line] = []
    if actor.may(can.view_problems):
        rows, note = problems.open_about(person_id, actor.path), str(_("问题学籍"))
        found += [Line(str(row.get_kind_display()), reverse("registry:problem", args=(row.pk,)), note) for row in rows]
    listed = WatchChild.objects.visible_to(actor, can.view_watch).filter(person_id=person_id)
    for child in listed.order_by("-id"):
        word: Words = child.get_outcome_display() if child.closed_on else standing(child)
        found.append(Line(str(_("控辍保学台账")), reverse("registry:watch_child", args=(child.pk,)), str(word)))
    return found


def standing(child: WatchChild) -> Words:
    """Return in a word how a child of the ledger counts."""
    words = dict(STATES)
    if child.closed_on:
        return words["closed"]
    return words["dropout" if is_dropout(child.since, timezone.localdate()) else "suspected"]


def _by_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    today = timezone.localdate()
    if value == "closed":
        return rows.exclude(IS_OPEN)
    opened = rows.filter(IS_OPEN)
    if value == "late":
        return opened.filter(due_on__lt=today)
    dropout = Q(since__lte=long_since(today))
    return opened.filter(dropout if value == "dropout" else ~dropout)


def _due(row: Any) -> Any:
    return row.due_on if row.closed_on is None else None


def listing(actor: Actor, query: Mapping[str, str]) -> Listing:
    """Return the ledger as a list at the actor's node."""
    place = place_of(actor)
    name = Column("name", _("姓名"), lambda row: row.name, "name_key",
                  link=lambda row: reverse("registry:watch_child", args=(row.pk,)))  # fmt: skip
    school = Column("school", _("学校"), lambda row: row.school.name)
    group = Column(
        "class", _("所在班级"), lambda row: row.enrolment.school_class.name if row.enrolment.school_class else ""
    )
    rest = (
        Column("state", _("状态"), standing),
        Column("category", _("原因"), lambda row: row.get_category_display(), "category"),
        Column("since", _("离校日期"), lambda row: row.since, "since"),
        Column("duty", _("下一步"), lambda row: "" if row.closed_on else row.get_duty_display()),
        Column("due", _("期限"), _due, "due_on"),
        Column("outcome", _("销号原因"), lambda row: row.get_outcome_display()),
    )
    return Listing(
        columns=(name, group, *rest) if place.is_school else (name, school, group, *rest),
        default_sort="due",
        filters=(
            *place_filters(place, query, actor),
            Filter("state", _("状态"), STATES, _by_state),
            Filter("category", _("原因"), CATEGORIES),
            Filter("source", _("来源"), SOURCES),
            Filter("outcome", _("销号原因"), OUTCOMES),
        ),
        search=lambda rows, text: rows.filter(name__startswith=text),
        search_hint=_("姓名"),
    )


def in_question(rows: QuerySet[Any], query: Mapping[str, str]) -> QuerySet[Any]:
    """Leave out who is off the ledger, unless the query asks for them."""
    return rows if query.get("state") == "closed" or query.get("outcome") else rows.filter(IS_OPEN)


def counts(actor: Actor) -> dict[str, int]:
    """Count who is on the ledger, as suspected and as having left school, and whose duties are late."""
    today = timezone.localdate()
    left, late = Q(since__lte=long_since(today)), Q(due_on__lt=today)
    rows = WatchChild.objects.visible_to(actor, can.view_watch).filter(IS_OPEN)
    found: dict[str, int] = rows.aggregate(
        suspected=Count("pk", filter=~left), dropout=Count("pk", filter=left), late=Count("pk", filter=late)
    )
    return found


@dataclass(frozen=True)
class Month:
    """How many came and went in a month, and how many there were at its end."""

    month: date
    entered: int
    closed: int
    returned: int
    listed: int


def trend(actor: Actor, today: date) -> list[Month]:
    """Return the last twelve months, this one included."""
    rows = WatchChild.objects.visible_to(actor, can.view_watch)
    came = dict(rows.annotate(month=TruncMonth("noted_on")).values_list("month").annotate(Count("pk")).order_by())
    went = rows.exclude(IS_OPEN).annotate(month=TruncMonth("closed_on")).order_by().values("month")
    gone = {one["month"]: one for one in went.annotate(all=Count("pk"), back=Count("pk", filter=Q(outcome="returned")))}
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.append(month_before(months[-1]))
    found = []
    for month in reversed(months):
        listed = sum(n for at, n in came.items() if at <= month) - sum(
            o["all"] for at, o in gone.items() if at <= month
        )
        here = gone.get(month, {"all": 0, "back": 0})
        found.append(Month(month, came.get(month, 0), here["all"], here["back"], listed))
    return found


def by_category(actor: Actor) -> list[tuple[Words, int]]:
    """Count who is on the ledger by the reason."""
    rows = WatchChild.objects.visible_to(actor, can.view_watch).filter(IS_OPEN)
    counted = dict(rows.order_by().values_list("category").annotate(Count("pk")))
    return [(label, counted[code]) for code, label in CATEGORIES if code in counted]


def by_place(actor: Actor) -> list[dict[str, Any]]:
    """Count by county, or in a county by school: on the ledger, having left, late, and back since 1 September."""
    level = "county" if place_of(actor).counties else "school"
    today = timezone.localdate()
    rows = WatchChild.objects.visible_to(actor, can.view_watch).order_by().values(f"{level}_id")
    counted = rows.annotate(
        name=F(f"{level}__name"),
        listed=Count("pk", filter=IS_OPEN),
        dropout=Count("pk", filter=IS_OPEN & Q(since__lte=long_since(today))),
        late=Count("pk", filter=IS_OPEN & Q(due_on__lt=today)),
        returned=Count("pk", filter=Q(outcome="returned")),
    )
    address = reverse("registry:watch")
    lines = counted.order_by(f"{level}__name_key", f"{level}_id")
    return [{**line, "url": f"{address}?{level}={line[f'{level}_id']}"} for line in lines]


def figures_of_month(path: str, month: date) -> dict[str, int]:
    """Return a school's figures of a month, as its report has them."""
    end = (month + timedelta(days=32)).replace(day=1)
    rows = WatchChild.objects.within(path)
    listed = Q(noted_on__lt=end) & (IS_OPEN | Q(closed_on__gte=end))
    figures: dict[str, int] = rows.aggregate(
        listed=Count("pk", filter=listed),
        dropouts=Count("pk", filter=listed & Q(since__lte=long_since(end - timedelta(days=1)))),
        entered=Count("pk", filter=Q(noted_on__gte=month, noted_on__lt=end)),
        closed=Count("pk", filter=Q(closed_on__gte=month, closed_on__lt=end)),
    )
    return figures


def has_compulsory(path: str) -> bool:
    """Say whether a school has pupils of compulsory age."""
    return bool(Enrolment.objects.within(path).filter(left_on=None, stage__in=COMPULSORY).exists())


def _schools(path: str) -> QuerySet[Org]:
    taught = Enrolment.objects.within(path).filter(left_on=None, stage__in=COMPULSORY).values("school")
    rows: QuerySet[Org] = Org.objects.within(path).filter(level=Level.SCHOOL, closed_on=None, pk__in=taught)
    return rows


def schools_without_month(month: date) -> list[tuple[int, str]]:
    """Return the schools that have not reported a month."""
    reported = WatchMonth.objects.within("").filter(month=month).values("school")
    return list(_schools("").exclude(pk__in=reported).values_list("pk", "path"))


def months_for(actor: Actor) -> QuerySet[Any]:
    """Return the monthly reports at and below the actor's node."""
    rows: QuerySet[Any] = WatchMonth.objects.visible_to(actor, can.view_watch)
    return rows.select_related("school")


def missing_months(actor: Actor, month: date) -> list[str]:
    """Return the names of the schools at and below the actor's node that have not reported a month."""
    reported = WatchMonth.objects.within(actor.path).filter(month=month).values("school")
    missing = _schools(actor.path).exclude(pk__in=reported).order_by("name_key")
    return list(missing.values_list("name", flat=True)[:200])


MONTHLY = Listing(
    columns=(
        Column("month", _("月份"), lambda row: f"{row.month:%Y-%m}", "month"),
        Column("school", _("学校"), lambda row: row.school.name),
        Column("listed", _("月末在册"), lambda row: row.listed, "listed", align="end"),
        Column("dropouts", _("其中辍学"), lambda row: row.dropouts, "dropouts", align="end"),
        Column("entered", _("本月新增"), lambda row: row.entered, align="end"),
        Column("closed", _("本月销号"), lambda row: row.closed, align="end"),
        Column("signed_by", _("签字人"), lambda row: row.signed_by),
        Column("signed_at", _("报告时间"), lambda row: row.signed_at),
    ),
    default_sort="-month",
    search=lambda rows, text: rows.filter(school__name__contains=text),
    search_hint=_("学校名称"),
)
