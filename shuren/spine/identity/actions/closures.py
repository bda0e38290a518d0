"""Roles end with the org they are held at, and come back where the change that closed it is undone.

Every org that a change closes announces itself, so roles below one end by that org's own event.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from shuren.kernel.access import ROLES
from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.spine.identity import events, queries, rules
from shuren.spine.identity.models import Account, Grant
from shuren.spine.orgs.models import ChangeState, Org

keeper = system_actor("identity", "授权随机构变动更新")  # follows what officials decided about orgs


@transaction.atomic
def follow(*, actor: Actor, org_id: int) -> None:
    """Bring the roles at an org into line with whether it exists; doing so twice does nothing more."""
    org = Org.objects.within("").filter(pk=org_id).first()
    if org is None:  # its opening was undone
        return
    grants = Grant.objects.within("").filter(org=org).select_related("account").order_by("id")
    grants = grants.select_for_update(of=("self",))
    for grant in grants.filter(ended_by__state=ChangeState.UNDONE):
        _give_back(actor, grant, org)
    if org.closed_on is not None:
        change = queries.closing_of(org)
        for grant in queries.lasting(grants, org.closed_on):
            _end(actor, grant, org, on=max(org.closed_on, grant.valid_from), change=change)


def _end(actor: Actor, grant: Grant, org: Org, *, on: date, change: int | None) -> None:
    grant.valid_to, grant.valid_to_was, grant.ended_by_id = on, grant.valid_to, change
    grant.save(update_fields=["valid_to", "valid_to_was", "ended_by"])
    _record(actor, events.ENDED_WITH_ORG, grant, org, on=on.isoformat())


def _give_back(actor: Actor, grant: Grant, org: Org) -> None:
    """Let a grant last as long as it would have, unless its holder has come to a role that goes ill with it."""
    holder = Account.objects.select_for_update(of=("self",)).get(pk=grant.account_id)
    held = list(queries.grants_from(holder, timezone.localdate()))
    has_it = any(present.role == grant.role and present.org_id == org.pk for present in held)
    rival = grant.role if has_it else rules.conflicting_role(grant.role, (present.role for present in held))
    grant.ended_by = None
    if rival is None:
        grant.valid_to = grant.valid_to_was
        _record(actor, events.GIVEN_BACK, grant, org)
    else:
        _record(actor, events.NOT_GIVEN_BACK, grant, org, other=ROLES[rival].label)
    grant.save(update_fields=["valid_to", "ended_by"])


def _record(actor: Actor, label: AuditLabel, grant: Grant, org: Org, **details: object) -> None:
    role = queries.role_in_chinese(grant.role)
    record(
        actor=actor,
        label=label,
        org_path=org.path,
        subject=("identity.account", grant.account_id),
        details={"account": grant.account.username, "role": role, "org": org.name, **details},
    )
