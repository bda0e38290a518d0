"""The groups of a school for which accounts are opened, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.accounts import permissions as can
from shuren.modules.accounts.models import Group
from shuren.spine.orgs.models import Level, Org, SchoolClass
from shuren.spine.people import api as registers
from shuren.spine.people.models import Enrolment, Guardianship, Post

HELD = Count("person__accounts__person", distinct=True)
USED = Count("person__accounts__person", distinct=True, filter=Q(person__accounts__account__last_login__isnull=False))


@dataclass(frozen=True)
class Chosen:
    """A group of a school: its staff, or the pupils or guardians of one class."""

    school: Org
    group: Group
    school_class: SchoolClass | None = None

    @property
    def key(self) -> str:
        """How addresses name it."""
        return f"{self.group.value}-{self.school_class.pk}" if self.school_class else self.group.value


@dataclass(frozen=True)
class Covered:
    """How many people of a group there are, have an account, and have signed in."""

    chosen: Chosen
    people: int
    held: int
    used: int

    @property
    def missing(self) -> int:
        return self.people - self.held

    @property
    def unused(self) -> int:
        return self.held - self.used


def school_of(actor: Actor) -> Org:
    """Return the school at which the actor stands. Raises NotFoundHere."""
    found: Org | None = Org.objects.within("").filter(path=actor.path, level=Level.SCHOOL).first()
    if found is None:
        raise NotFoundHere
    return found


def is_limited(actor: Actor) -> bool:
    """Say whether somebody sees the classes headed only, for no more permits than that."""
    return actor.may(can.open_for_class)


def classes_of(actor: Actor) -> QuerySet[SchoolClass]:
    """Return the open classes the actor looks after: all of the school's, or those headed."""
    rows: QuerySet[SchoolClass] = SchoolClass.objects.within(actor.path).filter(closed_on=None)
    if is_limited(actor):
        rows = rows.filter(pk__in=registers.classes_headed_by(actor))
    return rows.order_by("stage", "-entry_year", "code")


def coverage(actor: Actor) -> list[Covered]:
    """Return how far each group that the actor looks after has come; five statements however many classes there are."""
    school, classes = school_of(actor), list(classes_of(actor))
    ids = [row.pk for row in classes]
    pupils = _counted(Enrolment.objects.within(actor.path).filter(left_on=None, school_class__in=ids))
    ties = _counted(_ties(actor.path).filter(child__enrolments__school_class__in=ids), of="guardian")
    covered = []
    if not is_limited(actor):
        staff = Post.objects.within(actor.path).filter(to_on=None)
        told = staff.aggregate(people=Count("person", distinct=True), held=HELD, used=USED)
        covered.append(Covered(Chosen(school, Group.STAFF), **told))
    for row in classes:
        covered.append(Covered(Chosen(school, Group.PUPILS, row), *pupils.get(row.pk, (0, 0, 0))))
        covered.append(Covered(Chosen(school, Group.GUARDIANS, row), *ties.get(row.pk, (0, 0, 0))))
    return covered


def chosen_of(actor: Actor, key: str) -> Chosen:
    """Return a group for which the actor may open accounts by its key. Raises NotFoundHere, Forbidden."""
    school = school_of(actor)
    require(actor, can.opening(actor), school.path)
    name, _dash, class_id = key.partition("-")
    if name == Group.STAFF and not class_id and not is_limited(actor):
        return Chosen(school, Group.STAFF)
    if name in {Group.PUPILS, Group.GUARDIANS} and class_id.isdecimal():
        found = classes_of(actor).filter(pk=int(class_id)).first()
        if found is not None:
            return Chosen(school, Group(name), found)
    raise NotFoundHere


def _ties(path: str) -> QuerySet[Guardianship]:
    rows: QuerySet[Guardianship] = Guardianship.objects.within(path).filter(child__enrolments__left_on=None)
    return rows


def _counted(rows: QuerySet[Any], of: str = "person") -> dict[int, tuple[int, int, int]]:
    by = "school_class" if of == "person" else "child__enrolments__school_class"
    account = f"{of}__accounts__person"
    signed = Q(**{f"{of}__accounts__account__last_login__isnull": False})
    grouped = rows.order_by().values_list(by).annotate(
        people=Count(of, distinct=True), held=Count(account, distinct=True),
        used=Count(account, distinct=True, filter=signed),
    )  # fmt: skip
    return {key: (people, held, used) for key, people, held, used in grouped}
