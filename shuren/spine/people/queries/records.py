"""The registers as lists of one school: what a template is filled with and a file is compared with."""
# ruff: noqa: SIM905  a list of many field names reads better as words

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from django.db import connection
from django.db.models import F, FilteredRelation, Q, QuerySet

from shuren.kernel.actors import system_actor
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.people.models import Enrolment, Post
from shuren.spine.people.permissions import record_people

if TYPE_CHECKING:
    from shuren.kernel.tabular.scopes import Scope

ENROLLED_ELSEWHERE = """
SELECT p.id_index FROM unnest(%(indexes)s::text[]) AS asked(id_index)
JOIN people_person p ON p.id_index = asked.id_index
JOIN people_enrolment e ON e.person_id = p.id AND e.left_on IS NULL AND e.school_id <> %(school)s
"""
CHECKER = system_actor("people.checking", "人员数据核对", record_people)

OF_PERSON = """
    former_name id_type id_no id_index nationality ethnic political health gatqw birthplace hukou hukou_kind
""".split()
OF_ENROLMENT = """
    id name name_key initials sex born_on school_no national_no national_index school_class_id stage entry_year
    entered_on left_on status study_mode enrol_way source left_behind is_migrant is_only_child had_preschool
    is_orphan is_martyrs_child needs_aid has_aid disability commute
""".split()
OF_GUARDIAN = {
    "g_name": "tie__name",
    "g_name_key": "tie__name_key",
    "g_initials": "tie__initials",
    "g_relation": "tie__relation",
    "g_phone": "tie__phone",
    "g_phone_index": "tie__phone_index",
    "g_id_no": "tie__guardian__id_no",
    "g_id_index": "tie__guardian__id_index",
}
OF_POST = """
    id name name_key initials sex staff_no teacher_no staff_kind post_kind status is_established education title
    subject stage certificate_no backbone_level ict_level ict_assessed_on from_on to_on is_main
""".split()
OF_STAFF = ("id_type", "id_no", "id_index", "ethnic", "political", "born_on", "phone", "phone_index")
KEY_DATA = (
    dict.fromkeys(("school_no", "name", "sex"), pl.String)
    | {"born_on": pl.Date}
    | dict.fromkeys(("national_index", "id_type", "id_index"), pl.String)
)
OF_CLASS = ("id", "code", "name", "stage", "entry_year", "years", "kind", "homeroom_teacher", "opened_on")


def students_of(scope: Scope) -> QuerySet[Any]:
    """Return a school's open enrolments with person and main guardian, by the names of the staged fields."""
    main = FilteredRelation("person__guardianships", condition=Q(person__guardianships__is_main=True))
    rows = Enrolment.objects.within(scope.path).filter(school_id=scope.org_id, left_on=None).annotate(tie=main)
    told = {name: F(f"person__{name}") for name in OF_PERSON} | {name: F(path) for name, path in OF_GUARDIAN.items()}
    found: QuerySet[Any] = rows.annotate(**told).values(*OF_ENROLMENT, *told)
    return found


def key_data_of(scope: Scope) -> pl.DataFrame:
    """Return the key data of the pupils enrolled at a school, numbers as their blind indexes, blank ones as null."""
    rows = Enrolment.objects.within(scope.path).filter(school_id=scope.org_id, left_on=None).order_by("id")
    told = ("school_no", "name", "sex", "born_on", "national_index", "person__id_type", "person__id_index")
    return pl.DataFrame(list(rows.values_list(*told)), schema=KEY_DATA, orient="row").with_columns(
        pl.col(pl.String).replace("", None)
    )


def staff_of(scope: Scope) -> QuerySet[Any]:
    """Return a school's open posts with the person, by the names of the staged fields."""
    rows = Post.objects.within(scope.path).filter(school_id=scope.org_id, to_on=None)
    told = {name: F(f"person__{name}") for name in OF_STAFF}
    found: QuerySet[Any] = rows.annotate(**told).values(*OF_POST, *told)
    return found


def classes_listed(scope: Scope) -> QuerySet[Any]:
    """Return a school's open classes, by the names of the staged fields."""
    rows = SchoolClass.objects.within(scope.path).filter(school_id=scope.org_id, closed_on=None)
    found: QuerySet[Any] = rows.values(*OF_CLASS)
    return found


def classes_to_join(scope: Scope) -> pl.DataFrame:
    """Return a school's open classes as what a pupil's row may refer to."""
    rows = SchoolClass.objects.within(scope.path).filter(school_id=scope.org_id, closed_on=None).order_by("code")
    schema = {"code": pl.String, "label": pl.String, "id": pl.Int64, "stage": pl.String, "entry_year": pl.Int64}
    return pl.DataFrame(
        list(rows.values_list("code", "name", "id", "stage", "entry_year")), schema=schema, orient="row"
    )


def enrolled_elsewhere(indexes: list[str], school_id: int) -> set[str]:
    """Return which identity numbers (their blind indexes) belong to pupils enrolled at another school.

    It looks behind the wall and tells nothing but yes or no.
    """
    with scope_of(CHECKER), connection.cursor() as cursor:
        cursor.execute(ENROLLED_ELSEWHERE, {"indexes": indexes, "school": school_id})
        return {index for (index,) in cursor.fetchall()}
