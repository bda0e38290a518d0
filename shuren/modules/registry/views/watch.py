"""The pages of 控辍保学: the ledger, one child, who is entered, what the months were like."""

from typing import Any, BinaryIO, cast

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.registry import forms
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions import watch as actions
from shuren.modules.registry.actions import watch_rounds as rounds
from shuren.modules.registry.queries import watch as queries
from shuren.modules.registry.rules import watch as rules
from shuren.modules.registry.rules.watch import Category, Deed


@policy(can.view_watch)
@require_safe
def ledger(request: Request) -> HttpResponse:
    """Who is away in one's part of the tree."""
    query = request.GET.dict()
    rows = queries.in_question(queries.children_for(request.actor), query)
    page = queries.listing(request.actor, query).page(rows, query, request.actor)
    actions.listed(actor=request.actor, shown=len(page.rows))
    context = {
        "page": page,
        "counts": queries.counts(request.actor),
        "may_enter": request.actor.may(can.enter_watch),
        "may_set": request.actor.may(can.set_watch_days),
    }
    return render(request, "registry/watch.html", context)


@policy(can.view_watch)
@require_safe
def export(request: Request, form: str) -> HttpResponseBase:
    """The ledger as a file."""
    query = request.GET.dict()
    listing = queries.listing(request.actor, query)
    rows = taken(listing, queries.in_question(queries.children_for(request.actor), query), query)
    actions.listed(actor=request.actor, shown=len(rows))
    return exported(listing, rows, name=gettext("控辍保学台账"), form=form)


@policy(can.enter_watch)
@require_http_methods(["GET", "POST"])
def enter(request: Request, person_id: int | None = None) -> HttpResponse:
    """Enter a pupil who is away: one that a link names, or one found by name or number."""
    named = queries.enrolment_of(request.actor, person_id) if person_id else None
    if person_id and named is None:
        raise NotFoundHere
    initial = {"pupil": named.school_no if named else "", "since": timezone.localdate()}
    form = forms.EnterWatch(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        found = queries.named_at_school(request.actor, form.cleaned_data["pupil"])
        if len(found) != 1:
            form.add_error("pupil", _whom(found))
    made = submitted(form, lambda **typed: _entered(request, found[0].person_id, typed))
    if made is not None:
        return redirect("registry:watch_child", made.pk)
    return render(request, "registry/watch_enter.html", {"form": form, "named": named}, status=status_of(form))


def _whom(found: list[Any]) -> str:
    if not found:
        return gettext("本校没有这名在籍学生。请核对姓名或学号；已经离校的不能办理。")
    same = gettext("、").join(f"{row.school_class.name if row.school_class else ''} {row.school_no}" for row in found)
    return gettext("有多名学生符合，请改填学号：%(same)s。") % {"same": same}


def _entered(request: Request, person_id: int, typed: dict[str, Any]) -> Any:
    away = actions.Away(typed["since"], Category(typed["category"]), typed["told"])
    return actions.enter(actor=request.actor, person_id=person_id, away=away)


@policy(can.view_watch)
@require_safe
def child(request: Request, child_id: int) -> HttpResponse:
    """One child of the ledger, with its log."""
    actions.look(actor=request.actor, child_id=child_id)
    return _page(request, child_id)


@policy(can.keep_watch)
@require_POST
def step(request: Request, child_id: int) -> HttpResponse:
    """Record what was done; photos come with it."""
    deeds = rules.may_record(request.actor.role)
    form = forms.RecordWatchStep(request.POST, deeds=deeds)
    papers = [(file.name or "", cast("BinaryIO", file)) for file in request.FILES.getlist("papers")]

    def record(**typed: Any) -> Any:
        return actions.take_step(actor=request.actor, child_id=child_id, done=actions.Done(**typed), papers=papers)

    if submitted(form, record) is not None:
        return redirect("registry:watch_child", child_id)
    return _page(request, child_id, step_form=form)


@policy(can.keep_watch)
@require_POST
def plan(request: Request, child_id: int) -> HttpResponse:
    """Set the plan for one child."""
    form = forms.PlanForChild(request.POST)

    def set_plan(**typed: Any) -> Any:
        return actions.plan(actor=request.actor, child_id=child_id, told=actions.Plan(**typed))

    if submitted(form, set_plan) is not None:
        return redirect("registry:watch_child", child_id)
    return _page(request, child_id, plan_form=form)


def _page(request: Request, child_id: int, *, step_form: Any = None, plan_form: Any = None) -> HttpResponse:
    """Show a child's page; a form that was refused stands in it as it was sent."""
    row, actor, today = queries.child_for(request.actor, child_id), request.actor, timezone.localdate()
    may_keep = actor.may_at(can.keep_watch, row.org_path) and row.closed_on is None
    deeds = [deed for deed in rules.may_record(actor.role) if deed is not Deed.PLAN] if may_keep else []
    group = row.enrolment.school_class
    first = {"on": today, "deed": row.duty if row.duty in deeds else None}
    first |= {"who": group.homeroom_teacher if group and actor.role == "registrar" else ""}
    plans = may_keep and Deed.PLAN in rules.may_record(actor.role)
    held = {"measures": row.measures, "in_charge": row.in_charge, "aim_on": row.aim_on, "on": today}
    context = {
        "row": row,
        "standing": queries.standing(row),
        "is_late": row.closed_on is None and row.due_on < today,
        "steps": queries.steps_of(row),
        "step_form": step_form or (forms.RecordWatchStep(initial=first, deeds=deeds) if deeds else None),
        "plan_form": plan_form or (forms.PlanForChild(initial=held) if plans else None),
        "may_close": row.closed_on is None and actor.may_at(can.apply_events, row.org_path),
    }
    sent = step_form or plan_form
    return render(request, "registry/watch_child.html", context, status=status_of(sent) if sent else 200)


@policy(can.view_watch)
@require_safe
def paper(request: Request, paper_id: int) -> HttpResponseBase:
    """A photo or paper of a child's log."""
    file = actions.take_paper(actor=request.actor, paper_id=paper_id)
    return download(file.path, file.name)


@policy(can.view_watch)
@require_safe
def report(request: Request) -> HttpResponse:
    """How things stand: figures, the last twelve months, reasons, places."""
    today = timezone.localdate()
    trend = queries.trend(request.actor, today)
    context = {
        "counts": queries.counts(request.actor),
        "trend": trend,
        "labels": [f"{month.month:%Y-%m}" for month in trend],
        "series": [
            {"name": gettext("月末在册"), "values": [month.listed for month in trend]},
            {"name": gettext("本月新增"), "values": [month.entered for month in trend]},
            {"name": gettext("返校复学"), "values": [month.returned for month in trend]},
        ],
        "categories": queries.by_category(request.actor),
        "places": queries.by_place(request.actor),
        "today": today,
    }
    return render(request, "registry/watch_report.html", context)


@policy(can.view_watch)
@require_safe
def months(request: Request) -> HttpResponse:
    """The monthly reports of the schools, and which of them are missing."""
    actor, today = request.actor, timezone.localdate()
    page = queries.MONTHLY.page(queries.months_for(actor), request.GET.dict(), actor)
    month = rules.month_before(today)
    missing = queries.missing_months(actor, month)
    may_sign = actor.may(can.report_watch) and bool(missing)
    context = {
        "page": page,
        "month": f"{month:%Y-%m}",
        "missing": missing,
        "is_late": today.day > rules.MONTHLY_BY,
        "figures": queries.figures_of_month(actor.path, month) if may_sign else None,
    }
    return render(request, "registry/watch_months.html", context)


@policy(can.view_watch)
@require_safe
def export_months(request: Request, form: str) -> HttpResponseBase:
    """The monthly reports as a file."""
    rows = taken(queries.MONTHLY, queries.months_for(request.actor), request.GET.dict())
    return exported(queries.MONTHLY, rows, name=str(_("控辍保学月报")), form=form)


@policy(can.report_watch)
@require_POST
def sign_month(request: Request) -> HttpResponse:
    """Sign the report of the month before, also of nobody."""
    rounds.sign_month(actor=request.actor, today=timezone.localdate())
    return redirect("registry:watch_months")
