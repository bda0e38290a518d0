"""Guardians who use the platform: their accounts, and the looks at their own children."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from shuren.kernel.access import require
from shuren.kernel.audit import actions as audit
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.identity import api as identity
from shuren.spine.identity.permissions import GUARDIAN, open_guardian_accounts
from shuren.spine.people.events import VIEWED
from shuren.spine.people.models import Guardianship, Movement, PersonAccount
from shuren.spine.people.permissions import view_guardians
from shuren.spine.people.queries.casework import CASEWORK, Pupil, children_of, self_of

if TYPE_CHECKING:
    from datetime import date

    from shuren.kernel.actors import Actor


class HasAccount(Refused):
    """{name}已有账号 {username}，不需要再开通。忘记密码的，请联系市级系统管理员重置。"""


class AccountOfAnother(Refused):
    """账号 {username} 已登记在另一人名下。请改用其他账号名。"""


@dataclass(frozen=True)
class Child:
    """An own child: the registration that lasts, and what happened to it, latest first."""

    pupil: Pupil
    movements: list[Movement]


@transaction.atomic
def open_account(*, actor: Actor, tie_id: int, username: str, on: date) -> identity.Opened:
    """Open an account for the guardian of a child of the actor's school; the tie is what they may act by."""
    tie = tie_for(actor, tie_id)
    own = PersonAccount.objects.filter(person=tie.guardian_id, account__grants__role=GUARDIAN.code)
    if (held := own.select_related("account").first()) is not None:
        raise HasAccount(name=tie.name, username=held.account.username)
    opened = identity.open_guardian_account(actor=actor, school=tie.school, username=username, name=tie.name, on=on)
    made, _new = PersonAccount.objects.get_or_create(account=opened.account, defaults={"person_id": tie.guardian_id})
    if made.person_id != tie.guardian_id:
        raise AccountOfAnother(field="username", username=username)
    return opened


def tie_for(actor: Actor, tie_id: int) -> Guardianship:
    """Return a tie at the actor's school. Raises NotFoundHere, Forbidden."""
    rows = Guardianship.objects.visible_to(actor, view_guardians).filter(pk=tie_id)
    tie: Guardianship | None = rows.select_related("school", "school__city").first()
    if tie is None:
        raise NotFoundHere
    require(actor, open_guardian_accounts, tie.org_path)
    return tie


@transaction.atomic
def look_at_children(*, actor: Actor) -> list[Child]:
    """Return a guardian's own children, and record the look at each of them."""
    return _looked_at(actor, children_of(actor))


@transaction.atomic
def look_at_self(*, actor: Actor) -> list[Child]:
    """Return the registration of whoever looks, none where they go to no school, and record the look."""
    return _looked_at(actor, self_of(actor))


def _looked_at(actor: Actor, pupils: list[Pupil]) -> list[Child]:
    with scope_of(CASEWORK):
        found = Movement.objects.within("").filter(person__in=[pupil.person_id for pupil in pupils])
        movements = list(found.select_related("school").order_by("-on", "-id"))
    for pupil in pupils:
        audit.record(
            actor=actor, label=VIEWED, org_path=pupil.org_path, subject=("people.person", pupil.person_id),
            details={"sections": "学籍"},
        )  # fmt: skip
    return [Child(pupil, [row for row in movements if row.person_id == pupil.person_id]) for pupil in pupils]
