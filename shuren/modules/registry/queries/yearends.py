"""Year-end acts: their figures by place and grade, whom they leave behind, what has happened since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.paths import STEP, line_of
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.tabular.staging import execute
from shuren.modules.registry import permissions as can
from shuren.modules.registry.models import YearEnd, YearEndTally, YearResult
from shuren.modules.registry.models.yearends import OUTCOMES, WHYS
from shuren.modules.registry.rules.yearend import Outcome
from shuren.modules.registry.workflows import YearEndState
from shuren.spine.orgs.models import Org
from shuren.spine.people import api as people

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

NAMED = 10  # pupils whom a refusal names; the others are counted
USUAL = (Outcome.UP, Outcome.GRADUATE)

TOUCHED = """
WITH touched AS (
  SELECT e.name, s.name AS school FROM registry_yearresult r
  JOIN people_enrolment e ON e.id = r.enrolment_id JOIN orgs_org s ON s.id = r.school_id
  WHERE r.year_end_id = %(act)s AND CASE
    WHEN r.outcome = 'up' THEN e.left_on IS NOT NULL OR e.entry_year <> r.entry_year OR e.school_id <> r.school_id
    WHEN r.outcome = 'stay' THEN e.left_on IS NOT NULL OR e.entry_year <> r.entry_year + 1
      OR e.status <> r.status OR e.school_class_id IS NOT NULL
    WHEN r.outcome = 'wait' THEN false
    ELSE e.left_on IS NULL OR e.status NOT IN ('07', '08', '09')
      OR EXISTS (SELECT FROM people_enrolment n WHERE n.person_id = e.person_id AND n.left_on IS NULL AND n.id <> e.id)
      OR EXISTS (SELECT FROM people_enrolment n WHERE n.school_id = e.school_id AND n.school_no = e.school_no
                 AND n.left_on IS NULL AND n.id <> e.id) END
  UNION ALL
  SELECT e.name, s.name FROM registry_yearresult r JOIN registry_yearresult later ON later.enrolment_id = r.enrolment_id
    AND later.year > r.year AND later.is_settled
  JOIN people_enrolment e ON e.id = r.enrolment_id JOIN orgs_org s ON s.id = r.school_id
  WHERE r.year_end_id = %(act)s
  UNION ALL
  SELECT d.name, s.name FROM registry_yearresult r JOIN registry_diploma d ON d.enrolment_id = r.enrolment_id
    AND d.voided_at IS NULL
  JOIN orgs_org s ON s.id = r.school_id WHERE r.year_end_id = %(act)s AND r.outcome <> 'up'
)
SELECT name || '（' || school || '）', count(*) OVER () FROM touched ORDER BY school, name LIMIT %(limit)s
"""


def touched_since(act: YearEnd) -> tuple[list[str], int]:
    """Return some names of those whose registration has changed since an act, and how many there are."""
    found = execute(sql.SQL(TOUCHED), {"act": act.pk, "limit": NAMED}).fetchall()
    return [name for name, _count in found], found[0][1] if found else 0


def acts_for(actor: Actor) -> QuerySet[YearEnd]:
    rows: QuerySet[YearEnd] = YearEnd.objects.visible_to(actor, can.close_year)
    return rows


def act_for(actor: Actor, act_id: int) -> YearEnd:
    """Return an act at or below the actor's node. Raises NotFoundHere, Forbidden."""
    found = acts_for(actor).filter(pk=act_id).first()
    if found is None:
        raise NotFoundHere
    return found


def totals(act: YearEnd) -> dict[str, int]:
    """Return how many pupils an act leads to each outcome."""
    tallies = YearEndTally.objects.within("").filter(year_end=act).order_by()
    return dict(tallies.values_list("outcome").annotate(Sum("pupils")))


@dataclass
class Line:
    """One place or grade and its pupils by outcome; `url` leads to what it is made of."""

    label: str
    url: str = ""
    counts: dict[str, int] = field(default_factory=lambda: {outcome.value: 0 for outcome in Outcome})

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Table:
    """An act's figures at one node: by the nodes directly below, and by grade."""

    trail: list[tuple[str, str]]
    places: list[Line]
    grades: list[Line]


def figures(act: YearEnd, at: str) -> Table:
    """Gather an act's figures at a node at or below the act's own; any other text means the act's node."""
    at = at if at.startswith(act.org_path) else act.org_path
    tallies = YearEndTally.objects.within(at).filter(year_end=act).order_by("org_path", "stage", "grade")
    places: dict[str, Line] = {}
    grades: dict[tuple[str, int], Line] = {}
    for path, stage, grade, outcome, pupils in tallies.values_list("org_path", "stage", "grade", "outcome", "pupils"):
        place = path[: len(at) + STEP]
        places.setdefault(place, Line(place)).counts[outcome] += pupils
        key = (stage, grade)
        grades.setdefault(key, Line(people.grade_label(stage, grade))).counts[outcome] += pupils
    own = reverse("registry:year_end", args=(act.pk,))
    names = dict(Org.objects.within(act.org_path).filter(path__in=[*places, *_between(act.org_path, at)])
                 .values_list("path", "name"))  # fmt: skip
    for path, line in places.items():
        line.label = names.get(path, path)
        line.url = f"{own}?at={path}#figures" if path != at else ""
    order = [stage.value for stage in people.STAGE_YEARS]
    return Table(
        [(names.get(path, ""), f"{own}?at={path}#figures") for path in _between(act.org_path, at)],
        [] if list(places) == [at] else list(places.values()),
        [grades[key] for key in sorted(grades, key=lambda key: (order.index(key[0]), key[1]))],
    )


def _between(top: str, at: str) -> list[str]:
    """Return the paths below `top` down to `at`."""
    return [path for path in line_of(at) if len(path) > len(top)]


def left_behind(act: YearEnd) -> QuerySet[YearResult]:
    """Return the pupils of an act that neither go up nor graduate."""
    rows: QuerySet[YearResult] = YearResult.objects.within(act.org_path).filter(year_end=act)
    return rows.exclude(outcome__in=USUAL).select_related("enrolment", "school")


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(enrolment__name__startswith=text)


LEFT_BEHIND = Listing(
    columns=(
        Column("name", _("姓名"), lambda row: row.enrolment.name, "enrolment__name_key",
               link=lambda row: people.person_address(row.enrolment.person_id)),
        Column("school", _("学校"), lambda row: row.school.name, "school__name_key"),
        Column("grade", _("年级"), lambda row: gettext(people.grade_label(row.stage, row.grade))),
        Column("outcome", _("结果"), lambda row: row.get_outcome_display()),
        Column("why", _("原因"), lambda row: row.get_why_display()),
    ),
    default_sort="name",
    filters=(
        Filter("outcome", _("结果"), [item for item in OUTCOMES if item[0] not in USUAL]),
        Filter("why", _("原因"), [item for item in WHYS if item[0]]),
    ),
    search=_search,
    search_hint=_("姓名"),
)  # fmt: skip
ACTS = Listing(
    columns=(
        Column("year", _("学年"), lambda row: str(row.school_year), "year",
               link=lambda row: reverse("registry:year_end", args=(row.pk,))),
        Column("org", _("办理单位"), lambda row: row.org_name),
        Column("state", _("状态"), lambda row: row.get_state_display()),
        Column("pupils", _("涉及人数"), lambda row: row.pupils, align="end"),
        Column("prepared", _("提出人"), lambda row: row.prepared_by_name),
        Column("prepared_at", _("提出时间"), lambda row: row.prepared_at, "prepared_at"),
        Column("applied_at", _("办理时间"), lambda row: row.applied_at),
    ),
    default_sort="-prepared_at",
    filters=(Filter("state", _("状态"), YearEndState.choices),),
)  # fmt: skip
