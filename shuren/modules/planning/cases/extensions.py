"""申请延期: whoever leads a task asks the authority that set it for another day; granted, the task's day is moved."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Seat, Who, applicant
from shuren.kernel.cases.route import Route, Sequence, Step
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.refusals import Refused
from shuren.kernel.words import Words
from shuren.modules.planning.actions import dates
from shuren.modules.planning.permissions import report_tasks, view_tasks
from shuren.modules.planning.queries import extensions as queries

ASK, DECIDE = "ask", "decide"
LONG = {"rows": 4}


class NothingToExtend(Refused):
    """这项任务已经办结、取消或不再由本单位牵头，不需要延期。"""


class ExtensionForm(CaseForm):
    """Which task, until when, and why."""

    task = forms.ChoiceField(label=_("申请延期的任务"), help_text=_("上级下达、本单位牵头、还没有办结的任务。"))
    until = forms.DateField(label=_("申请延至"), widget=forms.DateInput())
    why = forms.CharField(label=_("延期理由"), max_length=300, widget=forms.Textarea(attrs=LONG))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        found = queries.to_extend(actor, timezone.localdate())
        self.fields["task"].choices = [("", _("请选择")), *found]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        about = queries.about(self.actor, int(typed["task"]))
        if typed["until"] <= max(date.fromisoformat(about["due_on"]), timezone.localdate()):
            raise forms.ValidationError({"until": _("延期的日期应晚于今天，也晚于现在的完成期限。")})
        return {**about, "until": typed["until"].isoformat(), "why": typed["why"]}


def _issuer(application: Application) -> Iterable[Seat]:
    return [Seat(application.form["role"], application.form["path"])]


class Extension(CaseType):
    """申请延期."""

    code, label, prefix, order = "planning.extension", gettext_noop("任务延期"), "YQ", 91
    group, brief = (
        gettext_noop("规划与督办"),
        gettext_noop("本单位牵头的年度任务不能按期完成的，写明理由，由下达机关决定。"),
    )
    begins = gettext_noop("申请延期")
    form = ExtensionForm
    apply = report_tasks
    handled = view_tasks
    wording = Wording(
        yes={DECIDE: gettext_noop("同意延期")},
        no={DECIDE: gettext_noop("不同意延期")},
        outcomes={Outcome.GRANTED: gettext_noop("已同意延期"), Outcome.REJECTED: gettext_noop("不同意延期")},
    )
    route: ClassVar[Route] = Sequence(
        (
            Step(ASK, gettext_noop("申请延期"), "lead", applies=True),
            Step(DECIDE, gettext_noop("下达机关审批"), "issuer", days=5),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {"lead": applicant, "issuer": _issuer}

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['unit']}：{form['title']}"[:200]

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"{cls.code}:{form['task']}"

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        whole = form["whole_due_on"]
        later = [(_("同意后"), _("上级任务的期限随之延至同一天，其他单位的期限不变"))]
        return [
            (_("任务"), form["title"]),
            (_("牵头单位"), form["unit"]),
            (_("完成期限"), date.fromisoformat(form["due_on"])),
            (_("申请延至"), date.fromisoformat(form["until"])),
            *(later if whole and whole < form["until"] else []),
            (_("延期理由"), form["why"]),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del case_id
        return [(_("查看任务"), reverse("planning:task", args=(form["task"],)))]

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        if not queries.still_led(application.form["task"], application.org_path):
            raise NothingToExtend

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        """Move the day. Raises what moving a day raises."""
        del number
        form = application.form
        task = queries.task(form["task"])
        dates.extend(actor=actor, task=task, due_on=date.fromisoformat(form["until"]), reason=form["why"])
