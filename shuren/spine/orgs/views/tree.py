"""The tree and the list, as of a day."""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shuren.kernel.actors import Actor
from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.listing import Choices, Column, Filter, Listing
from shuren.kernel.http.policy import Request, in_background, policy
from shuren.spine.orgs import forms, queries
from shuren.spine.orgs import permissions as can
from shuren.spine.orgs.queries import words
from shuren.spine.standards import api as standards

NARROWING = ("q", "level", "school_type", "area", "authority", "state")


def _authorities(actor: Actor) -> Choices:
    return [(str(org.pk), org.name) for org in queries.authorities_of(actor)]


def _types(_actor: Actor) -> Choices:
    return forms.coded(standards.SCHOOL_TYPE)[1:]


def _as_it_is(rows: Any, _value: str) -> Any:
    return rows


def _detail(row: Any) -> str:
    return reverse("orgs:detail", args=[row.org_id])


LISTING = Listing(
    columns=(
        Column("name", _("名称"), lambda row: row.name, "name_key", link=_detail),
        Column("code", _("机构代码"), lambda row: row.org.code, "org__code"),
        Column("level", _("层级"), lambda row: row.get_level_display()),
        Column("parent", _("上级机构"), lambda row: row.parent.name if row.parent else ""),
        Column("division", _("所在行政区划"), lambda row: words.written("division_code", row.division_code)),
        Column("school_type", _("办学类型"), lambda row: words.written("school_type", row.school_type)),
        Column("area", _("区域类别"), lambda row: words.written("area", row.area)),
        Column("classes", _("班级"), lambda row: row.class_count, align="end"),
    ),
    default_sort="name",
    filters=(
        Filter("level", _("层级"), forms.LEVELS),
        Filter("authority", _("主管教育行政部门"), _authorities),
        Filter("school_type", _("办学类型"), _types),
        Filter("area", _("区域类别"), forms.AREAS),
        Filter("state", _("状态"), (("closed", _("已撤销")),), apply=_as_it_is),
        Filter("on", _("截至日期"), (), apply=_as_it_is),
    ),
    search=queries.versions_matching,
    search_hint=_("名称（含曾用名）、拼音首字母或代码"),
)


def day_of(request: Request) -> date:
    """Return the day that the page is asked to show; an unreadable one is today."""
    try:
        return parse_date(request.GET.get("on", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def _day_query(day: date) -> str:
    return "" if day == timezone.localdate() else f"?on={day.isoformat()}"


@policy(can.view_orgs)
@require_safe
def tree(request: Request) -> HttpResponse:
    """The tree as of a day, its first branch opened; a search or a filter leads to the list."""
    if any(request.GET.get(key) for key in NARROWING):
        return redirect(f"{reverse('orgs:list')}?{request.GET.urlencode()}")
    day = day_of(request)
    tops = queries.tops_on(request.actor, day)
    nodes = [_drawn(top, day) for top in tops]
    if len(tops) == 1:
        nodes[0]["children"] = _branch(request, tops[0].version, day)
    context = {"day": day, "nodes": nodes, "today": timezone.localdate(), "first": queries.first_day(),
               "selects": _selects(request), "hint": LISTING.search_hint, "kinds": _kinds(request)}  # fmt: skip
    return render(request, "orgs/tree.html", context)


@policy(can.view_orgs)
@in_background
@require_safe
def branch(request: Request, path: str) -> HttpResponse:
    """What stood directly below a node on a day: orgs, and for a school its classes."""
    day = day_of(request)
    version = queries.node_on(request.actor, day, path)
    return render(request, "orgs/_branch.html", {"nodes": _branch(request, version, day)})


@policy(can.view_orgs)
@require_safe
def org_list(request: Request) -> HttpResponse:
    """The orgs as of a day, filtered and sorted."""
    day = day_of(request)
    page = LISTING.page(_rows(request, day), request.GET.dict(), request.actor)
    _count_classes(page.rows, day)
    chosen = [item for item in page.filters if item[0].key != "on"]
    context = {"page": page, "day": day, "today": timezone.localdate(), "first": queries.first_day(), "chosen": chosen}
    return render(request, "orgs/list.html", context)


@policy(can.view_orgs)
@require_safe
def export(request: Request, form: str) -> HttpResponseBase:
    """The list as a file."""
    day = day_of(request)
    found = taken(LISTING, _rows(request, day), request.GET.dict())
    _count_classes(found, day)
    return exported(LISTING, found, name=gettext("机构 %(day)s") % {"day": day.isoformat()}, form=form)


@policy(can.view_orgs)
@in_background
@require_safe
def options(request: Request) -> HttpResponse:
    """Suggestions for a field that takes an org's code."""
    query = request.GET.dict()
    text = next((value for key, value in query.items() if key != "level"), "")
    found = queries.search(request.actor, text, level=query.get("level", "")) if text.strip() else []
    return render(request, "orgs/_options.html", {"orgs": found})


def _rows(request: Request, day: date) -> Any:
    closed = request.GET.get("state") == "closed"
    rows = queries.ended_by(request.actor, day) if closed else queries.versions_on(request.actor, day)
    return rows.select_related("org", "parent")


def _count_classes(rows: list[Any], day: date) -> None:
    counts = queries.class_counts([row.org_id for row in rows if row.level == "school"], day)
    for row in rows:
        row.class_count = counts.get(row.org_id, 0) if row.level == "school" else None


def _selects(request: Request) -> list[dict[str, Any]]:
    shown = ("level", "authority", "school_type", "area", "state")
    return [
        {"name": item.key, "label": item.label, "choices": item.options(request.actor), "value": ""}
        for item in LISTING.filters
        if item.key in shown
    ]


def _kinds(request: Request) -> list[tuple[str, Any, int]]:
    """Return what may be opened under the actor's own node."""
    own = queries.own_org(request.actor)
    return (
        [(kind, label, own.pk) for kind, label in forms.kinds_for(own, request.actor) if kind == "open"] if own else []
    )


def _branch(request: Request, version: Any, day: date) -> list[dict[str, Any]]:
    nodes = [_drawn(node, day) for node in queries.branch_on(request.actor, day, version.path)]
    if version.level == "school":
        address = reverse("orgs:detail", args=[version.org_id]) + _day_query(day) + "#classes"
        classes = queries.classes_on([version.org_id], day).order_by("stage", "-entry_year", "code")
        nodes += [{"id": f"c{one.pk}", "label": one.name, "url": address, "icon": "users"} for one in classes]
    return nodes


def _drawn(node: queries.Node, day: date) -> dict[str, Any]:
    """Return a node as the tree component takes it."""
    version = node.version
    drawn: dict[str, Any] = {
        "id": version.org_id,
        "label": version.name,
        "url": reverse("orgs:detail", args=[version.org_id]) + _day_query(day),
        "icon": words.ICONS[version.level],
        "note": _note(node),
    }
    if node.has_branch:
        drawn["branch_url"] = f"{reverse('orgs:branch', args=[version.path])}?on={day.isoformat()}"
    return drawn


def _note(node: queries.Node) -> str:
    level = node.version.level
    if level == "school":
        parts = [ngettext("%(count)s 个班级", "%(count)s 个班级", node.classes) % {"count": node.classes}]
        if node.campuses:
            parts.append(ngettext("%(count)s 个校区", "%(count)s 个校区", node.campuses) % {"count": node.campuses})
        return " · ".join(parts)
    if level == "campus":
        return words.level_of(level)
    return ngettext("%(count)s 所学校", "%(count)s 所学校", node.schools) % {"count": f"{node.schools:,}"}
