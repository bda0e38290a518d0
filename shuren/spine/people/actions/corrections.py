"""Key data of a pupil (姓名、性别、出生日期、身份证件号), changed by a decided case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people.actions.movements import KEEPER, locked, note, write
from shuren.spine.people.actions.newcomers import named
from shuren.spine.people.actions.sameness import examine
from shuren.spine.people.models import FormerNumber, Guardianship, Person, Way
from shuren.spine.people.queries.casework import number_belongs_to_other
from shuren.spine.people.rules import FORMAL, MovementKind

if TYPE_CHECKING:
    from shuren.spine.people.actions.movements import Deed
    from shuren.spine.people.actions.newcomers import Human


class IdentityTaken(Refused):
    """该身份证件号已登记在另一人名下。请核对证件；确属同一人重复登记的，按问题学籍处理。"""


@transaction.atomic
def correct(deed: Deed, enrolment_id: int, now: Human) -> None:
    """Write a pupil's key data as the documents have them, wherever they are kept. Raises IdentityTaken.

    A formal registry number follows the identity number it contains; the one before is kept in the history.
    """
    with scope_of(KEEPER):
        row = locked(enrolment_id, deed.on)
        person: Person = Person.objects.within("").select_for_update().get(pk=row.person_id)
        refuse_taken(now.id_no, person.pk)
        former = person.name if person.name != now.name else person.former_name
        facts = {**named(now.name), "sex": now.sex, "born_on": now.born_on}
        had, id_type = person.id_no.reveal() if person.id_no else "", person.id_type
        write(
            person, deed.actor, **facts, former_name=former, id_type=now.id_type,
            id_no=now.id_no or None, id_index=None,
        )  # fmt: skip
        old_no = row.national_no.reveal() if row.national_no else ""
        follows = old_no.startswith(FORMAL) and bool(now.id_no) and now.id_no != had
        numbers = {"national_no": FORMAL + now.id_no, "national_index": None} if follows else {}
        write(row, deed.actor, **facts, **numbers)
        Guardianship.objects.within("").filter(child=person).update(child_name=now.name)
        note(deed, row, MovementKind.CORRECTED, former_no=old_no if follows else None)
        if had and had != now.id_no:
            keep_former(person, id_type, had)
        examine([person.pk], Way.CORRECTION)


def keep_former(person: Person, id_type: str, number: str) -> None:
    """Remember a number under which somebody was known, so that papers with it still lead to them."""
    known = FormerNumber.objects.within("").filter(person=person, id_index__matches=number)
    if not known.exists():
        FormerNumber.objects.create(
            org_path=person.org_path, person=person, id_type=id_type, id_no=number, since=timezone.now()
        )


def refuse_taken(id_no: str, person_id: int) -> None:
    """Raise IdentityTaken where somebody else has the number."""
    if id_no and number_belongs_to_other(id_no, person_id):
        raise IdentityTaken(field="id_no")
