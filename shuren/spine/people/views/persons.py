"""One person: the page, the numbers that are shown for a reason, who looked."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.policy import Request, policy, sensitive
from shuren.kernel.http.related import related_to
from shuren.spine.identity.permissions import open_guardian_accounts
from shuren.spine.identity.queries import label_of_role
from shuren.spine.people import actions
from shuren.spine.people import permissions as can
from shuren.spine.people.queries.casework import with_account
from shuren.spine.people.queries.reviewing import kept_for
from shuren.spine.people.queries.students import grade_of
from shuren.spine.people.queries.words import code_name
from shuren.spine.standards import api as standards


@policy(can.view_person)
@require_safe
def person(request: Request, person_id: int) -> HttpResponse:
    """A person's page; the look is recorded. A record that was merged leads to the one it was merged into."""
    now = kept_for(person_id)
    if now != person_id:
        return redirect("people:person", now)
    found = actions.look_at_person(actor=request.actor, person_id=person_id)
    context = {
        "file": found,
        "code": code_name,
        "place": standards.division_told,
        "grade_of": grade_of,
        "today": timezone.localdate(),
        "may_unmask": request.actor.may_at(can.unmask, found.org_path),
        "may_open_account": request.actor.may_at(open_guardian_accounts, found.org_path),
        "with_account": with_account([tie.guardian_id for tie in found.guardianships]),
        "related": related_to(request.actor, "people.person", person_id),
    }
    return render(request, "people/person.html", context)


@policy(can.unmask)
@sensitive
@require_POST
def unmask(request: Request, person_id: int, item: str) -> HttpResponse:
    """Show one number whole: in its place where htmx asks, else on a page of its own."""
    reason = request.POST.get("reason", "")
    value = actions.unmask(actor=request.actor, person_id=person_id, item=item, reason=reason)
    template = "_unmasked.html" if request.headers.get("HX-Request") == "true" else "unmasked.html"
    response = render(request, f"people/{template}", {"value": value, "person_id": person_id})
    response["Cache-Control"] = "no-store"
    return response


@policy(can.view_person)
@require_safe
def looks(request: Request, person_id: int) -> HttpResponse:
    """Who looked at a person, and what was done."""
    found, lines = actions.look_at_looks(actor=request.actor, person_id=person_id)
    return render(request, "people/looks.html", {"file": found, "lines": lines, "role_label": label_of_role})
