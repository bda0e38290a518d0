"""Guardians agree that a child below fourteen has an account, and take it back; the account follows at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.accounts import events, rules
from shuren.modules.accounts import permissions as can
from shuren.modules.accounts.actions.codes import code_for
from shuren.modules.accounts.models import AccountConsent, Group, Way
from shuren.modules.accounts.queries.wards import DOOR, Ward, ward
from shuren.spine.identity import api as identity
from shuren.spine.orgs.models import Org
from shuren.spine.people.models import Person


class NothingAgreed(Refused):
    """没有可以撤回的同意，可能已经撤回。请刷新页面查看。"""


@transaction.atomic
def give_on_paper(*, actor: Actor, path: str, children: Collection[int], at: datetime) -> None:
    """Note that guardians have agreed on paper, by whoever has it before them."""
    AccountConsent.objects.bulk_create(
        AccountConsent(org_path=path, child_id=child, way=Way.PAPER, given_by=actor.name, given_at=at)
        for child in children
    )
    for child in children:
        _record(actor, events.CONSENTED, path, child, way="书面")


@transaction.atomic
def agree(*, actor: Actor, person_id: int, at: datetime) -> identity.Opened:
    """A guardian agrees and gets the code with which the child signs in, told once; agreed already, a new code.

    Raises NotFoundHere for a child that is not the guardian's own, Forbidden.
    """
    require(actor, can.agree_for_child, actor.path)
    own = ward(actor, person_id)
    with scope_of(DOOR):
        if own.is_young and own.consent is None:
            AccountConsent.objects.create(
                org_path=own.pupil.org_path, child_id=person_id, way=Way.ONLINE, given_by=actor.name, given_at=at
            )
        _record(actor, events.CONSENTED, own.pupil.org_path, person_id, way="网上")
        return _code(own, at)


@transaction.atomic
def withdraw(*, actor: Actor, person_id: int, at: datetime) -> None:
    """A guardian takes the consent back: the child's account is sealed and its stays end. Raises NothingAgreed."""
    require(actor, can.agree_for_child, actor.path)
    own = ward(actor, person_id)
    with scope_of(DOOR):
        agreed = AccountConsent.objects.within("").filter(child=person_id, withdrawn_at=None)
        if not agreed.update(withdrawn_at=at, withdrawn_by=actor.name):
            raise NothingAgreed
        _record(actor, events.WITHDRAWN, own.pupil.org_path, person_id)
        if own.account is not None:
            identity.seal(actor=actor, account=own.account, at=at, why="监护人撤回同意")


def _code(own: Ward, at: datetime) -> identity.Opened:
    person = Person.objects.within("").get(pk=own.pupil.person_id)
    school = Org.objects.within("").get(pk=own.pupil.school_id)
    until = at + timedelta(days=rules.CODE_DAYS)
    return code_for(actor=DOOR, school=school, group=Group.PUPILS, person=person, until=until)


def _record(actor: Actor, label: AuditLabel, path: str, child: int, /, **told: str) -> None:
    record(actor=actor, label=label, org_path=path, subject=("people.person", child), details=told)
