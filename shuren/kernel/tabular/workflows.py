"""The life of a batch.

There is no state for work under way: a job that is killed leaves the batch as it found it, and is taken up again.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.workflow.declare import Step, Workflow

if TYPE_CHECKING:
    from shuren.kernel.tabular.models import Batch


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", _("已上传")
    WRONG = "wrong", _("有误")
    READY = "ready", _("待应用")
    WAITING = "waiting", _("待复核")
    APPLIED = "applied", _("已应用")
    UNDONE = "undone", _("已整批撤销")
    DISCARDED = "discarded", _("已作废")


CHECKABLE = (BatchState.UPLOADED, BatchState.WRONG, BatchState.READY, BatchState.WAITING)


def who_fills(batch: "Batch") -> Permission:
    return batch.declared.permission


def who_confirms(batch: "Batch") -> Permission:
    return batch.declared.confirmer or batch.declared.permission


def same_person(batch: "Batch", actor: Actor) -> str | None:
    """Forbid the one who uploaded a mass change to confirm it."""
    return gettext("大批量的人员变动须由另一人复核，上传者本人不能复核。") if batch.actor_key == actor.id else None


class BatchWorkflow(Workflow):
    """A file is uploaded, checked, confirmed where it changes many persons, applied, and can be undone."""

    states, initial = BatchState, BatchState.UPLOADED
    has_own_labels = True

    find_wrong = Step(_("核对发现错误"), source=CHECKABLE, target=BatchState.WRONG, by=who_fills)
    find_right = Step(_("核对通过"), source=CHECKABLE, target=BatchState.READY, by=who_fills)
    ask = Step(_("送复核"), source=CHECKABLE, target=BatchState.WAITING, by=who_fills)
    confirm = Step(
        _("复核通过"), source=(BatchState.WAITING,), target=BatchState.READY, by=who_confirms, unless=same_person
    )
    apply = Step(_("应用"), source=(BatchState.READY,), target=BatchState.APPLIED, by=who_fills)
    undo = Step(_("整批撤销"), source=(BatchState.APPLIED,), target=BatchState.UNDONE, by=who_fills, needs_reason=True)
    discard = Step(
        _("作废"),
        source=(BatchState.UPLOADED, BatchState.WRONG, BatchState.READY, BatchState.WAITING),
        target=BatchState.DISCARDED,
        by=who_fills,
    )
