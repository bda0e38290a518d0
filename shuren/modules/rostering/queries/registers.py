"""Reading pages of a roster from the registers: for each a fixed number of statements, whatever it holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from shuren.kernel.sensitive import Sealed
from shuren.modules.apps import api as apps
from shuren.modules.apps.api import Kind
from shuren.modules.rostering.queries import tables
from shuren.modules.rostering.queries.columns import order, where
from shuren.modules.rostering.queries.relations import Statement, relations
from shuren.modules.rostering.queries.rosters import Roster
from shuren.modules.rostering.queries.tables import Table
from shuren.modules.rostering.rules import objects
from shuren.modules.rostering.rules.asking import Asked
from shuren.modules.rostering.rules.binding import (
    CLASS,
    ENROLLMENT,
    OF_PERSONS,
    PERSONAL,
    SINGLES,
    USER,
    Operation,
)
from shuren.modules.rostering.rules.filtering import Comparison
from shuren.modules.rostering.rules.memory import Objects, Page, Unknown
from shuren.modules.rostering.rules.objects import Membership, Told, Writer
from shuren.spine.orgs.models import Org
from shuren.spine.people.models import Enrolment, Person

Rows = list[dict[str, Any]]
MEMBERS = """SELECT m.*, EXISTS (SELECT FROM student s WHERE s.person_id = m.child_id AND s.is_here) AS child_is_told
FROM member m WHERE m.is_here AND m.person_id = ANY(%s) ORDER BY m.person_id, m.kind DESC, m.row_id"""
NATIONAL_NO: Any = Enrolment._meta.get_field("national_no")
PHONE: Any = Person._meta.get_field("phone")
NUMBERED = {"student": "student_no", "staff": "staff_no"}
ROLES = {"students": tables.STUDENTS, "teachers": tables.TEACHERS}


@dataclass
class Registers:
    """The objects of one roster, read as they are asked for."""

    roster: Roster
    writer: Writer

    def collection(self, operation: Operation, held: Sequence[str], asked: Asked) -> Page:
        """Return a page. Raises Unknown for an object in the address that this app may not know of, NotUnderstood."""
        if operation.resource not in {CLASS, *OF_PERSONS}:
            return self._few.collection(operation, held, asked)
        part, table = self._narrowed(operation, held)
        text = Statement(" FROM (") + table.rows + ") r"
        if asked.condition is not None:
            text += Statement(" WHERE ") + where(asked.condition, table.columns)
        ordered = order(asked, table.columns, table.key)
        if not part.reach:
            return Page([], 0)
        ((total,),) = _run(relations(part) + "SELECT count(*)" + text)
        page = Statement(f"SELECT {table.shown}") + text + ordered
        page += Statement(" LIMIT %s OFFSET %s", [asked.limit, asked.offset])
        return self._told(operation, _named(relations(part) + page) if total > asked.offset else [], total)

    def single(self, operation: Operation, sourced_id: str) -> Page:
        """Return one object as a page of one. Raises Unknown."""
        if operation.resource not in {CLASS, *OF_PERSONS}:
            return Page([self._few.single(operation, sourced_id)], 1)
        here = Asked(limit=1, condition=Comparison("sourcedId", "=", sourced_id))
        found = self.collection(operation, (), here)
        if not found.objects:
            raise Unknown
        return found

    # --- which rows -------------------------------------------------------------------------------------------------

    def _narrowed(self, operation: Operation, held: Sequence[str]) -> tuple[Roster, Table]:
        """Return the part of the roster that is read, and its table. Raises Unknown."""
        roster = self.roster
        holders = list(zip(operation.steps, held, strict=False))
        if holders and holders[0][0] == "schools":
            school = roster.identifiers.number(Kind.ORG, holders[0][1])
            roster = roster.of_schools([school] if school is not None else [])
            if not roster.reach:
                raise Unknown
            holders = holders[1:]
        if not holders:
            return roster, _flat(roster, operation)
        step, sourced_id = holders[0]
        return roster, self._nested(roster, operation.only, step, sourced_id)

    def _nested(self, roster: Roster, only: str, step: str, sourced_id: str) -> Table:
        if step in {"courses", "terms"}:
            self._few.single(_single(step), sourced_id)
            course = roster.identifiers.number(Kind.COURSE, sourced_id)
            return tables.classes(roster, Statement("k.school_id = %s", [course]) if step == "courses" else None)
        if step == "classes":
            of_class = roster.identifiers.number(Kind.CLASS, sourced_id)
            self._refuse_unknown(roster, tables.classes(roster), of_class)
            if of_class is None:
                raise Unknown
            if only == "enrollments":
                return tables.enrollments(roster, Statement("n.class_id = %s", [of_class]))
            named = tables.students_of if only == "students" else tables.teachers_of
            return named(roster, of_class)
        person = apps.person_by_subject(roster.app.id, sourced_id)
        self._refuse_unknown(roster, tables.users(roster, having=ROLES.get(step, "")), person)
        if person is None:
            raise Unknown
        return tables.classes_of(roster, person, {"students": "student", "teachers": "teacher"}.get(step, ""))

    def _refuse_unknown(self, roster: Roster, table: Table, number: int | None) -> None:
        if number is None or not roster.reach:
            raise Unknown
        found = Statement("SELECT 1 FROM (") + table.rows + Statement(") r WHERE r.row_id = %s LIMIT 1", [number])
        if not _run(relations(roster) + found):
            raise Unknown

    # --- what is told -----------------------------------------------------------------------------------------------

    def _told(self, operation: Operation, rows: Rows, total: int) -> Page:
        if operation.resource is CLASS:
            return Page([self._class(row) for row in rows], total)
        persons = {row["row_id"] if operation.resource is not ENROLLMENT else row["person_id"] for row in rows}
        if operation.resource is USER:
            return self._users(rows, persons, total)
        subjects = apps.subjects_of(self.roster.app.id, persons)
        if operation.resource is ENROLLMENT:
            told = [self._enrollment(row, subjects) for row in rows]
            return Page(told, total, Counter(row["school_id"] for row in rows))
        told = [objects.demographics(subjects[row["row_id"]], row) for row in rows]
        return Page(told, total, Counter(school for row in rows for school in row["schools"]))

    def _class(self, row: Mapping[str, Any]) -> Told:
        return objects.school_class(
            self.writer, row, sourced_id=self._of(Kind.CLASS, row["row_id"]),
            course=self._of(Kind.COURSE, row["school_id"]), school=self._of(Kind.ORG, row["school_id"]),
            terms=[self._session(season) for season in ("1", "2")],
        )  # fmt: skip

    def _enrollment(self, row: Mapping[str, Any], subjects: Mapping[int, str]) -> Told:
        number, kind = row["row_id"], Kind.ENROLMENT
        if row["post_id"]:
            number, kind = (number << tables.TEACHING_SHIFT) | row["post_id"], Kind.TEACHING
        return objects.enrollment(
            self.writer, row, sourced_id=self._of(kind, number), user=subjects[row["person_id"]],
            of_class=self._of(Kind.CLASS, row["class_id"]), school=self._of(Kind.ORG, row["school_id"]),
        )  # fmt: skip

    def _users(self, rows: Rows, persons: Collection[int], total: int) -> Page:
        found = _named(relations(self.roster) + Statement(MEMBERS, [list(persons)])) if persons else []
        children = {row["child_id"] for row in found if row["child_is_told"]}
        subjects = apps.subjects_of(self.roster.app.id, {*persons, *children})
        at: dict[int, list[Membership]] = defaultdict(list)
        for row in found:
            agents = (subjects[row["child_id"]],) if row["child_is_told"] else ()
            school = self._of(Kind.ORG, row["school_id"])
            at[row["person_id"]].append(Membership(school, row["kind"], row["role"], row["told"], _values(row), agents))
        told = [objects.user(self.writer, subjects[row["row_id"]], row["modified"], at[row["row_id"]]) for row in rows]
        pairs = {(row["person_id"], row["school_id"]) for row in found}
        return Page(told, total, Counter(school for _person, school in pairs))

    # --- the few ----------------------------------------------------------------------------------------------------

    @cached_property
    def _few(self) -> Objects:
        """Return what is at hand as a whole: school years and terms, schools, their courses."""
        roster, year = self.roster, self.roster.year
        terms = {term.season: term.period for term in year.terms}
        bounds = {season: (period.start, period.end or period.start) for season, period in terms.items()}
        bounds[""] = (year.period.start, year.period.end or year.period.start)
        names = {season: self._session(season) for season in bounds}
        sessions = objects.sessions(self.writer, year.first, bounds.__getitem__, names, roster.begins)
        schools = list(Org.objects.within("").filter(pk__in=roster.schools).order_by("path"))
        orgs = [
            objects.school(self.writer, self._of(Kind.ORG, one.pk), one.name, one.code, self._granted(one.pk))
            for one in schools
        ]
        courses = [
            objects.course(
                self.writer, self._of(Kind.COURSE, one.pk), self._of(Kind.ORG, one.pk), names[""],
                max(self._granted(one.pk), roster.begins),
            )
            for one in schools
            if "class" in roster.schools[one.pk].items
        ]  # fmt: skip
        return Objects(
            {
                "academicSessions": sessions, "terms": [one for one in sessions if one["type"] == "term"],
                "gradingPeriods": [], "orgs": orgs, "schools": orgs, "courses": courses,
            }
        )  # fmt: skip

    def _granted(self, school: int) -> Any:
        return self.roster.schools[school].granted_at

    def _of(self, kind: Kind, number: int) -> str:
        return self.roster.identifiers.of(kind, number)

    def _session(self, season: str) -> str:
        return self._of(Kind.SESSION, self.roster.year.first * 10 + int(season or 0))


def _flat(roster: Roster, operation: Operation) -> Table:
    if operation.resource is CLASS:
        return tables.classes(roster)
    if operation.resource is ENROLLMENT:
        return tables.enrollments(roster)
    if operation.resource is PERSONAL:
        return tables.demographics(roster)
    return tables.users(roster, having=ROLES.get(operation.only, ""))


def _single(step: str) -> Operation:
    return SINGLES[(step,)]


def _values(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of the items of a row; sealed ones are opened only where they may be told."""
    kind = row["kind"]
    values = {"name": row["name"], "grade": row["grade"], "stage": row["stage"], "subject": row["subject"]}
    if kind in NUMBERED:
        values[NUMBERED[kind]] = row["number"]
    item, sealed = ("national_no", NATIONAL_NO) if kind == "student" else ("phone", PHONE)
    if row["sealed"] and objects.has(row["told"], item):
        values[item] = Sealed(purpose=sealed.purpose, mask=sealed.mask, token=row["sealed"]).reveal()
    return values


def _run(statement: Statement) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.values)
        return list(cursor.fetchall())


def _named(statement: Statement) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
