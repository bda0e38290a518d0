"""The list of students."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import system_actor
from shuren.kernel.http.listing import Column, Filter
from shuren.kernel.identifiers import tidy
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.orgs.queries.lookup import classes_at
from shuren.spine.people import rules
from shuren.spine.people.models import Enrolment
from shuren.spine.people.permissions import view_students
from shuren.spine.people.queries.lists import (
    PeopleList,
    by_choice,
    by_id,
    found_by_name,
    holding_id,
    looks_like_id,
    on_roll_filter,
    place_filters,
    starting,
)
from shuren.spine.people.queries.nodes import Place
from shuren.spine.people.queries.words import code_choices, code_name, masked_birth

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

COUNTER = system_actor("people.counting", "人员统计", view_students)
STANDING = (("present", _("在籍")), ("left", _("已离校")), ("any", _("在籍和已离校")))
STAGES = tuple((stage.value, _(label)) for stage, label in rules.STAGE_LABELS.items())


def grade_of(row: Enrolment) -> str:
    """Return the grade now, or where the pupil has left, the grade then."""
    on = row.left_on or timezone.localdate()
    return gettext(rules.grade_label(row.stage, rules.grade_of(row.stage, row.entry_year, on)))


def _class_of(row: Enrolment) -> str:
    return row.school_class.name if row.school_class else ""


_NAME = Column(
    "name",
    _("姓名"),
    lambda row: row.name,
    "name_key",
    link=lambda row: reverse("people:person", args=(row.person_id,)),
)
_NUMBER = Column("national_no", _("学籍号"), lambda row: row.national_no)
_COMMON = (
    Column("sex", _("性别"), lambda row: code_name("sex", row.sex)),
    Column("stage", _("学段"), lambda row: row.get_stage_display()),
    Column("grade", _("年级"), grade_of),
    Column("class", _("所在班级"), _class_of),
)
_STATUS = Column("status", _("状态"), lambda row: code_name("student_status", row.status))
_SCHOOL = Column("school", _("学校"), lambda row: row.school.name)


def _columns(place: Place) -> tuple[Column, ...]:
    if not place.is_school:
        return (_NAME, *_COMMON, _SCHOOL, _NUMBER, _STATUS)
    own = (
        Column("school_no", _("学号"), lambda row: row.school_no, "school_no"),
        Column("entered_on", _("入校日期"), lambda row: row.entered_on, "entered_on"),
    )
    return (_NAME, *_COMMON, *own, _NUMBER, _STATUS)


def _by_standing(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows if value == "any" else rows.filter(left_on__isnull=value != "left")


def _by_grade(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    stage, _dash, grade = value.partition("-")
    if (stage, int(grade) if grade.isdecimal() else 0) not in rules.grades():
        return rows.none()
    year = rules.entry_year_of(stage, int(grade), timezone.localdate())
    return rows.filter(stage=stage, entry_year=year)


def _grade_choices(stages: Container[str]) -> list[tuple[str, str]]:
    grades = ((stage, grade) for stage, grade in rules.grades() if stage in stages)
    return [(f"{stage}-{grade}", gettext(rules.grade_label(stage, grade))) for stage, grade in grades]


def _stages_at(school: int | None) -> Container[str]:
    """Return the stages in which anybody is or was on the roll of a school; all where none or an empty one is named."""
    known = {code for code, _label in STAGES}
    if school is None:
        return known
    rolls = Enrolment.objects.within("").filter(school=school).order_by()
    return set(rolls.values_list("stage", flat=True).distinct()) or known


def _filters(place: Place, query: Mapping[str, str], actor: Actor) -> tuple[Filter, ...]:
    statuses = code_choices("student_status")
    school = str(place.node.pk) if place.is_school and place.node else query.get("school", "")
    stages = _stages_at(int(school) if school.isdecimal() else None)
    filters = [
        *place_filters(place, query, actor),
        Filter("stage", _("学段"), [one for one in STAGES if one[0] in stages], by_choice("stage", STAGES)),
        Filter("grade", _("年级"), _grade_choices(stages), _by_grade),
    ]
    if school.isdecimal():
        filters.append(Filter("class", _("所在班级"), classes_at(int(school), actor.path), by_id("school_class_id")))
    filters += [
        Filter("standing", _("在籍情况"), STANDING, _by_standing),
        Filter("status", _("状态"), statuses, by_choice("status", statuses)),
        on_roll_filter("entered_on", "left_on"),
    ]
    return tuple(filters)


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    tidied = tidy(text)
    if looks_like_id(tidied):
        return rows.filter(person__in=holding_id(tidied))
    if tidied[:1] in {"G", "L"} and looks_like_id(tidied[1:]):
        return rows.filter(national_index__matches=tidied)
    if any(character.isdigit() for character in tidied):
        return rows.filter(starting("school_no", tidied))
    return found_by_name(rows, text)


def _rows() -> QuerySet[Any]:
    rows: QuerySet[Any] = Enrolment.objects.select_related("school", "school_class")
    return rows


STUDENTS = PeopleList(
    kind="students",
    label=_("学生"),
    needed=view_students,
    rows=_rows,
    columns=_columns,
    filters=_filters,
    search=_search,
    search_hint=_("姓名、拼音首字母、身份证件号、学籍号或学号"),
    taken=(
        Column("born_on", _("出生年份"), lambda row: masked_birth(row.born_on)),
        Column("school", _("学校"), lambda row: row.school.name),
        Column("school_no", _("学号"), lambda row: row.school_no),
        Column("study_mode", _("就读方式"), lambda row: code_name("study_mode", row.study_mode)),
        Column("entered_on", _("入校日期"), lambda row: row.entered_on),
        Column("left_on", _("离校日期"), lambda row: row.left_on),
    ),
    holds={"standing": "present"},
)


def enrolled_at(path: str, on: date) -> int:
    """Count the enrolments that hold on a day at and below a node the caller has checked."""
    with scope_of(COUNTER):  # two counts, each from an index alone; one with OR would read every row
        entered = Enrolment.objects.within(path).filter(entered_on__lte=on)
        return int(entered.filter(left_on=None).count() + entered.filter(left_on__gt=on).count())
