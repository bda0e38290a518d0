"""Taking a step."""

from typing import TypeVar

from django.db import models, transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.kernel.workflow.declare import WORKFLOWS, Step
from shuren.kernel.workflow.events import STEP_TAKEN
from shuren.kernel.workflow.models import StepTaken

M = TypeVar("M", bound=models.Model)


class NotNow(Refused):
    """当前状态不能“{step}”：这条记录已处于“{state}”，可能刚被他人处理。请刷新页面查看最新状态。"""


class StepForbidden(Refused):
    """{sentence}"""


class ReasonMissing(Refused):
    """请填写理由：“{step}”需要说明原因，理由会保留在办理记录中。"""


@transaction.atomic
def take(step: Step, *, actor: Actor, obj: M, reason: str = "") -> M:
    """Lock the row, check state, permission and guard, move it, write history and audit; return the row as it now is.

    The row must have `org_path` and the workflow's state field.
    """
    workflow = WORKFLOWS[step.workflow]
    locked = type(obj)._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    require(actor, step.needed_for(locked), locked.org_path)  # type: ignore[attr-defined]
    state = getattr(locked, workflow.state_field)
    if state not in step.source:
        raise NotNow(step=step.label, state=workflow.states(state).label)
    if step.unless and (sentence := step.unless(locked, actor)):
        raise StepForbidden(sentence=sentence)
    if step.needs_reason and not reason.strip():
        raise ReasonMissing(field="reason", step=step.label)
    setattr(locked, workflow.state_field, step.target)
    locked.save(update_fields=[workflow.state_field])
    StepTaken.objects.create(
        subject_type=obj._meta.label_lower,
        subject_id=str(obj.pk),
        step=step.name,
        source=state,
        target=step.target,
        actor_key=actor.id,
        actor_name=actor.name,
        reason=reason.strip(),
        at=timezone.now(),
    )
    if not workflow.has_own_labels:
        _record(step, actor=actor, obj=locked)
    setattr(obj, workflow.state_field, step.target)
    return locked


def _record(step: Step, *, actor: Actor, obj: models.Model) -> None:
    record(
        actor=actor,
        label=STEP_TAKEN,
        org_path=obj.org_path,  # type: ignore[attr-defined]
        subject=(obj._meta.label_lower, obj.pk),
        details={"thing": obj._meta.verbose_name, "step": step.label},
    )
