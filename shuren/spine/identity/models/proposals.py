from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.spine.identity.models.accounts import Account


class ProposalState(models.TextChoices):
    """How far a proposal has come."""

    WAITING = "waiting", _("待审批")
    ACCEPTED = "accepted", _("已同意")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class Proposal(models.Model):
    """授权申请: a powerful role that a system administrator would give; a security administrator decides."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="proposals")
    role = models.CharField(_("角色"), max_length=40)
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=80, db_collation="C")
    until = models.DateField(_("失效日期"), null=True)
    state = models.CharField(_("状态"), max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    asked_by = models.CharField(_("申请人"), max_length=120)
    asked_by_key = models.CharField(max_length=80)
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.CharField(_("审批人"), max_length=120, blank=True)
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("授权申请")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "role", "org"), condition=Q(state="waiting"), name="identity_proposal_once"
            ),
        )
        indexes = (models.Index(fields=("org_path", "id"), name="identity_proposal_path"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.org_id}"
