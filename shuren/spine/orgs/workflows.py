"""How a change of orgs comes about: decided, confirmed by a second person where many move, carried out on its day."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.workflow.declare import Step, Workflow
from shuren.spine.orgs.permissions import change_orgs

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor


class ChangeState(models.TextChoices):
    PROPOSED = "proposed", _("待复核")
    SCHEDULED = "scheduled", _("待生效")
    EFFECTIVE = "effective", _("已生效")
    FAILED = "failed", _("未能生效")
    WITHDRAWN = "withdrawn", _("已撤回")
    UNDONE = "undone", _("已撤销办理")


def is_own(change: Any, actor: "Actor") -> str | None:
    """Say why the one who decided may not confirm: a second person must."""
    if change.actor_id == actor.id:
        return gettext("这项变动由您本人提出，需要另一位有权限的人员复核。")
    return None


class ChangeWorkflow(Workflow):
    """A change is decided, takes effect on its day, and can be undone while nothing depends on it."""

    states, initial = ChangeState, ChangeState.PROPOSED
    has_own_labels = True

    confirm = Step(
        _("复核通过"),
        source=(ChangeState.PROPOSED,),
        target=ChangeState.SCHEDULED,
        by=change_orgs,
        unless=is_own,
    )
    carry_out = Step(
        _("生效"),
        source=(ChangeState.SCHEDULED, ChangeState.FAILED),
        target=ChangeState.EFFECTIVE,
        by=change_orgs,
    )
    fail = Step(_("未能生效"), source=(ChangeState.SCHEDULED,), target=ChangeState.FAILED, by=change_orgs)
    withdraw = Step(
        _("撤回"),
        source=(ChangeState.PROPOSED, ChangeState.SCHEDULED, ChangeState.FAILED),
        target=ChangeState.WITHDRAWN,
        by=change_orgs,
        needs_reason=True,
    )
    undo = Step(
        _("撤销办理"),
        source=(ChangeState.EFFECTIVE,),
        target=ChangeState.UNDONE,
        by=change_orgs,
        needs_reason=True,
    )
