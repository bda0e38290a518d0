"""The auditor's pages."""

import re
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.actors import Actor, name_shown
from shuren.kernel.audit import queries as audit_log
from shuren.kernel.audit.labels import AUDIT_LABELS
from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.listing import Choices, Column, Filter, Listing
from shuren.kernel.http.policy import Request, in_background, policy
from shuren.kernel.jobs import queries as runs
from shuren.spine.identity import permissions as can
from shuren.spine.identity import queries
from shuren.spine.identity.actions import audits

_BRACES = re.compile(r"\{\w+\}")


def _about(subject: str) -> str:
    return "?" + urlencode({"subject": subject}) if subject else ""


def _labels(_actor: Actor) -> Choices:
    return [(label.code, _BRACES.sub("…", gettext(str(label.sentence)))) for label in AUDIT_LABELS]


LISTING = Listing(
    columns=(
        Column("at", _("时间"), lambda row: f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}", sort="id"),
        Column("actor", _("操作人"), lambda row: name_shown(row.actor_name)),
        Column("role", _("角色"), lambda row: queries.label_of_role(row.role)),
        Column("sentence", _("事项"), lambda row: audit_log.line_of(row).sentence),
        Column("org", _("机构"), lambda row: row.org_name),
        Column("subject", _("对象"), audit_log.subject_named, link=lambda row: _about(audit_log.subject_of(row))),
    ),
    default_sort="-at",
    filters=(
        Filter("label", _("类别"), _labels),
        Filter("org", _("机构"), queries.authorities_to_audit, apply=audit_log.below),
        Filter("subject", _("对象"), (), apply=audit_log.about_subject),
        Filter("since", _("起始日期"), (), apply=audit_log.since),
        Filter("until", _("截止日期"), (), apply=audit_log.until),
    ),
    search=audit_log.by_actor,
    search_hint=_("操作人姓名"),
)
BY_HAND = ("subject", "since", "until")  # filters that are typed, not chosen


@policy(can.view_audit)
@require_safe
def audit_list(request: Request) -> HttpResponse:
    """The audit log of one's part of the tree."""
    entries = audit_log.entries_visible_to(request.actor, can.view_audit)
    page = LISTING.page(entries, request.GET.dict(), request.actor)
    _name_orgs(page.rows)
    context = {
        "page": page,
        "typed": {key: page.query.get(key, "") for key in BY_HAND},
        "chosen": [item for item in page.filters if item[0].key not in BY_HAND],
        "run": runs.latest_about(*audits.SUBJECT),
        "results": audit_log.about(*audits.SUBJECT, limit=1),
    }
    return render(request, "identity/audit_list.html", context)


@policy(can.view_audit)
@require_safe
def audit_export(request: Request, form: str) -> HttpResponseBase:
    """The filtered log as a file; that it was taken is itself recorded."""
    entries = audit_log.entries_visible_to(request.actor, can.view_audit)
    found = taken(LISTING, entries, request.GET.dict())
    audits.note_export(actor=request.actor, count=len(found))
    _name_orgs(found)
    name = gettext("审计日志 %(day)s") % {"day": timezone.localdate().isoformat()}
    return exported(LISTING, found, name=name, form=form)


@policy(can.view_audit)
@require_POST
def verify(request: Request) -> HttpResponse:
    """Start the verification of the whole chain."""
    audits.start_verification(actor=request.actor)
    return redirect("identity:audit_list")


@policy(can.view_audit)
@in_background
@require_safe
def verification(request: Request) -> HttpResponse:
    """How far the verification is; polled by the page."""
    return render(request, "identity/_verification.html", {"run": runs.latest_about(*audits.SUBJECT)})


def _name_orgs(rows: list[Any]) -> None:
    names = queries.org_names(row.org_path for row in rows)
    for row in rows:
        row.org_name = names.get(row.org_path, row.org_path or gettext("全平台"))
