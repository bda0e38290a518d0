"""Which plans there are, where a new one is recorded, and the workbook it comes in."""

from typing import BinaryIO, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuren.kernel.http.download import download
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.tabular import actions as tabular
from shuren.kernel.tabular import jobs
from shuren.kernel.tabular import queries as batches
from shuren.modules.planning import forms, permissions
from shuren.modules.planning.actions import plans as actions
from shuren.modules.planning.queries import compare as comparing
from shuren.modules.planning.queries import lookup
from shuren.modules.planning.tables import PlanWorkbook, TargetTable, speaks_for

RECENT = 10


class NoFile(Refused):
    """请先选择要上传的工作簿（.xlsx），或“规划目标”一张表的 .csv 文件。"""


class TooLarge(Refused):
    """文件有 {size} MB，超过了 {limit} MB 的上限。请删去工作表中的图片，或分几次上传。"""


@require_GET
@policy(permissions.view_plans)
def plans(request: Request) -> HttpResponse:
    """List the plans that concern the actor and those of other regions; a single one opens at once."""
    found, references = lookup.plans_for(request.actor), lookup.references_for(request.actor)
    may_load = request.actor.may(permissions.load_plans)
    if len(found) == 1 and not references and not may_load:
        return redirect("planning:board", code=found[0].code)
    library = lookup.library_for(request.actor) if may_load else []
    context = {"plans": found, "references": references, "may_load": may_load, "library": library}
    return render(request, "planning/plans.html", context)


@require_http_methods(["GET", "POST"])
@policy(permissions.load_plans)
def new(request: Request) -> HttpResponse:
    """Record a plan; its lines come in by workbook."""
    org = lookup.org_at(request.actor)
    form = forms.PlanForm(request.POST or None)
    opened = submitted(form, lambda **typed: actions.open_plan(actor=request.actor, org=org, **typed))
    if opened is not None:
        return redirect("planning:plan_workbook", code=opened.code)
    return render(request, "planning/plan_form.html", {"form": form, "org": org}, status=status_of(form))


@require_POST
@policy(permissions.load_plans)
def take(request: Request, code: str) -> HttpResponse:
    """Take one of the published plans that come with the platform, as one's own or for comparison."""
    if code not in {known for known, _plan in lookup.library_for(request.actor)}:
        raise NotFoundHere
    org = lookup.org_at(request.actor)
    is_reference = request.POST.get("as") != "own"
    plan = actions.load_published(actor=request.actor, code=code, org=org, is_reference=is_reference)
    messages.success(request, _("已引入“%(name)s”。") % {"name": plan.name})
    return redirect("planning:compare" if plan.is_reference else "planning:board", code=plan.code)


@require_GET
@policy(permissions.view_plans)
def compare(request: Request, code: str) -> HttpResponse:
    """Show what another region's plan asks for beside the newest figures of one's own node."""
    plan = lookup.plan_for(request.actor, code)
    found = comparing.comparison(plan, lookup.org_at(request.actor))
    may_load = request.actor.may_at(permissions.load_plans, plan.org_path)
    return render(request, "planning/compare.html", {"found": found, "plan": plan, "may_load": may_load})


@require_GET
@policy(permissions.load_plans)
def workbook(request: Request, code: str) -> HttpResponse:
    """Show a plan's workbook: template, upload, what was handed in."""
    plan = lookup.own_plan_for(request.actor, code)
    handed_in = [
        batch
        for batch in batches.batches_for(request.actor, PlanWorkbook).filter(org_id=plan.org_id)
        if batch.spoken_for.code == plan.code
    ]
    lines = plan.targets.count()
    context = {"plan": plan, "batches": handed_in[:RECENT], "lines": lines, "tables": PlanWorkbook.tables}
    return render(request, "planning/plan_workbook.html", context)


@require_GET
@policy(permissions.load_plans)
def template(request: Request, code: str) -> HttpResponseBase:
    """Hand out the workbook with the lines recorded so far."""
    plan = lookup.own_plan_for(request.actor, code)
    scope = speaks_for(plan, timezone.localdate())
    content = tabular.template(actor=request.actor, workbook=PlanWorkbook, scope=scope)
    return download(content, f"{plan.name}.xlsx")


@require_POST
@policy(permissions.load_plans)
def upload(request: Request, code: str) -> HttpResponse:
    """Take a plan's file in and have it checked; what it would change is shown before it is applied."""
    plan, given = lookup.own_plan_for(request.actor, code), request.FILES.get("file")
    if given is None or not given.name:
        raise NoFile
    if (given.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        raise TooLarge(size=(given.size or 0) >> 20, limit=settings.UPLOAD_LIMIT_BYTES >> 20)
    batch = tabular.upload(
        actor=request.actor,
        workbook=PlanWorkbook,
        scope=speaks_for(plan, timezone.localdate()),
        name=given.name,
        content=cast("BinaryIO", given),
        table=TargetTable.code,
    )
    jobs.start_check(actor=request.actor, batch=batch)
    return redirect("filing:batch", batch.pk)
