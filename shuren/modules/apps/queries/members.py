"""In which groups of which schools an actor is, and what the registers say of them.

Staff are known by the role in which they act; pupils and guardians by the person that their account belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils import timezone

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.periods import AcademicYear
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.apps.rules import groups
from shuren.spine.identity.permissions import GUARDIAN, PRINCIPAL, REGISTRAR, TEACHER
from shuren.spine.orgs.models import Org
from shuren.spine.people import api as registers
from shuren.spine.people.models import Enrolment, Guardianship, Person, Post
from shuren.spine.people.permissions import view_guardians, view_staff, view_students
from shuren.spine.people.queries.casework import person_of

STAFF_ROLES: Final = frozenset({PRINCIPAL.code, REGISTRAR.code, TEACHER.code})
READER = system_actor("apps.reading", "应用接入", view_students, view_staff, view_guardians)
Values = dict[str, Any]


@dataclass(frozen=True)
class Member:
    """Somebody in a group of a school, known as a person or by account; `read` gives all there is to tell of them."""

    org_path: str
    group: str
    person: int | None
    account: int | None
    name: str
    born_on: Any = None
    read: Callable[[], Values] = field(default=dict, compare=False, repr=False)

    @property
    def who(self) -> str:
        return groups.read(self.group)[0]

    @property
    def about(self) -> dict[str, int | None]:
        """Return by which columns consents name them."""
        return {"person_id": self.person} if self.person is not None else {"account_id": self.account}


def memberships(actor: Actor) -> list[Member]:
    """Return the groups an actor is in today; a guardian is in one for each child at school."""
    if actor.role in STAFF_ROLES and actor.id.startswith("account:"):
        return [_staff(actor)]
    person = person_of(actor)
    if person is None:
        return []
    with scope_of(READER):
        if actor.role == GUARDIAN.code:
            return [_guardian(row, person) for row in _children(person) if _grade(row)]
        return [pupil_member(row) for row in _enrolments(person=person) if _grade(row)]


def wards(actor: Actor) -> list[Member]:
    """Return the children for whom a guardian may agree and object, each in their own group."""
    person = person_of(actor) if actor.role == GUARDIAN.code else None
    if person is None:
        return []
    with scope_of(READER):
        return [pupil_member(row) for row in _children(person) if _grade(row)]


def some_pupil(path: str, allowed: frozenset[str]) -> Member | None:
    """Return a pupil of a school in one of some groups, the first by number, to show by example what an app gets."""
    with scope_of(READER):
        rows = Enrolment.objects.within(path).filter(left_on=None).select_related("school", "school_class", "person")
        this_year = AcademicYear.of(timezone.localdate()).first
        wanted = {groups.read(group)[1:] for group in allowed if groups.read(group)[0] != groups.STAFF}
        for stage, grade in sorted(wanted):
            entered = this_year - grade + 1
            found = rows.filter(stage=stage, entry_year=entered).order_by("id").first()
            if found is not None:
                return pupil_member(found)
    return None


def pupil_member(row: Enrolment) -> Member:
    """Return the group a pupil is in."""
    group = groups.named("pupil", row.stage, _grade(row))
    return Member(row.org_path, group, row.person_id, None, row.name, row.born_on, lambda: _pupil_values(row))


def _staff(actor: Actor) -> Member:
    person = person_of(actor)
    account = int(actor.id.partition(":")[2])
    return Member(actor.path, groups.STAFF, None, account, actor.name, None, lambda: _staff_values(actor, person))


def _guardian(row: Enrolment, person: int) -> Member:
    group = groups.named("guardian", row.stage, _grade(row))
    return Member(row.org_path, group, person, None, "", None, lambda: _guardian_values(row, person))


def _grade(row: Enrolment) -> int | None:
    return registers.grade_of(row.stage, row.entry_year, timezone.localdate())


def _enrolments(**where: Any) -> list[Enrolment]:
    rows = Enrolment.objects.within("").filter(left_on=None, **where)
    return list(rows.select_related("school", "school_class", "person").order_by("born_on", "id"))


def _children(guardian: int) -> list[Enrolment]:
    return _enrolments(person__in=Guardianship.objects.within("").filter(guardian=guardian).values("child"))


def _pupil_values(row: Enrolment) -> Values:
    return {
        "name": row.name, "role": "student", "school": row.school.name, "school_code": row.school.code,
        "stage": row.stage, "grade": registers.grade_label(row.stage, _grade(row)),
        "class": row.school_class.name if row.school_class else "", "student_no": row.school_no,
        "national_no": row.national_no.reveal() if row.national_no else "", "sex": row.sex,
        "birth_year": str(row.born_on.year),
    }  # fmt: skip


def _guardian_values(row: Enrolment, person: int) -> Values:
    with scope_of(READER):
        own = Person.objects.within("").get(pk=person)
        return {
            "name": own.name, "role": "guardian", "school": row.school.name, "school_code": row.school.code,
            "phone": own.phone.reveal() if own.phone else "",
            "children": [{"name": row.name, "class": row.school_class.name if row.school_class else ""}],
        }  # fmt: skip


def _staff_values(actor: Actor, person: int | None) -> Values:
    school = Org.objects.within("").get(path=actor.path)
    told = {"name": actor.name, "role": actor.role, "school": school.name, "school_code": school.code}
    if person is None:
        return told
    with scope_of(READER):
        post = Post.objects.within(actor.path).filter(person=person, to_on=None).select_related("person").first()
    if post is None:
        return told
    phone = post.person.phone.reveal() if post.person.phone else ""
    return told | {"sex": post.sex, "staff_no": post.staff_no, "subject": post.subject, "phone": phone}
