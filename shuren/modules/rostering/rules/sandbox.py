"""The roster of the sandbox: the synthetic people of a vendor, as objects of the standard. Nobody's data."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from shuren.kernel.periods import AcademicYear
from shuren.modules.rostering.rules import objects
from shuren.modules.rostering.rules.memory import Objects
from shuren.modules.rostering.rules.objects import BITS, Membership, Told, Writer

EVERYTHING: Final = objects.bits(BITS)
KINDS: Final = {
    "student": ("student", "student"),
    "teacher": ("staff", "teacher"),
    "guardian": ("guardian", "guardian"),
}


def roster(people: Iterable[tuple[str, Mapping[str, Any]]], writer: Writer, today: date) -> Objects:
    """Return the objects of the sandbox; `people` are identifiers with the values of the data items."""
    year = AcademicYear.of(today)
    at = datetime.combine(year.period.start, datetime.min.time(), UTC)
    known = [(subject, values) for subject, values in people]
    schools = {values["school_code"]: values["school"] for _subject, values in known}
    names = {season: _called("session", f"{year.first}{season}") for season in ("", "1", "2")}
    spans = {term.season: term.period for term in year.terms} | {"": year.period}
    bounds = {season: (span.start, span.end or span.start) for season, span in spans.items()}
    sessions = objects.sessions(writer, year.first, bounds.__getitem__, names, at)
    orgs = [objects.school(writer, _called("org", code), name, code, at) for code, name in sorted(schools.items())]
    courses = [
        objects.course(writer, _called("course", code), _called("org", code), names[""], at) for code in sorted(schools)
    ]
    groups = sorted({_class_of(values) for _subject, values in known if values["role"] == "student"})
    users = {subject: _user(writer, subject, values, at) for subject, values in known}
    by_role = {role: [users[one] for one, values in known if values["role"] == role] for role in KINDS}
    return Objects(
        {
            "academicSessions": sessions, "terms": sessions[1:], "gradingPeriods": [], "orgs": orgs, "schools": orgs,
            "courses": courses, "classes": [_class(writer, group, names, at) for group in groups],
            "enrollments": _enrollments(writer, known, groups, at), "users": list(users.values()),
            "students": by_role["student"], "teachers": by_role["teacher"],
            "demographics": [_demographics(one, values, at) for one, values in known if values["role"] == "student"],
        }
    )  # fmt: skip


def _called(kind: str, what: object) -> str:
    return hashlib.sha256(f"sandbox:{kind}:{what}".encode()).hexdigest()[:32]


def _class_of(values: Mapping[str, Any]) -> tuple[str, str, str]:
    return values["school_code"], values["grade"], values["class"]


def _class(writer: Writer, group: tuple[str, str, str], names: Mapping[str, str], at: datetime) -> Told:
    code, grade, title = group
    row = {"title": f"{grade}{title}", "code": title, "grade": grade, "is_here": True, "modified": at}
    return objects.school_class(
        writer, row, sourced_id=_called("class", group), course=_called("course", code), school=_called("org", code),
        terms=[names["1"], names["2"]],
    )  # fmt: skip


def _user(writer: Writer, subject: str, values: Mapping[str, Any], at: datetime) -> Told:
    kind, role = KINDS[values["role"]]
    member = Membership(_called("org", values["school_code"]), kind, role, EVERYTHING, values)
    return objects.user(writer, subject, at, [member])


def _enrollments(
    writer: Writer, known: list[tuple[str, Mapping[str, Any]]], groups: list[tuple[str, str, str]], at: datetime
) -> list[Told]:
    """Return the pupils of each class, and as its head one teacher of the school."""
    teachers = [(one, values["school_code"]) for one, values in known if values["role"] == "teacher"]
    pairs = [(one, "student", _class_of(values)) for one, values in known if values["role"] == "student"]
    for place, group in enumerate(groups):
        able = [one for one, school in teachers if school == group[0]]
        pairs += [(able[place % len(able)], "teacher", group)] if able else []
    return [
        objects.enrollment(
            writer, {"role": role, "is_here": True, "modified": at}, sourced_id=_called("enrollment", (one, group)),
            user=one, of_class=_called("class", group), school=_called("org", group[0]),
        )
        for one, role, group in pairs
    ]  # fmt: skip


def _demographics(subject: str, values: Mapping[str, Any], at: datetime) -> Told:
    row = {"is_here": True, "modified": at, "sex": values["sex"], "birth_year": values["birth_year"]}
    return objects.demographics(subject, row)
