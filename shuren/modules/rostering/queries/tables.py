"""The resources that are read from the registers: which rows each has, and by which columns they are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shuren.modules.apps import api as apps
from shuren.modules.apps.api import Kind
from shuren.modules.rostering.queries.columns import Column, Moment, Row, Text, Texts
from shuren.modules.rostering.queries.relations import (
    BIRTH,
    GRADE,
    IN_CLASS,
    NAME,
    ROLE,
    SEX,
    Statement,
    family_and_given,
)
from shuren.modules.rostering.queries.rosters import Roster
from shuren.modules.rostering.rules.objects import BITS

STATUS = "CASE WHEN r.is_here THEN 'active' ELSE 'tobedeleted' END"
TEACHING_SHIFT = 31  # a head of a class is called by class and post; numbers of posts stay below 2^31
NUMBERS = BITS["student_no"] | BITS["staff_no"]


@dataclass(frozen=True)
class Table:
    """A relation `r` with a key, the columns that can be compared, and in which column its schools are."""

    rows: Statement
    columns: Mapping[str, Column]
    key: str = "r.row_id"
    shown: str = "r.*"
    also: Mapping[str, Column] = field(default_factory=dict)


def _plain(text: str) -> Statement:
    return Statement(text)


def _common(roster: Roster, kind: Kind) -> dict[str, Column]:
    identifiers = roster.identifiers
    return {
        "sourcedId": Row(_plain("r.row_id"), lambda told: identifiers.number(kind, told)),
        "status": Text(_plain(STATUS)),
        "dateLastModified": Moment(_plain("r.modified")),
    }


def _person(roster: Roster, at: str) -> Row:
    return Row(_plain(at), lambda told: apps.person_by_subject(roster.app.id, told))


def _row(roster: Roster, kind: Kind, at: str, *, many: bool = False) -> Row:
    return Row(_plain(at), lambda told: roster.identifiers.number(kind, told), many)


def classes(roster: Roster, within: Statement | None = None) -> Table:
    """Classes; `within` is a condition on `k`."""
    columns: dict[str, Column] = {
        **_common(roster, Kind.CLASS),
        "title": Text(_told("title")), "classCode": Text(_told("code")),
        "classType": Text(_plain("CASE WHEN r.is_here THEN 'homeroom' END")),
        "grades": Texts(_plain("CASE WHEN r.is_here AND r.grade IS NOT NULL THEN ARRAY[r.grade] END")),
        "school.sourcedId": _row(roster, Kind.ORG, "CASE WHEN r.is_here THEN r.school_id END"),
        "course.sourcedId": _row(roster, Kind.COURSE, "CASE WHEN r.is_here THEN r.school_id END"),
    }  # fmt: skip
    return Table(Statement("SELECT * FROM klass k") + _where(within), columns)


def enrollments(roster: Roster, within: Statement | None = None) -> Table:
    """Who is in which class; `within` is a condition on `n`."""
    columns: dict[str, Column] = {
        **_common(roster, Kind.ENROLMENT),
        "sourcedId": Row(
            _plain(f"(CASE WHEN r.post_id = 0 THEN r.row_id ELSE -((r.row_id << {TEACHING_SHIFT}) | r.post_id) END)"),
            lambda told: _enrolled(roster, told),
        ),
        "role": Text(_told("role")),
        "primary": Text(_plain("CASE WHEN r.is_here AND r.role = 'teacher' THEN 'true' END")),
        "user.sourcedId": _person(roster, "CASE WHEN r.is_here THEN r.person_id END"),
        "class.sourcedId": _row(roster, Kind.CLASS, "CASE WHEN r.is_here THEN r.class_id END"),
        "school.sourcedId": _row(roster, Kind.ORG, "CASE WHEN r.is_here THEN r.school_id END"),
    }
    return Table(Statement("SELECT * FROM enrolled n") + _where(within), columns, key="r.row_id, r.post_id")


def _enrolled(roster: Roster, told: str) -> int | None:
    """Return the number by which a row is compared: a pupil's as it is, a head's below nought, so that none meet."""
    found = roster.identifiers.number(Kind.ENROLMENT, told)
    if found is not None:
        return found
    teaching = roster.identifiers.number(Kind.TEACHING, told)
    return None if teaching is None else -teaching


def users(roster: Roster, within: Statement | None = None, having: str = "") -> Table:
    """Persons, each once; `within` is a condition on `m`, `having` one on all of a person's rows."""
    rows = (
        Statement(
            f"""SELECT m.person_id AS row_id, bool_or(m.is_here) AS is_here, max(m.modified) AS modified,
  max(m.name) FILTER (WHERE m.is_here AND m.told & {NAME} <> 0) AS name,
  array_agg(DISTINCT m.role) FILTER (WHERE m.is_here AND m.told & {ROLE} <> 0) AS roles,
  array_agg(DISTINCT m.grade) FILTER (WHERE m.is_here AND m.kind = 'student' AND m.told & {GRADE} <> 0) AS grades,
  array_agg(DISTINCT m.school_id) FILTER (WHERE m.is_here AND m.told & {ROLE} <> 0) AS orgs,
  array_agg(DISTINCT m.number) FILTER (
    WHERE m.is_here AND m.number <> '' AND m.told & CASE m.kind WHEN 'student' THEN {BITS["student_no"]}
    WHEN 'staff' THEN {BITS["staff_no"]} ELSE 0 END <> 0) AS numbers
FROM member m"""  # noqa: S608  constants
        )
        + _where(within)
        + f" GROUP BY m.person_id{f' HAVING {having}' if having else ''}"
    )
    family, given = family_and_given("r.name")
    columns: dict[str, Column] = {
        **_common(roster, Kind.PERSON),
        "sourcedId": _person(roster, "r.row_id"),
        "enabledUser": Text(_plain("CASE WHEN r.is_here THEN 'true' END")),
        "familyName": Text(family), "givenName": Text(given), "metadata.fullName": Text(_plain("r.name")),
        "roles.role": Texts(_plain("r.roles")),
        "roles.org.sourcedId": _row(roster, Kind.ORG, "r.orgs", many=True),
        "grades": Texts(_plain("r.grades")), "userIds.identifier": Texts(_plain("r.numbers")),
    }  # fmt: skip
    return Table(rows, columns)


def demographics(roster: Roster) -> Table:
    """Persons of whom sex or year of birth may be told."""
    rows = Statement(
        f"""SELECT m.person_id AS row_id, bool_or(m.is_here) AS is_here, max(m.modified) AS modified,
  max(m.sex) FILTER (WHERE m.is_here AND m.told & {SEX} <> 0) AS sex,
  max(m.birth) FILTER (WHERE m.is_here AND m.told & {BIRTH} <> 0) AS birth_year,
  array_agg(DISTINCT m.school_id) AS schools
FROM member m WHERE m.kind <> 'guardian' AND m.told & {SEX | BIRTH} <> 0 GROUP BY m.person_id"""  # noqa: S608
    )
    sex = "CASE r.sex WHEN '1' THEN 'male' WHEN '2' THEN 'female' END"
    columns: dict[str, Column] = {
        **_common(roster, Kind.PERSON),
        "sourcedId": _person(roster, "r.row_id"),
        "sex": Text(_plain(sex)), "metadata.birthYear": Text(_plain("r.birth_year")),
    }  # fmt: skip
    return Table(rows, columns)


STUDENTS = f"bool_or(m.kind = 'student' AND m.told & {ROLE} <> 0)"
TEACHERS = f"bool_or(m.role = 'teacher' AND m.told & {ROLE} <> 0)"


def students_of(roster: Roster, of_class: int) -> Table:
    """The pupils of a class."""
    text = f"m.kind = 'student' AND m.class_id = %s AND m.told & {IN_CLASS} = {IN_CLASS}"
    return users(roster, Statement(text, [of_class]))


def teachers_of(roster: Roster, of_class: int) -> Table:
    """The teachers of a class."""
    text = "m.kind = 'staff' AND m.person_id IN (SELECT t.person_id FROM teaching t WHERE t.class_id = %s)"
    return users(roster, Statement(text, [of_class]), TEACHERS)


def classes_of(roster: Roster, person: int, role: str) -> Table:
    """The classes of a person: as student, as teacher, or (no role) as both."""
    text = "k.row_id IN (SELECT n.class_id FROM enrolled n WHERE n.person_id = %s AND n.is_here{})"
    values: list[object] = [person, role] if role else [person]
    return classes(roster, Statement(text.format(" AND n.role = %s" if role else ""), values))


def _told(column: str) -> Statement:
    return Statement(f"CASE WHEN r.is_here THEN r.{column} END")


def _where(within: Statement | None) -> Statement:
    return Statement("") if within is None else Statement(" WHERE ") + within
