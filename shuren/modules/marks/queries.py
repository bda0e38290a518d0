"""Reading marks: the register as a list, one pupil's record of studies, and what papers about it need."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import require
from shuren.kernel.actors import system_actor
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.periods import AcademicYear, Term
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular.scopes import Scope
from shuren.modules.marks import permissions as can
from shuren.modules.marks import rules
from shuren.modules.marks.models import Correction, Mark
from shuren.spine.orgs.models import Level
from shuren.spine.orgs.queries.lookup import classes_at, own_org, scope_in
from shuren.spine.people.models import Enrolment, Person
from shuren.spine.people.models.enrolments import STAGES
from shuren.spine.people.queries.lists import by_choice, by_id, is_initials, place_filters, starting
from shuren.spine.people.queries.nodes import place_of
from shuren.spine.standards import api as standards

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.spine.orgs.models import Org

READER = system_actor("marks.reader", "成绩查询", can.view_marks)
YEARS_BACK = 12  # a pupil is at school for so many years
SEASONS = (("1", _("秋季学期")), ("2", _("春季学期")))
STANDING = (("stands", _("有效")), ("withdrawn", _("已撤销")))
COMMON = ("13", "14", "41")  # 语文, 数学, 英语
ACROSS = 14  # subjects on one sheet: 60 pupils fit into what a browser may send at once
GIVEN = Q(score__isnull=False) | ~Q(level="")


@dataclass(frozen=True)
class TermMarks:
    """The marks of one term at one school, in the order of subjects."""

    year: int
    season: str
    school: str
    marks: list[Mark]

    @property
    def label(self) -> str:
        return rules.short_term(self.year, self.season)


@dataclass(frozen=True)
class PupilMarks:
    """A pupil's record of studies: terms, latest first, and what was corrected, latest first."""

    person_id: int
    name: str
    org_path: str
    terms: list[TermMarks]
    corrections: list[Correction]


class NotASchool(Refused):
    """成绩由学校登记：您现在的角色不在任何一所学校。请切换到学校的角色后再办理。"""


@dataclass(frozen=True)
class Sheet:
    """The marks of a class for one term: pupils down, subjects across."""

    school: Org
    groups: list[tuple[str, str]]
    group: str
    year: int
    season: str
    subjects: list[str]
    pupils: list[Enrolment]
    held: Mapping[tuple[int, str], Mark]

    @property
    def name(self) -> str:
        return dict(self.groups).get(self.group, "")

    @property
    def term(self) -> str:
        return rules.short_term(self.year, self.season)

    @property
    def chosen(self) -> dict[str, Any]:
        """What the address of this sheet asks for."""
        return {"class": self.group, "year": self.year, "term": self.season, "subject": self.subjects}

    def text(self, enrolment_id: int, subject: str) -> str:
        """Return what is held in a cell as one would type it."""
        found = self.held.get((enrolment_id, subject))
        return found.result.typed if found else ""

    def full(self, subject: str) -> str:
        """Return what most marks of a subject are out of; 100 where there are none."""
        found = Counter(mark.full for (_pupil, each), mark in self.held.items() if each == subject and mark.full)
        return rules.plain(found.most_common(1)[0][0] if found else rules.FULL)

    @property
    def stamp(self) -> str:
        """Tell this state of the marks from any other."""
        told = sorted((pupil, subject, str(mark.result)) for (pupil, subject), mark in self.held.items())
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]

    @property
    def scope(self) -> Scope:
        """Return the part of the register that the workbook of the school year speaks for."""
        return scope_in(self.school, self.year)


def subject_name(code: str) -> str:
    return standards.SUBJECT.name(code, get_language() or "zh")


def marks_visible(actor: Actor) -> QuerySet[Mark]:
    rows: QuerySet[Mark] = Mark.objects.visible_to(actor, can.view_marks)
    return rows.select_related("enrolment__school_class", "school")


def opened_for(actor: Actor, query: Mapping[str, str]) -> tuple[Listing, QuerySet[Mark]]:
    """Return the register as one actor sees it, with the rows that the place and no filter yet narrows."""
    place = place_of(actor)
    school = str(place.node.pk) if place.is_school and place.node else query.get("school", "")
    filters = [
        *place_filters(place, query, actor),
        Filter("year", _("学年"), years(), by_id("year")),
        Filter("term", _("学期"), SEASONS, by_choice("term", SEASONS)),
        Filter("stage", _("学段"), STAGES, by_choice("enrolment__stage", STAGES)),
        Filter("subject", _("学科"), subjects(), by_choice("subject", subjects())),
        Filter("standing", _("状态"), STANDING, _by_standing),
    ]
    if school.isdecimal():
        groups = classes_at(int(school), actor.path)
        filters.append(Filter("class", _("所在班级"), groups, by_id("enrolment__school_class_id")))
    columns = COLUMNS if place.is_school else (*COLUMNS, Column("school", _("学校"), lambda row: row.school.name))
    listing = Listing(columns, "-at", tuple(filters), _search, _("姓名、拼音首字母或学号"))
    return listing, marks_visible(actor).filter(**place.equalities)


def mark_for(actor: Actor, mark_id: int) -> Mark:
    """Return a mark that the actor may correct. Raises NotFoundHere."""
    rows: QuerySet[Mark] = Mark.objects.visible_to(actor, can.enter_marks).select_related("enrolment__school_class")
    found = rows.filter(pk=mark_id).first()
    if found is None:
        raise NotFoundHere
    return found


def person_of(mark: Mark) -> int:
    return int(mark.enrolment.person_id)


def marks_for(actor: Actor, person_id: int) -> PupilMarks:
    """Return a pupil's marks: all of them to whoever keeps the pupil now, else those given at and below one's node.

    Raises NotFoundHere for a person of whom there is nothing to see.
    """
    kept = Person.objects.visible_to(actor, can.view_marks).filter(pk=person_id).first()
    own = Enrolment.objects.visible_to(actor, can.view_marks).filter(person=person_id).first()
    if kept is None and own is None:
        raise NotFoundHere
    rows = marks_seen(actor, person_id)
    with scope_of(READER):
        found = Correction.objects.within("").filter(mark__in=[row.pk for row in rows]).order_by("-at", "-id")
        corrections = list(found.select_related("mark"))
    return PupilMarks(
        person_id,
        (kept or own).name,
        kept.org_path if kept else own.org_path,
        terms_of(rows),
        corrections,
    )


def marks_seen(actor: Actor, person_id: int) -> list[Mark]:
    """Return all marks of a person to whoever keeps the person now, else those given at and below one's node."""
    if Person.objects.visible_to(actor, can.view_marks).filter(pk=person_id).exists():
        return marks_of(person_id)
    return list(marks_visible(actor).filter(enrolment__person=person_id))


def marks_of(person_id: int) -> list[Mark]:
    """Return all marks of a person, wherever they were given; the caller has checked access."""
    with scope_of(READER):
        rows = Mark.objects.within("").filter(enrolment__person=person_id)
        return list(rows.select_related("enrolment__school_class", "school"))


def terms_of(rows: list[Mark]) -> list[TermMarks]:
    """Put marks into terms, latest first."""
    ordered = sorted(rows, key=lambda row: (-row.year, -int(row.term), row.school_id, row.subject))
    groups = groupby(ordered, key=lambda row: (row.year, row.term, row.school.name))
    return [TermMarks(*key, list(group)) for key, group in groups]


def record_of_studies(enrolment_id: int) -> list[Mark]:
    """Return the marks that stand of the stage to which an enrolment belongs, up to its end, earliest first.

    What earlier schools of the stage gave belongs to it; what was withdrawn does not. The caller has checked access.
    """
    with scope_of(READER):
        stay = Enrolment.objects.within("").filter(pk=enrolment_id).values("person", "stage", "entered_on").get()
        same = Q(enrolment=enrolment_id) | Q(
            enrolment__person=stay["person"], enrolment__stage=stay["stage"],
            enrolment__entered_on__lt=stay["entered_on"],
        )  # fmt: skip
        rows = Mark.objects.within("").filter(same, GIVEN).select_related("enrolment", "school")
        return list(rows.order_by("year", "term", "subject", "id"))


def studied(person_id: int) -> set[int]:
    """Return the enrolments of a person for which marks stand."""
    with scope_of(READER):
        rows = Mark.objects.within("").filter(GIVEN, enrolment__person=person_id)
        return set(rows.values_list("enrolment_id", flat=True))


def pupils_of(scope: Scope) -> pl.DataFrame:
    """Return who was a school's pupil in the school year of a scope, by school number, as what a row may refer to."""
    year = AcademicYear.of(scope.on).period
    there = Q(left_on=None) | Q(left_on__gt=year.start)
    rows = Enrolment.objects.within(scope.path).filter(there, school_id=scope.org_id, entered_on__lt=year.end)
    found = rows.order_by("school_no", "left_on", "-id").values_list("school_no", "name", "id", "stage")
    schema = {"code": pl.String, "label": pl.String, "id": pl.Int64, "stage": pl.String}
    latest = {number: (number, *rest) for number, *rest in found}  # without a last day they come last, and count
    return pl.DataFrame(list(latest.values()), schema=schema, orient="row")


def sheet_for(actor: Actor, asked: Mapping[str, str], subjects: list[str]) -> Sheet:
    """Return the sheet that a query string asks for, as far as it can be had: else the first class, the present term.

    Raises NotASchool.
    """
    require(actor, can.enter_marks)
    school = own_org(actor)
    if school is None or school.level != Level.SCHOOL:
        raise NotASchool
    groups, now = classes_at(school.pk, actor.path), Term.of(timezone.localdate())
    group = _among(asked.get("class", ""), [key for key, _name in groups])
    year = int(_among(asked.get("year", str(now.year.first)), [key for key, _name in years()]))
    season = _among(asked.get("term", now.season), list(rules.SEASONS))
    pupils = _class_in(school, group, year)
    marks = Mark.objects.within(school.path).filter(school=school, enrolment__in=[pupil.pk for pupil in pupils])
    held = {(mark.enrolment_id, mark.subject): mark for mark in marks.filter(year=year, term=season)}
    known = [code for code in subjects if standards.SUBJECT.get(code) is not None]
    shown = {*known, *(subject for _pupil, subject in held)}
    if not shown:
        shown = set(marks.values_list("subject", flat=True).distinct().order_by()) or set(COMMON)
    return Sheet(school, groups, group, year, season, sorted(shown)[:ACROSS], pupils, held)


def _among(asked: str, known: list[str]) -> str:
    return asked if asked in known else next(iter(known), "")


def _class_in(school: Org, group: str, year: int) -> list[Enrolment]:
    """Return who of a class was at the school in a school year, by school number."""
    period = AcademicYear(year).period
    there = Q(left_on=None) | Q(left_on__gt=period.start)
    rows = Enrolment.objects.within(school.path).filter(there, school=school, entered_on__lt=period.end)
    return list(rows.filter(school_class_id=group).order_by("school_no", "id")) if group else []


def years() -> list[tuple[str, str]]:
    newest = AcademicYear.of(timezone.localdate()).first
    return [(str(year), str(AcademicYear(year))) for year in range(newest, newest - YEARS_BACK, -1)]


def subjects() -> list[tuple[str, str]]:
    return [(value.code, value.name(get_language() or "zh")) for value in standards.SUBJECT]


def _by_standing(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.exclude(GIVEN) if value == "withdrawn" else rows.filter(GIVEN)


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    if any(character.isdigit() for character in text):
        return rows.filter(starting("enrolment__school_no", text))
    if is_initials(text):
        return rows.filter(starting("enrolment__initials", text.lower()))
    return rows.filter(starting("enrolment__name", text))


def _url(row: Mark) -> str:
    return reverse("marks:pupil", args=(row.enrolment.person_id,))


def _points_of(row: Mark) -> Any:
    return row.result.points if row.result.stands else _(rules.WITHDRAWN)


def _class_of(row: Mark) -> str:
    return row.enrolment.school_class.name if row.enrolment.school_class else ""


COLUMNS = (
    Column("name", _("姓名"), lambda row: row.enrolment.name, "enrolment__name_key", link=_url),
    Column("school_no", _("学号"), lambda row: row.enrolment.school_no),
    Column("class", _("所在班级"), _class_of),
    Column("term", _("学期"), lambda row: rules.short_term(row.year, row.term)),
    Column("subject", _("学科"), lambda row: subject_name(row.subject)),
    Column("points", _("成绩"), _points_of, align="end"),
    Column("level", _("等第"), lambda row: row.level),
    Column("credit", _("学分"), lambda row: rules.plain(row.credit), align="end"),
    Column("by", _("录入人"), lambda row: row.entered_by),
    Column("at", _("录入时间"), lambda row: row.entered_at, "entered_at"),
)


def term_label(mark: Mark) -> str:
    return rules.short_term(mark.year, mark.term)
