"""A guardian's children, their accounts and what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.accounts import rules
from shuren.modules.accounts.models import AccountConsent
from shuren.modules.accounts.permissions import open_accounts
from shuren.modules.accounts.queries.members import account_by_person
from shuren.spine.people import api as registers
from shuren.spine.people.models import Person
from shuren.spine.people.permissions import view_students

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.spine.identity.models import Account
    from shuren.spine.people.api import Pupil

DOOR = system_actor("accounts.door", "监护人开通账号", open_accounts, view_students)


@dataclass(frozen=True)
class Ward:
    """An own child at school: whether the law asks for consent, what was agreed, and the account if there is one."""

    pupil: Pupil
    is_young: bool
    consent: AccountConsent | None
    account: Account | None


def wards(actor: Actor) -> list[Ward]:
    """Return a guardian's children at school, eldest first."""
    pupils = registers.children_of(actor)
    ids = [pupil.person_id for pupil in pupils]
    with scope_of(DOOR):
        born = dict(Person.objects.within("").filter(pk__in=ids).values_list("pk", "born_on"))
        consents = AccountConsent.objects.within("").filter(child__in=ids, withdrawn_at=None)
        agreed = {row.child_id: row for row in consents}
    accounts, today = account_by_person(ids), timezone.localdate()
    return [
        Ward(
            pupil, rules.needs_consent(born.get(pupil.person_id), today), agreed.get(pupil.person_id),
            accounts.get(pupil.person_id),
        )
        for pupil in pupils
    ]  # fmt: skip


def ward(actor: Actor, person_id: int) -> Ward:
    """Return one of a guardian's own children. Raises NotFoundHere."""
    found = next((one for one in wards(actor) if one.pupil.person_id == person_id), None)
    if found is None:
        raise NotFoundHere
    return found
