"""One org: what it is or was, what it contains, how it came to be so."""

from datetime import date
from operator import itemgetter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from shuren.kernel.audit import queries as audit
from shuren.kernel.holdings import held_at
from shuren.kernel.http.policy import Request, policy
from shuren.spine.orgs import forms, queries
from shuren.spine.orgs import permissions as can
from shuren.spine.orgs.queries import words
from shuren.spine.orgs.views.tree import day_of

CHILDREN_SHOWN = 100
LINES_SHOWN = 50


@policy(can.view_orgs)
@require_safe
def detail(request: Request, org_id: int) -> HttpResponse:
    """One org, today or as of a day."""
    org = queries.org_for(request.actor, org_id)
    day, today = day_of(request), timezone.localdate()
    versions = queries.versions_of(org)
    version = queries.version_shown(versions, day)
    is_school = version.level == "school"
    context = {
        "org": org,
        "version": version,
        "day": day,
        "is_past": day < today,
        "existed": version.valid_from <= day and (version.valid_to is None or day < version.valid_to),
        "crumbs": _crumbs(request, version, day),
        "facts": _facts(version, day),
        "place": words.place_sentence(
            version.level, version.division_code, version.authority.level if version.authority else ""
        ),
        "division": words.written("division_code", version.division_code, on=day),
        "children": queries.branch_on(request.actor, day, version.path)[:CHILDREN_SHOWN],
        "children_shown": CHILDREN_SHOWN,
        "classes": queries.classes_on([org.pk], day).order_by("stage", "-entry_year", "code") if is_school else [],
        "held": [] if day < today else held_at(org.path, today),
        "history": [_entry(chapter) for chapter in queries.history_of(org, versions)],
        "pending": queries.pending_for(org),
        "kinds": forms.kinds_for(org, request.actor),
        "row_url": itemgetter("url"),
        "lines": audit.about("orgs.org", org.pk, limit=LINES_SHOWN) if request.actor.may(can.view_trail) else None,
    }
    return render(request, "orgs/detail.html", context)


def _crumbs(request: Request, version: Any, day: date) -> list[tuple[str, str]]:
    """Return the orgs above, linked as far as the actor may open them."""
    above = queries.trail_on(request.actor, day, version.path)
    return [
        (one.name, reverse("orgs:detail", args=[one.org_id]) if request.actor.covers(one.org.path) else "")
        for one in above
    ]


def _facts(version: Any, day: date) -> list[tuple[Any, str]]:
    columns = ("school_type", "urban_rural", "area", "organizer") if version.level in {"school", "campus"} else ()
    return [(words.FIELDS[name], words.written(name, getattr(version, name), on=day)) for name in columns]


def _entry(chapter: queries.Chapter) -> dict[str, Any]:
    change = chapter.change
    colon, comma, semicolon = gettext("："), gettext("、"), gettext("；")
    differences = [
        f"{words.FIELDS[name]}{colon}{words.written(name, before) or '—'} → {words.written(name, after) or '—'}"
        for name, before, after in chapter.differences
        if name != "parent_id"
    ]
    others = [f"{did}{colon}{comma.join(org.name for org in orgs)}" for did, orgs in chapter.others]
    return {
        "when": change.effective_on.isoformat(),
        "who": change.document,
        "what": change.title,
        "url": reverse("orgs:change", args=[change.pk]),
        "note": semicolon.join([*differences, *others, *([change.reason] if change.reason else [])]),
    }
