"""One person: everything an actor may see of them, and who has looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shuren.kernel.access import require
from shuren.kernel.actors import is_system, system_actor
from shuren.kernel.audit import queries as audit
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular.models import Batch
from shuren.spine.people.models import Enrolment, Guardianship, Movement, Person, Post
from shuren.spine.people.permissions import view_guardians, view_person, view_staff, view_students

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

SUBJECT = "people.person"
HISTORY = system_actor("people.history", "人员履历", view_students, view_staff)


@dataclass(frozen=True)
class Source:
    """Where one row came from: file and row, or where `file` is empty a form, unless the system put it there."""

    what: str
    file: str
    row: int | None
    batch_id: int | None
    who: str
    at: datetime

    @property
    def is_typed(self) -> bool:
        return self.batch_id is None and not is_system(self.who)


@dataclass(frozen=True)
class PersonFile:
    """A person's page. `person` is missing where they belong elsewhere now: only what this place keeps is shown."""

    id: int
    name: str
    org_path: str
    person: Person | None
    enrolments: list[Enrolment]
    movements: list[Movement]
    posts: list[Post]
    guardianships: list[Guardianship]
    wards: list[Guardianship]
    sources: list[Source]

    @property
    def is_elsewhere(self) -> bool:
        return self.person is None

    @property
    def present_enrolment(self) -> Enrolment | None:
        return next((row for row in self.enrolments if row.left_on is None), None)

    @property
    def present_post(self) -> Post | None:
        return next((row for row in self.posts if row.to_on is None), None)


def person_file(actor: Actor, person_id: int) -> PersonFile:
    """Return what the actor may see of a person. Raises NotFoundHere where that is nothing.

    Who keeps the person's own row sees their whole way through the schools, for the file goes with the pupil; a
    school they have left sees the time they spent there.
    """
    require(actor, view_person)
    person = Person.objects.visible_to(actor, view_person).filter(pk=person_id).first()
    if person is not None:
        with scope_of(HISTORY):
            enrolments, posts = _enrolments(HISTORY, person_id), _posts(HISTORY, person_id)
            movements = _movements(HISTORY, person_id)
    else:
        enrolments = _enrolments(actor, person_id) if actor.may(view_students) else []
        posts = _posts(actor, person_id) if actor.may(view_staff) else []
        movements = _movements(actor, person_id) if actor.may(view_students) else []
    ties = _ties(actor, person_id) if actor.may(view_guardians) else []
    guardianships = [tie for tie in ties if tie.child_id == person_id]
    wards = [tie for tie in ties if tie.guardian_id == person_id]
    known: list[Any] = [person] if person else [*enrolments, *posts]
    known = known or wards
    if not known:
        raise NotFoundHere
    rows = [row for row in (person, *enrolments, *posts, *guardianships) if row is not None]
    return PersonFile(
        id=person_id,
        name=known[0].name,
        org_path=known[0].org_path,
        person=person,
        enrolments=enrolments,
        movements=movements,
        posts=posts,
        guardianships=guardianships,
        wards=wards,
        sources=_sources(rows),
    )


def _enrolments(actor: Actor, person_id: int) -> list[Enrolment]:
    rows = Enrolment.objects.visible_to(actor, view_students).filter(person_id=person_id)
    return list(rows.select_related("school", "school_class").order_by("-entered_on", "-id"))


def _movements(actor: Actor, person_id: int) -> list[Movement]:
    rows = Movement.objects.visible_to(actor, view_students).filter(person_id=person_id)
    return list(rows.select_related("school").order_by("-on", "-id"))


def _posts(actor: Actor, person_id: int) -> list[Post]:
    rows = Post.objects.visible_to(actor, view_staff).filter(person_id=person_id)
    return list(rows.select_related("school").order_by("-from_on", "-id"))


def _ties(actor: Actor, person_id: int) -> list[Guardianship]:
    rows = Guardianship.objects.visible_to(actor, view_guardians)
    of_child, of_guardian = rows.filter(child_id=person_id), rows.filter(guardian_id=person_id)
    return list(of_child.union(of_guardian).order_by("-is_main", "id"))


def _sources(rows: Iterable[Any]) -> list[Source]:
    """Tell for each row which file and line it was read from; one query for all."""
    listed = list(rows)
    wanted = {row.batch_id for row in listed if row.batch_id is not None}
    batches = Batch.objects.within("").filter(pk__in=wanted).select_related("file") if wanted else ()
    files = {batch.pk: batch.file.name for batch in batches}
    return [
        Source(
            what=str(row._meta.verbose_name),
            file=files.get(row.batch_id, ""),
            row=row.batch_row,
            batch_id=row.batch_id,
            who=row.entered_by,
            at=row.entered_at,
        )
        for row in listed
    ]


def looks_at(actor: Actor, person_id: int) -> tuple[PersonFile, list[audit.Line]]:
    """Return who looked at a person and did what, newest first, to whoever may see the person."""
    found = person_file(actor, person_id)
    return found, audit.about(SUBJECT, person_id)


def sealed_item(actor: Actor, person_id: int, item: str) -> tuple[Any, str, str]:
    """Return a sealed number of a person, what it is called and the path it stands under.

    `item` is "id_no", "national_no-<enrolment>" or "phone-<guardianship>". Raises NotFoundHere.
    """
    kind, _dash, row_id = item.partition("-")
    found = person_file(actor, person_id)
    rows: dict[str, list[Any]] = {
        "id_no": [found.person] if found.person else [],
        "national_no": [row for row in found.enrolments if str(row.pk) == row_id],
        "phone": [row for row in found.guardianships if str(row.pk) == row_id],
    }
    row = next(iter(rows.get(kind, ())), None)
    value = getattr(row, kind, None)
    if row is None or not value:
        raise NotFoundHere
    return value, str(row._meta.get_field(kind).verbose_name), found.org_path
