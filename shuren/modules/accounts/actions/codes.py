"""The account of somebody whom the registers know, with a code that opens it once."""

from datetime import datetime

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.modules.accounts import events
from shuren.modules.accounts import permissions as can
from shuren.modules.accounts.models import Group
from shuren.modules.accounts.queries.members import account_by_person
from shuren.spine.identity import api as identity
from shuren.spine.identity.permissions import GUARDIAN, STUDENT, TEACHER
from shuren.spine.orgs.models import Org
from shuren.spine.people.models import Person, PersonAccount

ROLE = {Group.STAFF.value: TEACHER.code, Group.PUPILS.value: STUDENT.code, Group.GUARDIANS.value: GUARDIAN.code}


def code_for(*, actor: Actor, school: Org, group: str, person: Person, until: datetime) -> identity.Opened:
    """Return the account of a person of a group, opened where there is none, with a code that opens it until a moment.

    What opened it before no longer does. Raises Forbidden, Disabled where a security administrator has closed it, and
    HoldsOffice, the role given nevertheless, where the account opens more than the school may.
    """
    at = timezone.now()
    on, role = timezone.localdate(at), ROLE[group]
    held = account_by_person([person.pk]).get(person.pk)
    if held is not None:
        identity.give_role(actor=actor, account=held, home=school, role=role, on=on)
        code = identity.renew_password(
            actor=actor, needed=can.opening(actor), school=school, account=held, at=at, until=until
        )
        return identity.Opened(held, code)
    opened = identity.open_registered(
        actor=actor, needed=can.opening(actor), school=school, name=person.name, initials=person.initials, role=role,
        on=on, until=until,
    )  # fmt: skip
    PersonAccount.objects.create(account=opened.account, person=person)
    record(
        actor=actor, label=events.TIED, org_path=school.path, subject=("identity.account", opened.account.pk),
        details={"account": opened.account.username},
    )  # fmt: skip
    return opened
