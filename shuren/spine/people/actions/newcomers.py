"""A registration that begins here: a file opened for a pupil (建籍), or a pupil taken over from another region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shuren.kernel import pinyin
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people import rules
from shuren.spine.people.actions.movements import KEEPER, note, write
from shuren.spine.people.actions.sameness import AlreadyKnown, examine, masked
from shuren.spine.people.models import Enrolment, Guardianship, Person, Way
from shuren.spine.people.queries.casework import number_is_taken
from shuren.spine.people.queries.doubles import known_under
from shuren.spine.people.queries.nodes import place_at
from shuren.spine.people.rules.sameness import name_level, tidy_name

if TYPE_CHECKING:
    from datetime import date

    from shuren.kernel.actors import Actor
    from shuren.spine.people.actions.movements import Deed
    from shuren.spine.people.rules import MovementKind


class AlreadyEnrolled(Refused):
    """身份证件号已有在籍学籍（{school}），一人只能有一个学籍。请由转入学校办理转学，不要重复建籍。"""


class SchoolNumberTaken(Refused):
    """学号 {number} 已由本校另一名在籍学生使用。请改用其他学号。"""


class NumberOfAnother(Refused):
    """证件号码登记在另一姓名下（{known}），与所填的“{name}”不同。请对照证件核对；姓名改过的，由其所在学校先申请“关键信息变更”。"""


@dataclass(frozen=True)
class Human:
    """Who somebody is, as the documents say it; `id_no` is empty where there is none."""

    name: str
    id_no: str
    id_type: str = ""
    sex: str = ""
    born_on: date | None = None
    ethnic: str = ""
    nationality: str = "CHN"


@dataclass(frozen=True)
class Responsible:
    """The main guardian of a newcomer."""

    human: Human
    relation: str
    phone: str


@dataclass(frozen=True)
class Place:
    """Where a newcomer is enrolled, and how."""

    school_id: int
    class_id: int
    stage: str
    entry_year: int
    school_no: str
    national_no: str
    study_mode: str
    enrol_way: str = ""


@transaction.atomic
def enrol(deed: Deed, pupil: Human, guardian: Responsible, place: Place, kind: MovementKind) -> int:
    """Begin a registration for somebody who has none; return the enrolment's id.

    Whoever is known by the identity number, or is certainly somebody who has left school, stays the person they are.
    Raises AlreadyEnrolled, SchoolNumberTaken, NumberOfAnother, and AlreadyKnown where a child who is at school is
    certainly the same.
    """
    try:
        with transaction.atomic():
            return _begin(deed, pupil, guardian, place, kind)
    except AlreadyKnown as refusal:
        former = _left_school(refusal.others)
        if former is None:
            raise
    return _begin(deed, pupil, guardian, place, kind, former)


def _left_school(persons: tuple[int, ...]) -> int | None:
    """Return the one person meant where no registration of theirs lasts."""
    with scope_of(KEEPER):
        lasts = Enrolment.objects.within("").filter(person__in=persons, left_on=None).exists()
    return persons[0] if len(persons) == 1 and not lasts else None


def _begin(
    deed: Deed, pupil: Human, guardian: Responsible, place: Place, kind: MovementKind, former: int | None = None
) -> int:
    with scope_of(KEEPER):
        refuse_number(place.school_id, place.school_no)
        stands = place_at(place.school_id)
        person, is_new = _person(deed.actor, pupil, str(stands["org_path"]), former)
        refuse_second(person)
        row: Enrolment = Enrolment.objects.create(
            person=person, sex=pupil.sex, born_on=pupil.born_on, national_no=place.national_no, stage=place.stage,
            school_no=place.school_no, school_class_id=place.class_id, entry_year=place.entry_year,
            entered_on=deed.on, status=rules.AT_SCHOOL, study_mode=place.study_mode, enrol_way=place.enrol_way,
            **named(pupil.name), **stands, **_entered(deed.actor),
        )  # fmt: skip
        adult = _tie(deed.actor, person, guardian, stands)
        examine([person.pk, adult.pk], Way.CASE, made={person.pk: pupil.name} if is_new else None)
        note(deed, row, kind)
    return row.pk


def refuse_second(person: Person) -> None:
    """Raise AlreadyEnrolled where a registration lasts; the caller has opened the wall."""
    open_one = Enrolment.objects.within("").filter(person=person, left_on=None).select_related("school").first()
    if open_one is not None:
        raise AlreadyEnrolled(school=open_one.school.name)


def refuse_number(school_id: int, number: str) -> None:
    """Raise SchoolNumberTaken where a pupil of the school has the number."""
    if number_is_taken(school_id, number):
        raise SchoolNumberTaken(field="school_no", number=number)


def named(name: str) -> dict[str, str]:
    """Return a name with the keys by which lists sort and find it."""
    return {"name": name, "name_key": pinyin.sort_key(name), "initials": pinyin.initials(name)[:40]}


def _entered(actor: Actor) -> dict[str, object]:
    return {"entered_by": actor.name, "entered_at": timezone.now()}


def _person(actor: Actor, human: Human, path: str, former: int | None = None) -> tuple[Person, bool]:
    """Return the person of an identity number, or `former`, brought to this place, else a new one; and if it is new.

    Where the number was still missing it is written.
    """
    known = known_under(human.id_type, human.id_no, human.name)
    if known is None and former is not None:
        known = Person.objects.within("").select_for_update().get(pk=former)
    if known is not None:
        _refuse_other_name(known, human)
        lacks = human.id_no and not known.id_no
        numbers = {"id_type": human.id_type, "id_no": human.id_no, "id_index": None} if lacks else {}
        write(known, actor, org_path=path, **numbers)
        return known, False
    made: Person = Person.objects.create(
        org_path=path, sex=human.sex, born_on=human.born_on, id_type=human.id_type, id_no=human.id_no or None,
        ethnic=human.ethnic, nationality=human.nationality, **named(human.name), **_entered(actor),
    )  # fmt: skip
    return made, True


def _refuse_other_name(known: Person, human: Human) -> None:
    """Raise NumberOfAnother where the number is registered under a name that is neither this one nor near it."""
    if tidy_name(human.name) != tidy_name(known.former_name) and name_level(human.name, known.name) == "differs":
        raise NumberOfAnother(field="id_no", known=masked(known.pk), name=human.name)


def _tie(actor: Actor, child: Person, guardian: Responsible, stands: dict[str, object]) -> Person:
    """Let the child's ties stand at the new school; return the guardian who signed, from now on the main one."""
    ties = Guardianship.objects.within("").filter(child=child)
    ties.update(**stands, is_main=False)
    adult = _guardian(actor, guardian.human, str(stands["org_path"]))
    told = {"relation": guardian.relation, "phone": guardian.phone or None, "is_main": True}
    known = ties.filter(guardian=adult).first()
    if known is not None:
        write(known, actor, **told)
        return adult
    Guardianship.objects.create(
        child=child, guardian=adult, child_name=child.name, **told, **named(adult.name), **stands, **_entered(actor)
    )
    return adult


def _guardian(actor: Actor, human: Human, path: str) -> Person:
    """Return the guardian's person; one who is known stays where they stand, for they may have a post elsewhere."""
    known = known_under(human.id_type, human.id_no, human.name)
    if known is not None:
        _refuse_other_name(known, human)
        return known
    return _person(actor, human, path)[0]
