"""Powerful roles are given by two people: a system administrator proposes, a security administrator decides.

What both look at stays on record (GB/T 22239-2019, 8.1.7.3 授权和审批).
"""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.spine.identity import events, queries
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import grants
from shuren.spine.identity.models import Account, Grant, Proposal
from shuren.spine.identity.models.proposals import ProposalState
from shuren.spine.identity.queries import factors, proposed
from shuren.spine.orgs.models import Org

KIND = "identity.proposal"


class AlreadyProposed(Refused):
    """这项授权已经提出申请，正等待安全管理员审批，不必重复提出。"""


class NobodyDecides(Refused):
    """“{org}”及其上级没有安全管理员可以审批，请先由上级系统管理员设置安全管理员。"""


class Decided(Refused):
    """这项申请已经办理，请刷新页面查看。"""


class OwnProposal(Refused):
    """自己提出的、或授予自己的角色，须由另一位安全管理员审批。"""


class WhyRefused(Refused):
    """请写明不同意的理由，申请人会看到。"""

    status = 422


@transaction.atomic
def give_role(
    *, actor: Actor, account: Account, role: str, org: Org, on: date, until: date | None = None
) -> Grant | Proposal:
    """Give a role at once, or propose a powerful one where somebody with an account gives it."""
    if factors.is_powerful(role) and grants.is_person(actor):
        return propose(actor=actor, account=account, role=role, org=org, on=on, until=until)
    return grants.grant_role(actor=actor, account=account, role=role, org=org, on=on, until=until)


@transaction.atomic
def propose(*, actor: Actor, account: Account, role: str, org: Org, on: date, until: date | None = None) -> Proposal:
    """Ask a security administrator to agree to a role. Raises AlreadyProposed, NobodyDecides, those of check_grant."""
    require(actor, can.manage_accounts, org.path)
    grants.check_grant(actor=actor, account=account, role=role, org=org, on=on, until=until)
    if Proposal.objects.within("").filter(account=account, role=role, org=org, state=ProposalState.WAITING).exists():
        raise AlreadyProposed(field="role")
    asked = queries.security_above(org.path)
    if not asked:
        raise NobodyDecides(field="role", org=org.name)
    made: Proposal = Proposal.objects.create(
        account=account, role=role, org=org, org_path=org.path, until=until, asked_by=actor.name,
        asked_by_key=actor.id, asked_at=timezone.now(),
    )  # fmt: skip
    told = {"role": queries.role_in_chinese(role), "org": org.name, "name": account.name}
    notices.ask(
        kind=KIND, subject_id=made.pk, title=gettext_noop("请审批授权：{name} 任{role}（{org}）"), params=told,
        link=reverse("identity:proposals"), role="security_admin", org_path=asked, not_for=actor.id,
    )  # fmt: skip
    grants.record_about(actor, events.PROPOSED, account, path=org.path, role=told["role"], org=org.name)
    return made


@transaction.atomic
def decide(*, actor: Actor, proposal_id: int, accept: bool, reason: str, at: datetime) -> Proposal:
    """Agree, and the role holds from today; or refuse with a reason. Raises Decided, OwnProposal, WhyRefused."""
    proposal = _waiting(actor, proposal_id)
    require(actor, can.secure_accounts, proposal.org_path)
    if actor.id in {proposal.asked_by_key, proposal.account.key}:
        raise OwnProposal
    if not accept and not reason.strip():
        raise WhyRefused(field="reason")
    on = timezone.localdate(at)
    if accept:
        _give(actor, proposal, on)
    _close(proposal, ProposalState.ACCEPTED if accept else ProposalState.REFUSED, actor, reason, at)
    label = events.PROPOSAL_ACCEPTED if accept else events.PROPOSAL_REFUSED
    told = {"role": queries.role_in_chinese(proposal.role), "org": proposal.org.name, "asked_by": proposal.asked_by}
    grants.record_about(
        actor, label, proposal.account, path=proposal.org_path, **told, **({} if accept else {"reason": reason.strip()})
    )
    return proposal


@transaction.atomic
def withdraw(*, actor: Actor, proposal_id: int, at: datetime) -> None:
    """Take a proposal back before it is decided; by who made it or another system administrator there."""
    found = _waiting(actor, proposal_id)
    require(actor, can.manage_accounts, found.org_path)
    _close(found, ProposalState.WITHDRAWN, actor, "", at)


def _waiting(actor: Actor, proposal_id: int) -> Proposal:
    found = proposed.proposals_for(actor).select_for_update(of=("self",)).filter(pk=proposal_id).first()
    if found is None:
        raise NotFoundHere
    if found.state != ProposalState.WAITING:
        raise Decided
    return found


def _give(actor: Actor, proposal: Proposal, on: date) -> None:
    account, role, org, until = proposal.account, proposal.role, proposal.org, proposal.until
    locked = grants.check_grant(actor=actor, account=account, role=role, org=org, on=on, until=until)
    grants.granted(actor=actor, account=locked, role=role, org=org, on=on, until=until)


def _close(proposal: Proposal, state: ProposalState, actor: Actor, reason: str, at: datetime) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor.name, at
    proposal.reason = reason.strip()[:200]
    proposal.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    notices.settle(kind=KIND, subject_id=proposal.pk)
