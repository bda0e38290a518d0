"""What casework must know of one pupil, behind the wall: the case that asks has its own rules of who may apply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from shuren.kernel.actors import system_actor
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.identity.permissions import GUARDIAN
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.people import rules
from shuren.spine.people.models import Enrolment, Guardianship, Movement, Person, PersonAccount
from shuren.spine.people.permissions import view_students

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.kernel.sensitive import Sealed

CASEWORK = system_actor("people.casework_reading", "学籍业务查询", view_students)


@dataclass(frozen=True)
class Pupil:
    """An enrolment that lasts. `grade` counts from 1 within the stage, None outside; `grades` is the stage's length."""

    enrolment_id: int
    person_id: int
    name: str
    school_id: int
    school_name: str
    stage: str
    status: str
    entry_year: int
    grade: int | None
    grades: int
    school_no: str
    class_name: str
    org_path: str
    entered_on: date

    @property
    def grade_label(self) -> str:
        return gettext(rules.grade_label(self.stage, self.grade))


@dataclass(frozen=True)
class Group:
    """An open class that somebody may be put into; its entry year gives the grade."""

    pk: int
    name: str
    school_id: int
    stage: str
    entry_year: int

    @property
    def grade(self) -> int | None:
        return rules.grade_of(self.stage, self.entry_year, timezone.localdate())

    @property
    def grades(self) -> int:
        return rules.STAGE_YEARS[rules.Stage(self.stage)]

    @property
    def label(self) -> str:
        return f"{self.name} · {gettext(rules.grade_label(self.stage, self.grade))}"


@dataclass(frozen=True)
class Leave:
    """A suspension: since when, why (XJYDYY), the first day after it, and whether it has been extended."""

    since: date
    until: date
    extended: bool
    reason: str


@dataclass(frozen=True)
class Traces:
    """Enrolments of a person, the path of the one that lasts, and numbers of the cases in the person's history."""

    enrolments: list[int]
    stands_at: str
    case_numbers: list[str]


@dataclass(frozen=True)
class KeyData:
    """关键信息 as registered now; numbers sealed."""

    name: str
    sex: str
    born_on: date | None
    id_type: str
    id_no: Sealed | None


def pupil(enrolment_id: int) -> Pupil:
    """Return an enrolment that lasts, for a case that was opened about it. Raises NotFoundHere once it has ended."""
    with scope_of(CASEWORK):
        found = _open().filter(pk=enrolment_id).first()
        if found is None:
            raise NotFoundHere
        return _pupil(found)


def pupils(enrolment_ids: list[int]) -> list[Pupil]:
    """Return those of some enrolments that last, in the order of their ids."""
    with scope_of(CASEWORK):
        return [_pupil(row) for row in _open().filter(pk__in=enrolment_ids).order_by("id")] if enrolment_ids else []


def number_marks(enrolment_ids: list[int]) -> dict[int, str]:
    """Return the first letter of the registry number of each enrolment: G formal, L temporary; empty without one."""
    with scope_of(CASEWORK):
        held = Enrolment.objects.within("").filter(pk__in=enrolment_ids).values_list("pk", "national_no")
        return {pk: number.reveal()[:1] if number else "" for pk, number in held}


def find_pupil(*, national_no: str, name: str) -> Pupil | None:
    """Find who is enrolled anywhere under a registry number and a name; both must be right, or nothing is told."""
    with scope_of(CASEWORK):
        found = _open().filter(national_index__matches=national_no).first()
        return _pupil(found) if found is not None and found.name == name.strip() else None


def pupils_at(school_id: int, text: str) -> list[Pupil]:
    """Return a school's pupils whose name or school number is the text; at most ten."""
    meant = Q(name=text.strip()) | Q(school_no=text.strip())
    with scope_of(CASEWORK):
        return [_pupil(row) for row in _open().filter(meant, school_id=school_id).order_by("id")[:10]]


def doubles_of(*, name: str, sex: str, born_on: date) -> list[Pupil]:
    """Return who is enrolled anywhere with the same name, sex and day of birth."""
    same = Q(name=name, sex=sex, born_on=born_on)
    with scope_of(CASEWORK):
        return [_pupil(row) for row in _open().filter(same).order_by("id")[:10]]


def enrolled_under(id_no: str) -> Pupil | None:
    """Return who is enrolled anywhere under an identity number."""
    with scope_of(CASEWORK):
        found = _open().filter(person__id_index__matches=id_no).first() if id_no else None
        return _pupil(found) if found else None


def registered_under(number: str) -> Pupil | None:
    """Return who is enrolled anywhere under a registry number or, failing that, an identity number."""
    with scope_of(CASEWORK):
        found = _open().filter(national_index__matches=number).first() if number else None
    return _pupil(found) if found else enrolled_under(number)


def groups_at(school_id: int) -> list[Group]:
    """Return a school's open classes, newest entry first."""
    found = SchoolClass.objects.within("").filter(school_id=school_id, closed_on=None)
    return [_group(row) for row in found.order_by("-entry_year", "code")]


def group(class_id: int) -> Group:
    """Return an open class. Raises NotFoundHere."""
    found = SchoolClass.objects.within("").filter(pk=class_id, closed_on=None).first()
    if found is None:
        raise NotFoundHere
    return _group(found)


def pupil_at(path: str, person_id: int) -> Pupil | None:
    """Return the enrolment of a person that lasts at or below a node."""
    with scope_of(CASEWORK):
        found = _open(path).filter(person=person_id).first()
        return _pupil(found) if found else None


def traces_of(person_id: int) -> Traces:
    """Return what the cases about a pupil are found by."""
    with scope_of(CASEWORK):
        rows = list(Enrolment.objects.within("").filter(person=person_id).values_list("pk", "left_on", "org_path"))
        numbers = Movement.objects.within("").filter(person=person_id).values_list("case_number", flat=True)
        stands_at = next((path for _pk, left_on, path in rows if left_on is None), "")
        return Traces([pk for pk, _left_on, _path in rows], stands_at, [number for number in numbers if number])


def class_size(class_id: int) -> int:
    """Count who is in a class now."""
    with scope_of(CASEWORK):
        return int(Enrolment.objects.within("").filter(school_class_id=class_id, left_on=None).count())


def class_sizes(school_id: int) -> dict[int, int]:
    """Count who is in each class of a school now."""
    with scope_of(CASEWORK):
        held = Enrolment.objects.within("").filter(school_id=school_id, left_on=None, school_class__isnull=False)
        counted = held.order_by().values_list("school_class_id").annotate(count=Count("pk"))
        return dict(counted)


def number_is_taken(school_id: int, school_no: str) -> bool:
    """Say whether a school's pupil has the school number."""
    with scope_of(CASEWORK):
        held = Enrolment.objects.within("").filter(school_id=school_id, school_no=school_no, left_on=None)
        return bool(held.exists())


def leave_of(person_id: int) -> Leave | None:
    """Return the latest suspension of a pupil, None without one."""
    kinds = (rules.MovementKind.SUSPENDED, rules.MovementKind.EXTENDED)
    with scope_of(CASEWORK):
        rows = Movement.objects.within("").filter(person=person_id, kind__in=kinds, until__isnull=False)
        latest = rows.order_by("-id").first()
        if latest is None:
            return None
        began = rows.filter(kind=rules.MovementKind.SUSPENDED).order_by("-id").first() or latest
    return Leave(began.on, latest.until, latest.kind == rules.MovementKind.EXTENDED, latest.reason)


def key_data(enrolment_id: int) -> KeyData:
    """Return a pupil's key data. Raises NotFoundHere once the enrolment has ended."""
    with scope_of(CASEWORK):
        row = _open().filter(pk=enrolment_id).select_related("person").first()
        if row is None:
            raise NotFoundHere
        person: Person = row.person
    return KeyData(person.name, person.sex, person.born_on, person.id_type, person.id_no)


def number_belongs_to_other(id_no: str, person_id: int) -> bool:
    """Say whether an identity number is registered under somebody else."""
    with scope_of(CASEWORK):
        return bool(Person.objects.within("").filter(id_index__matches=id_no).exclude(pk=person_id).exists())


def accounts_close_to(person_id: int) -> frozenset[str]:
    """Return the accounts of a pupil and of the pupil's guardians: those whose own case it is.

    A guardian who is registered a second time, without a number, among the staff is known by name and phone.
    """
    with scope_of(CASEWORK):
        ties = list(Guardianship.objects.within("").filter(child=person_id))
        close = {person_id, *(tie.guardian_id for tie in ties)}
        phones = {(tie.name, tie.phone.reveal()) for tie in ties if tie.phone}
        meant = Q(person__in=close) | Q(person__name__in={name for name, _phone in phones})
        rows = PersonAccount.objects.filter(meant).select_related("account", "person")
        return frozenset(row.account.key for row in rows if row.person_id in close or _name_and_phone(row) in phones)


def _name_and_phone(row: PersonAccount) -> tuple[str, str]:
    return row.person.name, row.person.phone.reveal() if row.person.phone else ""


def accounts_under(id_no: str) -> frozenset[str]:
    """Return the account of whoever has an identity number, for a case that will make them a guardian."""
    with scope_of(CASEWORK):
        person = Person.objects.within("").filter(id_index__matches=id_no).values("pk") if id_no else []
        held = PersonAccount.objects.filter(person__in=person).select_related("account")
        return frozenset(row.account.key for row in held)


def with_account(persons: list[int]) -> set[int]:
    """Return which of some persons have an account as a guardian."""
    held = PersonAccount.objects.filter(person__in=persons, account__grants__role=GUARDIAN.code)
    return set(held.values_list("person", flat=True))


def person_of(actor: Actor) -> int | None:
    """Return the person whom the actor's account belongs to, None where nobody has said."""
    kind, _colon, number = actor.id.partition(":")
    held = PersonAccount.objects.filter(account=int(number)).first() if kind == "account" else None
    return held.person_id if held else None


def self_of(actor: Actor) -> list[Pupil]:
    """Return the registration that lasts of the person to whom the actor's account belongs, none without one."""
    person = person_of(actor)
    with scope_of(CASEWORK):
        return [_pupil(row) for row in _open().filter(person=person).order_by("id")] if person else []


def children_of(actor: Actor) -> list[Pupil]:
    """Return the enrolled children of whose guardian the actor's account belongs to, eldest first."""
    guardian = person_of(actor)
    if guardian is None:
        return []
    with scope_of(CASEWORK):
        children = Guardianship.objects.within("").filter(guardian=guardian).values("child")
        return [_pupil(row) for row in _open().filter(person__in=children).order_by("born_on", "id")]


def leaves_ending(by: date) -> list[tuple[Pupil, date]]:
    """Return the suspended pupils whose time ends on or before a day, and the day."""
    with scope_of(CASEWORK):
        due = Movement.objects.within("").filter(until__lte=by).values("person")
        listed = [_pupil(row) for row in _open().filter(status=rules.SUSPENDED, person__in=due).order_by("id")]
    ending = [(pupil, leave_of(pupil.person_id)) for pupil in listed]
    return [(pupil, leave.until) for pupil, leave in ending if leave is not None and leave.until <= by]


def _group(row: SchoolClass) -> Group:
    return Group(row.pk, row.name, row.school_id, row.stage, row.entry_year)


def _open(path: str = "") -> QuerySet[Enrolment]:
    found: QuerySet[Enrolment] = Enrolment.objects.within(path).filter(left_on=None)
    return found.select_related("school", "school_class")


def _pupil(row: Enrolment) -> Pupil:
    stage = rules.Stage(row.stage)
    return Pupil(
        row.pk, row.person_id, row.name, row.school_id, row.school.name, row.stage, row.status, row.entry_year,
        rules.grade_of(row.stage, row.entry_year, timezone.localdate()), rules.STAGE_YEARS[stage],
        row.school_no, row.school_class.name if row.school_class else "", row.org_path,
        row.entered_on,
    )  # fmt: skip
