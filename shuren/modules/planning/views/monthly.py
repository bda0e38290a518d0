"""The month's report of the unit at one's own node."""

from typing import BinaryIO, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from shuren.kernel.http.download import download
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import Refused
from shuren.modules.planning import forms, permissions
from shuren.modules.planning.actions import monthly as actions
from shuren.modules.planning.queries import monthly as queries
from shuren.modules.planning.queries import tasks


class TooLarge(Refused):
    """佐证材料有 {size} MB，超过了 {limit} MB 的上限。请压缩或拆分后再上传。"""


@require_GET
@policy(permissions.report_tasks)
def monthly(request: Request) -> HttpResponse:
    """Show the open month: what registers know of each task, and a sentence where they do not tell all."""
    return render(request, "planning/monthly.html", {"month": queries.month_for(request.actor, timezone.localdate())})


@require_POST
@policy(permissions.report_tasks)
def report(request: Request, task_id: int) -> HttpResponse:
    """Write the month's report of one task; what was typed stays on the page where it is refused."""
    task = tasks.task_for(request.actor, task_id)
    form = forms.ReportForm(request.POST, stages=[stage.pk for stage in task.stages.all()])
    month, refusal, saved = queries.month_for(request.actor, timezone.localdate()), "", False
    if form.is_valid():
        try:
            actions.report(
                actor=request.actor, task=task, month=month.month, evidence=_evidence(request), **form.cleaned_data
            )
            saved = True
        except Refused as refused:
            refusal = refused.sentence
    else:
        refusal = _("进展最多 500 字，请缩短后再保存。")
    return _answer(request, task_id, refusal, saved=saved)


def _answer(request: Request, task_id: int, refusal: str, *, saved: bool) -> HttpResponse:
    """Show the task's row again to htmx, the whole page to a browser without it."""
    month = queries.month_for(request.actor, timezone.localdate())
    typed = "" if saved else request.POST.get("sentence", "")
    context = {"month": month, "saved": saved, "refusal": refusal, "typed": typed, "of": task_id}
    status = 200 if saved else 422
    if request.headers.get("HX-Request") == "true":
        line = next((line for line in [*month.asked, *month.known] if line.standing.task.pk == task_id), None)
        return render(request, "planning/_report.html", {**context, "line": line}, status=status)
    if saved:
        messages.success(request, _("已保存。"))
        return redirect("planning:monthly")
    return render(request, "planning/monthly.html", context, status=status)


def _evidence(request: Request) -> tuple[str, BinaryIO] | None:
    given = request.FILES.get("evidence")
    if given is None or not given.name:
        return None
    if (given.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        raise TooLarge(size=(given.size or 0) >> 20, limit=settings.UPLOAD_LIMIT_BYTES >> 20)
    return given.name, cast("BinaryIO", given)


@require_GET
@policy(permissions.view_tasks)
def evidence(request: Request, task_id: int, month: str) -> HttpResponseBase:
    """Hand out what was shown for a month."""
    file = actions.read_evidence(actor=request.actor, task=tasks.task_for(request.actor, task_id), month=month)
    return download(file.path, file.name)


@require_POST
@policy(permissions.set_tasks)
def urge(request: Request) -> HttpResponse:
    """Ask once more those below who have not reported."""
    count = actions.urge(actor=request.actor)
    messages.success(
        request, ngettext("已提醒 %(count)s 个单位。", "已提醒 %(count)s 个单位。", count) % {"count": count}
    )
    return redirect("planning:tasks")
