"""Roles given and taken back, down the tree, by who holds the right to.

A role is given at a node at or below one's own; system, security and audit administration go to different people.
"""

from datetime import date

from django.db import transaction

from shuren.kernel.access import ROLES, require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.events.actions import announce
from shuren.kernel.refusals import Refused
from shuren.spine.identity import events, queries, rules
from shuren.spine.identity import permissions as can
from shuren.spine.identity.models import Account, Grant
from shuren.spine.identity.queries import factors
from shuren.spine.orgs.models import Org


class OwnAccount(Refused):
    """不能对自己的账号做这项操作，请由另一位管理员办理。"""


class WrongLevel(Refused):
    """“{role}”不能授予在“{org}”这一级，请选择适用的机构。"""

    status = 422


class RoleHeld(Refused):
    """该账号已有“{org}”的“{role}”角色，不必重复授予。"""

    status = 422


class RolesSeparated(Refused):
    """该账号已是“{held}”，不能同时担任“{role}”：系统、安全、审计三类管理员须由不同的人担任，请另选账号或先收回原角色。"""

    status = 422


class NeedsSecondPerson(Refused):
    """“{role}”权限较大，须由安全管理员同意后生效，请提出授权申请。"""


class EndsTooSoon(Refused):
    """失效日期须晚于生效日期，请改填更晚的日期；长期有效的不必填写。"""

    status = 422


class AlreadySo(Refused):
    """账号的状态已经变化，可能刚被他人处理，请刷新页面查看。"""


@transaction.atomic
def grant_role(*, actor: Actor, account: Account, role: str, org: Org, on: date, until: date | None = None) -> Grant:
    """Give an account a role at an org at or below the actor's own node, from a day on.

    A powerful one is given by people in two steps (`actions.proposals`), at once by the platform's own hands only.
    """
    require(actor, can.manage_accounts, org.path)
    locked = check_grant(actor=actor, account=account, role=role, org=org, on=on, until=until)
    if factors.is_powerful(role) and is_person(actor):
        raise NeedsSecondPerson(field="role", role=ROLES[role].label)
    return granted(actor=actor, account=locked, role=role, org=org, on=on, until=until)


def check_grant(*, actor: Actor, account: Account, role: str, org: Org, on: date, until: date | None) -> Account:
    """Return the account, locked, if the role can be given to it there.

    Raises OwnAccount, EndsTooSoon, WrongLevel, RoleHeld, RolesSeparated.
    """
    if until is not None and until <= on:
        raise EndsTooSoon(field="until")
    locked = locked_account(actor, account)
    declared = ROLES[role]
    if org.level not in declared.levels:
        raise WrongLevel(field="org", role=declared.label, org=org.name)
    held = list(queries.grants_from(locked, on))
    if any(grant.role == role and grant.org_id == org.pk for grant in held):
        raise RoleHeld(field="role", role=declared.label, org=org.name)
    if other := rules.conflicting_role(role, (grant.role for grant in held)):
        raise RolesSeparated(field="role", held=ROLES[other].label, role=declared.label)
    return locked


def granted(*, actor: Actor, account: Account, role: str, org: Org, on: date, until: date | None) -> Grant:
    """Write a grant that has been checked and, where two people must agree, agreed to."""
    made: Grant = Grant.objects.create(
        account=account,
        role=role,
        org=org,
        org_path=org.path,
        valid_from=on,
        valid_to=until,
        granted_by=actor.name,
    )
    record_about(actor, events.GRANTED, account, role=queries.role_in_chinese(role), org=org.name, path=org.path)
    announce(events.RoleGiven(org_id=org.pk, role=role))
    return made


def end_grant(grant: Grant, on: date) -> None:
    """End a grant on a day; one that has not begun by then is taken back as if it had not been."""
    if grant.valid_from >= on:
        grant.delete()
    else:
        grant.valid_to = on
        grant.save(update_fields=["valid_to"])


def is_person(actor: Actor) -> bool:
    """Say whether somebody with an account acts, and not the platform itself."""
    return actor.id.startswith("account:")


@transaction.atomic
def revoke_role(*, actor: Actor, grant: Grant, on: date) -> None:
    """End a grant on a day; one that has not begun by then is taken back as if it had not been.

    Raises AlreadySo where it has ended by then.
    """
    require(actor, can.manage_accounts, grant.org_path)
    account = locked_account(actor, grant.account)
    grant.refresh_from_db(fields=["valid_to"])
    if grant.valid_to is not None and grant.valid_to <= on:
        raise AlreadySo
    end_grant(grant, on)
    record_about(
        actor,
        events.REVOKED,
        account,
        role=queries.role_in_chinese(grant.role),
        org=grant.org.name,
        path=grant.org_path,
    )


def locked_account(actor: Actor, account: Account) -> Account:
    """Lock the account's row, so that two administrators act one after the other; nobody acts on the own account."""
    if actor.id == account.key:
        raise OwnAccount
    return Account.objects.select_for_update(of=("self",)).get(pk=account.pk)


def record_about(actor: Actor, label: AuditLabel, account: Account, *, path: str = "", **details: object) -> None:
    record(
        actor=actor,
        label=label,
        org_path=path or account.org_path,
        subject=("identity.account", account.pk),
        details={"account": account.username, **details},
    )
