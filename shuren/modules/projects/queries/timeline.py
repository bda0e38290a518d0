"""One project from its need on: what happened, newest first, and how far the money has gone."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shuren.kernel.actors import Actor
from shuren.modules.projects.models import Project
from shuren.modules.projects.queries import codes


def page_of(actor: Actor, project: Project) -> Mapping[str, Any]:
    """Return all that the page of a project shows."""
    del actor
    return {
        "project": project,
        "category": codes.category_name(project.category),
        "source": codes.source_name(project.source),
        "costs": list(project.costs.order_by("id")),
        "case": reverse("cases:case", args=(project.case_id,)),
        "entries": _entries(project),
    }


def _entries(project: Project) -> list[dict[str, Any]]:
    return [
        {
            "when": project.granted_on.isoformat(),
            "what": _("立项"),
            "note": _("在预算指标“%(line)s”列支 %(yuan)s 元")
            % {"line": project.line, "yuan": f"{project.budget_yuan:,.2f}"},
        }
    ]
