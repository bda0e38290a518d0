"""The list of guardians."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.listing import Column, Filter
from shuren.kernel.identifiers import tidy
from shuren.spine.people.models import Guardianship
from shuren.spine.people.permissions import view_guardians
from shuren.spine.people.queries.lists import (
    PeopleList,
    by_choice,
    found_by_name,
    holding_id,
    looks_like_id,
    place_filters,
)
from shuren.spine.people.queries.nodes import Place
from shuren.spine.people.queries.words import code_choices, code_name

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

_NAME = Column(
    "name",
    _("监护人"),
    lambda row: row.name,
    "name_key",
    link=lambda row: reverse("people:person", args=(row.guardian_id,)),
)
_CHILD = Column(
    "child", _("学生"), lambda row: row.child_name, link=lambda row: reverse("people:person", args=(row.child_id,))
)
_COMMON = (
    Column("relation", _("与学生关系"), lambda row: code_name("family", row.relation)),
    Column("phone", _("联系电话"), lambda row: row.phone),
)
_SCHOOL = Column("school", _("学校"), lambda row: row.school.name)


def _columns(place: Place) -> tuple[Column, ...]:
    return (_NAME, *_COMMON, _CHILD) if place.is_school else (_NAME, *_COMMON, _CHILD, _SCHOOL)


def _filters(place: Place, query: Mapping[str, str], actor: Actor) -> tuple[Filter, ...]:
    relations = code_choices("family")
    return (
        *place_filters(place, query, actor),
        Filter("relation", _("与学生关系"), relations, by_choice("relation", relations)),
    )


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    tidied = tidy(text)
    if looks_like_id(tidied):
        return rows.filter(guardian__in=holding_id(tidied))
    if any(character.isdigit() for character in tidied):
        return rows.filter(phone_index__matches=tidied)
    return found_by_name(rows, text)


def _rows() -> QuerySet[Any]:
    rows: QuerySet[Any] = Guardianship.objects.select_related("school")
    return rows


GUARDIANS = PeopleList(
    kind="guardians",
    label=_("监护人"),
    needed=view_guardians,
    rows=_rows,
    columns=_columns,
    filters=_filters,
    search=_search,
    search_hint=_("监护人姓名、拼音首字母、身份证件号或完整电话"),
    taken=(Column("school", _("学校"), lambda row: row.school.name),),
)
