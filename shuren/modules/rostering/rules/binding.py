"""Which addresses there are: OneRoster 1.2 Rostering Service, REST/JSON Binding 1.0, section 2.

An operation is named by the steps of its address without the identifiers between them: ("schools", "classes") stands
at /schools/{sourcedId}/classes.
"""

from dataclasses import dataclass
from typing import Final

BASE: Final = "/ims/oneroster/rostering/v1p2"
DISCOVERY: Final = "discovery/onerosterv1p2rostersservice_openapi3_v1p0.json"  # section 2.5

_SCOPES: Final = "https://purl.imsglobal.org/spec/or/v1p2/scope/"
CORE: Final = f"{_SCOPES}roster-core.readonly"
FULL: Final = f"{_SCOPES}roster.readonly"
DEMOGRAPHICS: Final = f"{_SCOPES}roster-demographics.readonly"


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of object, and under which names many of it and one of it are told."""

    name: str
    many: str
    one: str
    fields: tuple[str, ...]


_EVERY: Final = ("sourcedId", "status", "dateLastModified", "metadata")
SESSION: Final = Resource(
    "session", "academicSessions", "academicSession",
    (*_EVERY, "title", "startDate", "endDate", "type", "parent", "children", "schoolYear"),
)  # fmt: skip
ORG: Final = Resource("org", "orgs", "org", (*_EVERY, "name", "type", "identifier", "parent", "children"))
COURSE: Final = Resource(
    "course", "courses", "course",
    (*_EVERY, "title", "schoolYear", "courseCode", "grades", "subjects", "org", "subjectCodes", "resources"),
)  # fmt: skip
CLASS: Final = Resource(
    "class", "classes", "class",
    (
        *_EVERY, "title", "classCode", "classType", "location", "grades", "subjects", "course", "school", "terms",
        "subjectCodes", "periods", "resources",
    ),
)  # fmt: skip
ENROLLMENT: Final = Resource(
    "enrollment", "enrollments", "enrollment",
    (*_EVERY, "user", "class", "school", "role", "primary", "beginDate", "endDate"),
)  # fmt: skip
USER: Final = Resource(
    "user", "users", "user",
    (
        *_EVERY, "userMasterIdentifier", "username", "userIds", "enabledUser", "givenName", "familyName", "middleName",
        "preferredFirstName", "preferredMiddleName", "preferredLastName", "pronouns", "roles", "userProfiles",
        "primaryOrg", "identifier", "email", "sms", "phone", "agents", "grades", "password", "resources",
    ),
)  # fmt: skip
PERSONAL: Final = Resource(
    "demographics", "demographics", "demographics",
    (
        *_EVERY, "birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity",
        "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth", "publicSchoolResidenceStatus",
    ),
)  # fmt: skip
OF_PERSONS: Final = frozenset({USER, ENROLLMENT, PERSONAL})


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: what is read there, which of it (`only`), within what, and which scope opens it."""

    name: str
    steps: tuple[str, ...]
    resource: Resource
    is_one: bool = False
    only: str = ""

    @property
    def scopes(self) -> frozenset[str]:
        """Section 6.1: the core covers collections and single objects, `roster.readonly` also what is nested."""
        if self.resource is PERSONAL:
            return frozenset({DEMOGRAPHICS})
        return frozenset({FULL}) if len(self.steps) > 1 else frozenset({CORE, FULL})

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the identifiers in the address are called."""
        if self.is_one:
            return ("sourcedId",)
        return tuple(f"{HOLDERS[step]}SourcedId" for step in self.steps[:-1])

    @property
    def template(self) -> str:
        """Return the address below the base, with its identifiers in braces."""
        names = iter(self.names)
        parts = [part for step in self.steps for part in (step, f"{{{next(names, '')}}}")]
        return "/" + "/".join(part for part in parts if part != "{}")


HOLDERS: Final = {
    "schools": "school", "classes": "class", "courses": "course", "students": "student", "teachers": "teacher",
    "terms": "term", "users": "user",
}  # fmt: skip
_FLAT: Final = {
    "academicSessions": ("AcademicSession", SESSION), "gradingPeriods": ("GradingPeriod", SESSION),
    "terms": ("Term", SESSION), "orgs": ("Org", ORG), "schools": ("School", ORG), "courses": ("Course", COURSE),
    "classes": ("Class", CLASS), "enrollments": ("Enrollment", ENROLLMENT), "users": ("User", USER),
    "students": ("Student", USER), "teachers": ("Teacher", USER), "demographics": ("Demographics", PERSONAL),
}  # fmt: skip
_PLURALS: Final = {"Class": "Classes", "Demographics": "Demographics"}
_NESTED: Final = (
    ("getClassesForSchool", "schools", "classes"),
    ("getCoursesForSchool", "schools", "courses"),
    ("getEnrollmentsForSchool", "schools", "enrollments"),
    ("getStudentsForSchool", "schools", "students"),
    ("getTeachersForSchool", "schools", "teachers"),
    ("getTermsForSchool", "schools", "terms"),
    ("getEnrollmentsForClassInSchool", "schools", "classes", "enrollments"),
    ("getStudentsForClassInSchool", "schools", "classes", "students"),
    ("getTeachersForClassInSchool", "schools", "classes", "teachers"),
    ("getStudentsForClass", "classes", "students"),
    ("getTeachersForClass", "classes", "teachers"),
    ("getClassesForCourse", "courses", "classes"),
    ("getClassesForStudent", "students", "classes"),
    ("getClassesForTeacher", "teachers", "classes"),
    ("getClassesForUser", "users", "classes"),
    ("getClassesForTerm", "terms", "classes"),
    ("getGradingPeriodsForTerm", "terms", "gradingPeriods"),
)

COLLECTIONS: Final = {
    (step,): Operation(f"getAll{_PLURALS.get(name, f'{name}s')}", (step,), resource, only=step)
    for step, (name, resource) in _FLAT.items()
} | {
    tuple(steps): Operation(name, tuple(steps), _FLAT[steps[-1]][1], only=steps[-1]) for name, *steps in _NESTED
}  # fmt: skip
SINGLES: Final = {
    (step,): Operation(f"get{name}", (step,), resource, is_one=True, only=step)
    for step, (name, resource) in _FLAT.items()
}  # fmt: skip
OPERATIONS: Final = (*COLLECTIONS.values(), *SINGLES.values())
