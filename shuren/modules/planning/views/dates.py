"""Moving the days of a task that is under way."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuren.kernel.access import require
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.modules.planning import forms, permissions
from shuren.modules.planning.actions import dates as actions
from shuren.modules.planning.queries import tasks as queries


@require_http_methods(["GET", "POST"])
@policy(permissions.set_tasks)
def dates(request: Request, task_id: int) -> HttpResponse:
    """Move the day of an issued task and of steps on its way."""
    task = queries.task_for(request.actor, task_id)
    require(request.actor, permissions.set_tasks, task.set_by_path)
    stages = [stage for stage in task.stages.all() if stage.done_on is None]
    form = forms.DatesForm(request.POST or None, stages=stages, initial={"due_on": task.due_on})

    def move(**_typed: Any) -> object:
        return actions.move(actor=request.actor, task=task, **form.told)

    if submitted(form, move) is not None:
        told = task.org_id != task.set_by_id
        messages.success(request, _("期限已调整，牵头单位会收到提醒。") if told else _("期限已调整。"))
        return redirect("planning:task", task_id=task.pk)
    return render(request, "planning/task_dates.html", {"form": form, "task": task}, status=status_of(form))
