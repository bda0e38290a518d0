"""The pages of cases."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions, adjustments, drafts, queries
from shuren.kernel.cases.declare import CaseType, current, may_begin_something, newest
from shuren.kernel.cases.refusals import NotOpen
from shuren.kernel.cases.route import lanes, promised, steps
from shuren.kernel.http.download import download
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.paths import NOWHERE
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.remembering import remembering
from shuren.site.cases import adjusting, draftpage, offering, pages, permissions, search, words
from shuren.site.cases.casepage import SIGNING, CaseView, Refusal
from shuren.site.cases.forms import command_of
from shuren.site.cases.sending import SentForm, application_form


@require_safe
@policy(permissions.handle_cases)
def cases(request: Request) -> HttpResponse:
    """List the cases one has to do with, and one's drafts."""
    context = {
        "page": search.page(request.actor, request.GET.dict()),
        "typed": search.TYPED,
        "may_apply": may_begin_something(request.actor),
        "outside": request.actor.path.startswith(NOWHERE),
        "drafts": draftpage.rows_for(request.actor),
        "may_adjust": request.actor.may(permissions.adjust_steps),
    }
    return render(request, "cases/cases.html", context)


@require_safe
@policy(permissions.handle_cases)
def start(request: Request) -> HttpResponse:
    """Show everything the reader may apply for, or what of it answers to a search."""
    text = request.GET.get("q", "")
    return render(request, "cases/start.html", {"groups": offering.offered_to(request.actor, text), "text": text})


@require_safe
@policy(permissions.handle_cases)
def export(request: Request, form: str) -> HttpResponseBase:
    """The cases that were searched for, as a file."""
    return search.export(request.actor, request.GET.dict(), form)


@require_http_methods(["GET", "POST"])
@policy(permissions.handle_cases)
def apply(request: Request, code: str) -> HttpResponse:
    """Apply for something; the case goes to whoever comes next at once."""
    kind = _kind(request, code)
    draft, notes = draftpage.draft_asked(request), list[str]()
    kept = draftpage.kept(kind, draft)
    if draft is not None and draft.type == code:
        sent, notes = draftpage.form_of(draft, kind, request.actor)
    else:
        sent = application_form(kind, request.actor, request)
    number = draftpage.number_sent(request)
    opened = sent.submit(partial(actions.apply, actor=request.actor, type_code=code, draft_id=number))
    if opened is not None:
        messages.success(request, gettext("已提交，办件编号 {number}。").format(number=opened.number))
        return redirect("cases:case", opened.pk)
    if request.method == "POST":  # what was uploaded is kept with what was typed
        kept = draftpage.save(request, kind, sent)
    return _form_page(request, kind, sent, kept, notes, sent.status)


def _form_page(
    request: Request, kind: type[CaseType], sent: SentForm, kept: draftpage.Kept, notes: list[str], status: int
) -> HttpResponse:
    route = pages.route_ahead(kind, request.actor)
    context = {
        "kind": kind, "sent": sent, "kept": kept, "notes": notes, "lanes": lanes(route), "days": promised(route),
        "hints": [step.help for step in steps(route) if step.applies and step.help],
        "begun": draftpage.begun(request, kind),
    }  # fmt: skip
    return render(request, "cases/apply.html", context, status=status)


def _kind(request: Request, code: str) -> type[CaseType]:
    """Return the type that an address names, if the actor may apply. Raises NotFoundHere, Forbidden."""
    kind = _type(code)
    require(request.actor, kind.apply)
    return kind


def _type(code: str) -> type[CaseType]:
    try:
        return newest(code)
    except ValueError as failure:
        raise NotFoundHere from failure


@require_POST
@policy(permissions.handle_cases)
def save_draft(request: Request, code: str) -> HttpResponse:
    """Keep an application as far as it is filled in: as one types, or with the files at the press of a button."""
    kind = _kind(request, code)
    sent = application_form(kind, request.actor, request)
    if sent.materials:
        sent.materials.take()
    kept = draftpage.save(request, kind, sent)
    if request.headers.get("HX-Request") == "true":
        return render(request, "cases/_draft.html", {"kept": kept})
    if kept.refused:
        return _form_page(request, kind, sent, kept, [kept.refused], 422)
    if kept.is_newer:
        return _form_page(request, kind, sent, kept, [], 409)
    if kept.draft and sent.materials and sent.materials.errors:
        notes = [str(error) for errors in sent.materials.errors.values() for error in errors]
        filled, changed = draftpage.form_of(kept.draft, kind, request.actor)
        return _form_page(request, kind, filled, kept, notes + changed, 422)
    return redirect(kept.address)


@require_POST
@policy(permissions.handle_cases)
def save_typed(request: Request, case_id: int, number: int) -> HttpResponse:
    """Keep what is being typed to sign a task: as one types, or at the press of a button to settle which is right."""
    found = queries.case_for(request.actor, permissions.handle_cases, case_id)
    sent = CaseView(found, request.actor).form_for(number, request)
    if sent is None:
        raise NotOpen
    kept = draftpage.save_typed(request, found.pk, number, sent)
    if request.headers.get("HX-Request") == "true":
        return render(request, "cases/_draft.html", {"kept": kept})
    return redirect("cases:case", found.pk)


@require_POST
@policy(permissions.handle_cases)
def discard_draft(request: Request) -> HttpResponse:
    """Remove one of the reader's own drafts."""
    number = draftpage.number_sent(request)
    if number is not None:
        drafts.discard(actor=request.actor, draft_id=number)
    back = request.POST.get("back", "")
    if any(kind.code == back for kind in current()):
        return redirect("cases:apply", back)
    return redirect("cases:cases")


@require_safe
@policy(permissions.adjust_steps)
def adjusted(request: Request) -> HttpResponse:
    """List the steps of every type as they go at the reader's node."""
    return render(request, "cases/adjusted.html", {"cards": adjusting.cards_for(request.actor)})


@require_http_methods(["GET", "POST"])
@policy(permissions.adjust_steps)
def adjust(request: Request, code: str, step: str) -> HttpResponse:
    """Show what has been set for a step, and set it anew."""
    kind, today = _type(code), timezone.localdate()
    declared = adjustments.step_of(kind, step)
    now = adjustments.in_force(kind, request.actor.path, today).get(step)
    own = now if now and now.org_path == request.actor.path else None
    form = adjusting.AdjustForm(request.POST or None, declared, own)
    if submitted(form, partial(_adjust, request.actor, kind, step)):
        return redirect("cases:adjusted")
    rows = adjusting.history(kind, step, request.actor)
    context = {"kind": kind, "step": declared, "form": form, "rows": rows, "today": today}
    return render(request, "cases/adjust.html", context, status=status_of(form))


def _adjust(actor: Actor, kind: type[CaseType], step: str, *, basis: str, since: date, **told: Any) -> bool:
    adjustments.adjust(
        actor=actor, needed=permissions.adjust_steps, kind=kind, step=step,
        setting=adjustments.Setting(**told), basis=basis, since=since,
    )  # fmt: skip
    return True


@require_safe
@policy(permissions.handle_cases)
def case(request: Request, case_id: int) -> HttpResponse:
    """Show one case: what was asked, how far it is, what has been done, what one may do."""
    found = actions.look(actor=request.actor, case=queries.case_for(request.actor, permissions.handle_cases, case_id))
    with remembering():
        return render(request, "cases/case.html", {"view": CaseView(found, request.actor)})


@require_safe
@policy(permissions.handle_cases)
def file(request: Request, case_id: int, attachment_id: int) -> HttpResponseBase:
    """Hand out one file of a case."""
    found = queries.case_for(request.actor, permissions.handle_cases, case_id)
    taken = actions.take_file(actor=request.actor, case=found, attachment_id=attachment_id)
    return download(taken.path, taken.name)


@require_POST
@policy(permissions.handle_cases)
def act(request: Request, case_id: int, verb: str, number: int) -> HttpResponse:
    """Do something to a case: `number` is the task or visit that it is done to, 0 the case as a whole."""
    found = queries.case_for(request.actor, permissions.handle_cases, case_id)
    view = CaseView(found, request.actor)
    sent = view.form_for(number, request) if verb == "Agree" else None
    try:
        command, reason = command_of(verb, number, request.POST, view)
        act = partial(actions.act, actor=request.actor, case_id=found.pk, command=command, comment=reason)
        after = act() if sent is None else sent.submit(act)
    except Refused as refusal:
        if refusal.status != Refused.status:
            raise
        return _refused(request, case_id, refusal, verb=verb, number=number)
    if after is None:
        view.sent = {number: sent} if sent else {}
        return render(request, "cases/case.html", {"view": view, "reason": reason}, status=422)
    if verb in SIGNING:
        drafts.forget(actor=request.actor, case_id=found.pk, task=number)
    messages.success(request, words.done(after, verb, view.step_signed(number)))
    return redirect("cases:case", found.pk)


def _refused(request: Request, case_id: int, refusal: Refused, *, verb: str, number: int) -> HttpResponse:
    """Show the case as it stands now, with why it was not done and what was typed and chosen."""
    found = queries.case_for(request.actor, permissions.handle_cases, case_id)
    view = CaseView(found, request.actor)
    view.refusal = Refusal(refusal.sentence, refusal.field or "", number, {**request.POST.dict(), "verb": verb})
    context = {"view": view, "reason": request.POST.get("reason", "")}
    return render(request, "cases/case.html", context, status=refusal.status)
