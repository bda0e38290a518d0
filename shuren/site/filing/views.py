from typing import BinaryIO, cast

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shuren.kernel.http.download import download
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import Refused
from shuren.kernel.tabular import actions, jobs, queries
from shuren.site.filing import pages, permissions, scopes
from shuren.spine.orgs.queries.lookup import scope_in


class NoFile(Refused):
    """请先选择要上传的文件：支持 .xlsx 工作簿，或一张表的 .csv 文件。"""


class TooLarge(Refused):
    """文件有 {size} MB，超过了 {limit} MB 的上限。请删去工作表中的图片，或分几次上传。"""


@require_GET
@policy(permissions.open_filing)
def workbooks(request: Request) -> HttpResponse:
    """List what this school fills in, year by year."""
    school = scopes.school_of(request.actor)
    cards = [pages.card(request.actor, workbook) for workbook in scopes.workbooks_for(request.actor)]
    return render(request, "filing/workbooks.html", {"school": school, "cards": cards})


@require_GET
@policy(permissions.open_filing)
def workbook(request: Request, code: str, year: int) -> HttpResponse:
    """Show one workbook of one year: template, upload, what was handed in, what each sheet asks."""
    filing = scopes.filing_for(request.actor, code, year)
    batches = queries.batches_for(request.actor, filing.workbook).filter(period=str(year))[:20]
    items = pages.items_of(filing.workbook)
    context = {"filing": filing, "batches": batches, "items": items, "years": scopes.years()}
    return render(request, "filing/workbook.html", context)


@require_GET
@policy(permissions.open_filing)
def template(request: Request, code: str, year: int) -> HttpResponseBase:
    """Hand out the workbook to fill in, with what is known filled in already."""
    filing = scopes.filing_for(request.actor, code, year)
    earlier = [scope_in(filing.school, before) for before in range(year - 1, scopes.FIRST_YEAR - 1, -1)]
    content = actions.template(actor=request.actor, workbook=filing.workbook, scope=filing.scope, earlier=earlier)
    return download(content, f"{filing.workbook.label}_{filing.school.name}_{year}.xlsx")


@require_POST
@policy(permissions.open_filing)
def upload(request: Request, code: str, year: int) -> HttpResponse:
    """Take a file in and have it checked."""
    from django.conf import settings

    filing = scopes.filing_for(request.actor, code, year)
    given = request.FILES.get("file")
    if given is None or not given.name:
        raise NoFile
    if (given.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        raise TooLarge(size=(given.size or 0) >> 20, limit=settings.UPLOAD_LIMIT_BYTES >> 20)
    batch = actions.upload(
        actor=request.actor,
        workbook=filing.workbook,
        scope=filing.scope,
        name=given.name,
        content=cast("BinaryIO", given),
        table=request.POST.get("table", ""),
    )
    jobs.start_check(actor=request.actor, batch=batch)
    return _to(request, batch.pk)


@require_GET
@policy(permissions.open_filing)
def batch(request: Request, batch_id: int) -> HttpResponse:
    """Show what a file would do, or has done, to the registers."""
    table, kind = request.GET.get("table", ""), request.GET.get("kind", "")
    page = pages.batch_page(request.actor, batch_id, table=table, kind=kind)
    return render(request, "filing/batch.html", {"page": page, "history": pages.history(page.batch)})


@require_GET
@policy(permissions.open_filing)
def progress(request: Request, batch_id: int) -> HttpResponse:
    """Answer the poll of a batch at work; once it is over, have the whole page come again."""
    page = pages.batch_page(request.actor, batch_id)
    response = render(request, "filing/_progress.html", {"page": page})
    if not page.is_busy:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@policy(permissions.open_filing)
def step(request: Request, batch_id: int, name: str) -> HttpResponse:
    """Check again, confirm, apply, undo or give up a batch."""
    found = queries.batch_for(request.actor, batch_id)
    actor, reason = request.actor, request.POST.get("reason", "")
    if name == "check":
        jobs.start_check(actor=actor, batch=found)
    elif name == "apply":
        jobs.start_apply(actor=actor, batch=found)
    elif name == "undo":
        jobs.start_undo(actor=actor, batch=found, reason=reason)
    elif name == "confirm":
        actions.confirm(actor=actor, batch=found, reason=reason)
    else:
        actions.discard(actor=actor, batch=found)
    return _to(request, found.pk)


@require_GET
@policy(permissions.open_filing)
def marked(request: Request, batch_id: int) -> HttpResponseBase:
    """Give the user's file back with its wrong cells marked."""
    found = queries.batch_for(request.actor, batch_id)
    content = actions.error_workbook(actor=request.actor, batch=found)
    return download(content, f"{found.file.name.rsplit('.', 1)[0]}_核对结果.xlsx")


@require_GET
@policy(permissions.open_filing)
def original(request: Request, batch_id: int) -> HttpResponseBase:
    """Give the file back as it was uploaded."""
    found = queries.batch_for(request.actor, batch_id)
    return download(found.file.path, found.file.name)


def _to(request: Request, batch_id: int) -> HttpResponse:
    """Lead to a batch's page, also from a form that htmx sent."""
    answer = redirect("filing:batch", batch_id=batch_id)
    if request.headers.get("HX-Request") == "true" and isinstance(answer, HttpResponseRedirect):
        return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
    return answer
