"""The list of staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import system_actor
from shuren.kernel.http.listing import Column, Filter
from shuren.kernel.identifiers import tidy
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people.models import BackboneLevel, Post
from shuren.spine.people.permissions import view_staff
from shuren.spine.people.queries.lists import (
    PeopleList,
    by_choice,
    found_by_name,
    holding_id,
    looks_like_id,
    on_roll_filter,
    place_filters,
    starting,
)
from shuren.spine.people.queries.nodes import Place
from shuren.spine.people.queries.students import STAGES
from shuren.spine.people.queries.words import code_choices, code_name

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

COUNTER = system_actor("people.counting", "人员统计", view_staff)
STANDING = (("present", _("在职")), ("left", _("已离任")), ("any", _("在职和已离任")))
TEACHER_NO_DIGITS = 8

_NAME = Column(
    "name",
    _("姓名"),
    lambda row: row.name,
    "name_key",
    link=lambda row: reverse("people:person", args=(row.person_id,)),
)
_COMMON = (
    Column("sex", _("性别"), lambda row: code_name("sex", row.sex)),
    Column("staff_kind", _("类别"), lambda row: code_name("staff_kind", row.staff_kind)),
    Column("stage", _("任教学段"), lambda row: row.get_stage_display() if row.stage else ""),
    Column("subject", _("任教学科"), lambda row: code_name("subject_zxx", row.subject)),
    Column("title", _("职称"), lambda row: code_name("title_k12", row.title)),
    Column("education", _("学历"), lambda row: code_name("education", row.education)),
)
_SCHOOL = Column("school", _("学校"), lambda row: row.school.name)
_BACKBONE = Column(
    "backbone",
    _("骨干级别"),
    lambda row: "" if row.backbone_level == BackboneLevel.NONE else row.get_backbone_level_display(),
)


def _columns(place: Place) -> tuple[Column, ...]:
    if not place.is_school:
        return (_NAME, *_COMMON, _BACKBONE, _SCHOOL)
    return (_NAME, Column("staff_no", _("工号"), lambda row: row.staff_no, "staff_no"), *_COMMON, _BACKBONE)


def _by_standing(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows if value == "any" else rows.filter(to_on__isnull=value != "left")


def _filters(place: Place, query: Mapping[str, str], actor: Actor) -> tuple[Filter, ...]:
    tables = ("staff_kind", "subject_zxx", "title_k12", "ict_level")
    kinds, subjects, titles, levels = (code_choices(table) for table in tables)
    return (
        *place_filters(place, query, actor),
        Filter("kind", _("类别"), kinds, by_choice("staff_kind", kinds)),
        Filter("stage", _("任教学段"), STAGES, by_choice("stage", STAGES)),
        Filter("subject", _("任教学科"), subjects, by_choice("subject", subjects)),
        Filter("title", _("职称"), titles, by_choice("title", titles)),
        Filter("backbone", _("骨干级别"), BackboneLevel.choices, by_choice("backbone_level", BackboneLevel.choices)),
        Filter("ict", _("信息技术能力"), levels, by_choice("ict_level", levels)),
        Filter("standing", _("在职情况"), STANDING, _by_standing),
        on_roll_filter("from_on", "to_on"),
    )


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    tidied = tidy(text)
    if looks_like_id(tidied):
        return rows.filter(person__in=holding_id(tidied))
    if tidied.isdigit() and len(tidied) == TEACHER_NO_DIGITS:
        by_number = rows.filter(teacher_no=tidied)
        return by_number if by_number.exists() else rows.filter(starting("staff_no", tidied))
    if any(character.isdigit() for character in tidied):
        return rows.filter(starting("staff_no", tidied))
    return found_by_name(rows, text)


def _rows() -> QuerySet[Any]:
    rows: QuerySet[Any] = Post.objects.select_related("school")
    return rows


def employed_at(path: str, on: date) -> int:
    """Count the posts that hold on a day at and below a node the caller has checked."""
    held = Q(to_on=None) | Q(to_on__gt=on)
    with scope_of(COUNTER):
        return int(Post.objects.within(path).filter(held, from_on__lte=on).count())


STAFF = PeopleList(
    kind="staff",
    label=_("教职工"),
    needed=view_staff,
    rows=_rows,
    columns=_columns,
    filters=_filters,
    search=_search,
    search_hint=_("姓名、拼音首字母、身份证件号、工号或教师编号"),
    taken=(
        Column("school", _("学校"), lambda row: row.school.name),
        Column("staff_no", _("工号"), lambda row: row.staff_no),
        Column("teacher_no", _("教师编号"), lambda row: row.teacher_no),
        Column("ict", _("信息技术能力"), lambda row: code_name("ict_level", row.ict_level)),
        Column("from_on", _("任职起始日期"), lambda row: row.from_on),
        Column("to_on", _("任职终止日期"), lambda row: row.to_on),
    ),
    holds={"standing": "present"},
)
