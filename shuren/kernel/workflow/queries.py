"""What may be done next, and what has been done."""

from typing import Any

from django.db import models

from shuren.kernel.actors import Actor
from shuren.kernel.workflow.declare import Step, Workflow
from shuren.kernel.workflow.models import StepTaken


def steps_open_to(workflow: type[Workflow], actor: Actor, obj: Any) -> list[Step]:
    """Return the steps this actor may take now, in the order of their declaration; buttons come from this alone."""
    state = getattr(obj, workflow.state_field)
    return [
        step
        for step in workflow.steps()
        if state in step.source
        and actor.may_at(step.needed_for(obj), obj.org_path)
        and not (step.unless and step.unless(obj, actor))
    ]


def history_of(obj: models.Model) -> models.QuerySet[StepTaken]:
    """Return the steps a thing has taken, oldest first."""
    return StepTaken.objects.filter(subject_type=obj._meta.label_lower, subject_id=str(obj.pk)).order_by("id")
