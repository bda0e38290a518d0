"""Objects of the standard as they are told (REST/JSON Binding, section 4): what is not granted is not there.

An item of the dictionary of `modules.apps` is a bit, so that what is told of somebody is one number.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from shuren.modules.rostering.rules.names import parted

ITEMS: Final = (
    "name", "role", "school", "school_code", "stage", "grade", "class", "student_no", "national_no", "sex",
    "birth_year", "staff_no", "subject", "phone", "children",
)  # fmt: skip
BITS: Final = {item: 1 << place for place, item in enumerate(ITEMS)}
SEX: Final = {"1": "male", "2": "female"}  # GB/T 2261.1; 0 and 9 are not known and not told
Told = dict[str, Any]


def bits(items: Iterable[str]) -> int:
    """Return some items as one number."""
    return sum(BITS[item] for item in set(items) if item in BITS)


def has(told: int, *items: str) -> bool:
    """Say whether all of these items are told.

    >>> has(bits(["name", "grade"]), "grade"), has(bits(["name"]), "name", "grade")
    (True, False)
    """
    return all(told & BITS[item] for item in items)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes objects for one reader: `base` is where the service stands."""

    base: str

    def ref(self, kind: str, address: str, sourced_id: str) -> Told:
        """Return a reference (GUIDRef, section 4.2)."""
        return {"href": f"{self.base}/{address}/{sourced_id}", "sourcedId": sourced_id, "type": kind}

    def org(self, sourced_id: str) -> Told:
        return self.ref("org", "orgs", sourced_id)

    def session(self, sourced_id: str) -> Told:
        return self.ref("academicSession", "academicSessions", sourced_id)

    def user(self, sourced_id: str) -> Told:
        return self.ref("user", "users", sourced_id)


def head(sourced_id: str, modified: datetime, *, is_here: bool = True) -> Told:
    """Return what every object has. Of what has gone nothing else is told.

    >>> head("7", datetime(2026, 9, 1, 8, tzinfo=UTC))["dateLastModified"]
    '2026-09-01T08:00:00.000000Z'
    """
    at = modified.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {"sourcedId": sourced_id, "status": "active" if is_here else "tobedeleted", "dateLastModified": at}


def school(writer: Writer, sourced_id: str, name: str, code: str, modified: datetime) -> Told:
    """Return a school. What it is called is public; who belongs to it is not."""
    del writer
    return {**head(sourced_id, modified), "name": name, "type": "school", "identifier": code}


def course(writer: Writer, sourced_id: str, org: str, year: str, modified: datetime) -> Told:
    """Return the one course of a school: its classes are those that pupils belong to, not those of a subject."""
    return {
        **head(sourced_id, modified), "title": "行政班", "courseCode": "homeroom",
        "schoolYear": writer.session(year), "org": writer.org(org),
    }  # fmt: skip


def school_class(
    writer: Writer, row: Mapping[str, Any], *, sourced_id: str, course: str, school: str, terms: Iterable[str]
) -> Told:
    """Return a class."""
    told = head(sourced_id, row["modified"], is_here=row["is_here"])
    if not row["is_here"]:
        return told
    told |= {
        "title": row["title"], "classCode": row["code"], "classType": "homeroom",
        "course": writer.ref("course", "courses", course), "school": writer.org(school),
        "terms": [writer.session(term) for term in terms],
    }  # fmt: skip
    return told | ({"grades": [row["grade"]]} if row["grade"] else {})


def enrollment(
    writer: Writer, row: Mapping[str, Any], *, sourced_id: str, user: str, of_class: str, school: str
) -> Told:
    """Return that somebody is in a class."""
    told = head(sourced_id, row["modified"], is_here=row["is_here"])
    if not row["is_here"]:
        return told
    told |= {
        "user": writer.user(user), "class": writer.ref("class", "classes", of_class), "school": writer.org(school),
        "role": row["role"],
    }  # fmt: skip
    return told | ({"primary": "true"} if row["role"] == "teacher" else {})


def demographics(sourced_id: str, row: Mapping[str, Any]) -> Told:
    """Return sex and year of birth. The standard knows no year alone, so that is an extension (metadata)."""
    told = head(sourced_id, row["modified"], is_here=row["is_here"])
    if row["is_here"] and row["sex"] in SEX:
        told["sex"] = SEX[row["sex"]]
    if row["is_here"] and row["birth_year"]:
        told["metadata"] = {"birthYear": row["birth_year"]}
    return told


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody at a school: as student, staff or guardian; `told` are the items that may be told of them there."""

    school: str
    kind: str
    role: str
    told: int
    values: Mapping[str, Any]
    agents: tuple[str, ...] = ()

    def of(self, item: str) -> str:
        """Return the value of an item, empty where there is none or it may not be told."""
        return str(self.values.get(item) or "") if has(self.told, item) else ""


def user(writer: Writer, sourced_id: str, modified: datetime, at: list[Membership]) -> Told:
    """Return a person with all that the schools tell together; of who is nowhere any more only that they have gone."""
    told = head(sourced_id, modified, is_here=bool(at))
    if not at:
        return told
    told["enabledUser"] = "true"
    name = _first(one.of("name") for one in at)
    extra = {"fullName": name} if name else {}
    if name:
        told["familyName"], told["givenName"] = parted(name)
    roles = _roles(writer, at)
    grades = _distinct(one.of("grade") for one in at if one.kind == "student")
    numbers = [
        {"type": kind, "identifier": number}
        for kind in ("student_no", "national_no", "staff_no")
        for number in _distinct(one.of(kind) for one in at)
    ]
    agents = _distinct(agent for one in at if has(one.told, "children") for agent in one.agents)
    extra |= {item: value for item in ("stage", "subject") if (value := _first(one.of(item) for one in at))}
    schools = _distinct(one.school for one in at if has(one.told, "school"))
    more = {
        "roles": roles, "grades": grades, "userIds": numbers, "agents": [writer.user(agent) for agent in agents],
        "identifier": numbers[0]["identifier"] if numbers else "", "phone": _first(one.of("phone") for one in at),
        "primaryOrg": writer.org(schools[0]) if schools else "", "metadata": extra,
    }  # fmt: skip
    return told | {field: value for field, value in more.items() if value}


def _roles(writer: Writer, at: list[Membership]) -> list[Told]:
    """Return each role at each school once; the first at a school is the primary one."""
    pairs = list(dict.fromkeys((one.school, one.role) for one in at if has(one.told, "role")))
    first = dict(reversed(pairs))
    return [
        {"roleType": "primary" if first[school] == role else "secondary", "role": role, "org": writer.org(school)}
        for school, role in pairs
    ]


def sessions(writer: Writer, year: int, bounds: Callable[[str], tuple[date, date]], names: Mapping[str, str],
             modified: datetime) -> list[Told]:  # fmt: skip
    """Return a school year and its two terms; `names` are their identifiers: "" the year, "1" autumn, "2" spring."""
    found = []
    for season, title in (("", "学年"), ("1", "学年秋季学期"), ("2", "学年春季学期")):
        start, end = bounds(season)
        found.append(
            {
                **head(names[season], modified), "title": f"{year}-{year + 1}{title}",
                "startDate": start.isoformat(), "endDate": end.isoformat(),
                "type": "term" if season else "schoolYear", "schoolYear": str(year + 1),
                **({"parent": writer.session(names[""])} if season else
                   {"children": [writer.session(names[one]) for one in ("1", "2")]}),
            }
        )  # fmt: skip
    return found


def _distinct(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")
