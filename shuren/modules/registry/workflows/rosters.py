"""The life of a school's return in a verification."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shuren.kernel.actors import Actor
from shuren.kernel.workflow.declare import Step, Workflow
from shuren.modules.registry.permissions import open_verification, sign_roster


class ReturnState(models.TextChoices):
    OPEN = "open", _("核对中")
    SIGNED = "signed", _("已报送")


def _unanswered(row: Any, actor: Actor) -> str | None:
    del actor
    left = row.pupils - row.present - row.absent - row.unknown
    told = ngettext(
        "还有 %(count)s 名学生没有核对，核对完才能报送。", "还有 %(count)s 名学生没有核对，核对完才能报送。", left
    )
    return told % {"count": left} if left > 0 else None


class RosterWorkflow(Workflow):
    """A school checks its roster, the principal signs, the authority may send it back."""

    states, initial = ReturnState, ReturnState.OPEN
    has_own_labels = True

    sign = Step(
        _("签字报送"), source=(ReturnState.OPEN,), target=ReturnState.SIGNED, by=sign_roster, unless=_unanswered
    )
    send_back = Step(
        _("退回"), source=(ReturnState.SIGNED,), target=ReturnState.OPEN, by=open_verification, needs_reason=True
    )
