"""Key data of a pupil (姓名、性别、出生日期、身份证件号), changed by a decided case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people.actions.movements import KEEPER, locked, note, write
from shuren.spine.people.actions.newcomers import named
from shuren.spine.people.models import Guardianship, Person
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
        had = person.id_no.reveal() if person.id_no else ""
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


def refuse_taken(id_no: str, person_id: int) -> None:
    """Raise IdentityTaken where somebody else has the number."""
    if id_no and number_belongs_to_other(id_no, person_id):
        raise IdentityTaken(field="id_no")
