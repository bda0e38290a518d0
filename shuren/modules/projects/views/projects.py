"""The list of projects, and the page of one."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.policy import Request, policy
from shuren.modules.projects import permissions as can
from shuren.modules.projects.actions import projects as actions
from shuren.modules.projects.queries import projects as queries
from shuren.modules.projects.queries import timeline
from shuren.modules.projects.queries.listings import PROJECTS


@policy(can.view_projects)
@require_safe
def projects(request: Request) -> HttpResponse:
    """List the projects at and below one's node."""
    context = {
        "page": PROJECTS.page(queries.projects_for(request.actor), request.GET, request.actor),
        "may_apply": request.actor.may(can.apply_projects),
        "apply": reverse("cases:apply", args=("projects.approval",)),
        "query": request.GET.urlencode(),
    }
    return render(request, "projects/projects.html", context)


@policy(can.view_projects)
@require_safe
def export(request: Request) -> HttpResponseBase:
    """Hand out the list as a workbook, narrowed as it is on the page."""
    rows = taken(PROJECTS, queries.projects_for(request.actor), request.GET)
    actions.note_export(actor=request.actor, count=len(rows))
    return exported(PROJECTS, rows, name=_("信息化项目"), form="xlsx")


@policy(can.view_projects)
@require_safe
def project(request: Request, project_id: int) -> HttpResponse:
    """Show one project from its need on."""
    found = queries.project_for(request.actor, project_id)
    return render(request, "projects/project.html", timeline.page_of(request.actor, found))
