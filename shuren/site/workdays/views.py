"""The page of the calendar."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy, signed_in
from shuren.kernel.refusals import Refused
from shuren.kernel.workdays import actions
from shuren.site.workdays import pages, permissions
from shuren.site.workdays.forms import DaysForm, PeriodForm

YEARS = range(2015, 2100)


class NoPeriod(Refused):
    """没有指明要取消哪一段日期。请回到工作日历，点该项登记后的“取消”。"""


@require_safe
@signed_in
def year(request: Request) -> HttpResponse:
    """Show which days of a year are worked at the actor's node."""
    return _shown(request, DaysForm())


@require_POST
@policy(permissions.keep_calendar)
def set_days(request: Request) -> HttpResponse:
    """Say that days are worked or not; deadlines below follow in the worker."""
    form = DaysForm(request.POST)
    done = submitted(form, lambda **_told: actions.set_days(actor=request.actor, **form.asked()))
    if done is None:
        return _shown(request, form)
    return redirect(f"{reverse('workdays:year')}?year={form.cleaned_data['first'].year}")


@require_POST
@policy(permissions.keep_calendar)
def clear_days(request: Request) -> HttpResponse:
    """Give days back to the calendar above."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        raise NoPeriod
    actions.clear_days(actor=request.actor, **form.cleaned_data)
    return redirect(f"{reverse('workdays:year')}?year={form.cleaned_data['first'].year}")


def _shown(request: Request, form: DaysForm) -> HttpResponse:
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    shown = int(asked) if asked.isdecimal() and int(asked) in YEARS else today.year
    view = pages.YearView(request.actor, shown, today)
    may = request.actor.may(permissions.keep_calendar)
    context = {"view": view, "form": form if may else None, "weekdays": pages.WEEKDAYS, "label_of": pages.label_of}
    return render(request, "workdays/year.html", context, status=status_of(form))
