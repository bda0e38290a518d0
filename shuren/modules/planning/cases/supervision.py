"""督办: a letter to the unit that leads a task, its reply by a day, and whether that settles the matter."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Seat, StepForm, Who, applicant
from shuren.kernel.cases.route import Route, Sequence, Step
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.refusals import Refused
from shuren.kernel.words import Words
from shuren.modules.planning.permissions import supervise, view_tasks
from shuren.modules.planning.queries import supervision as queries

LONG = {"rows": 4}
ISSUE, REPLY, REVIEW = "issue", "reply", "review"


class NothingToSupervise(Refused):
    """这项任务已经办结或取消，不需要督办。"""


class SupervisionForm(CaseForm):
    """Which task, what is demanded, and by when."""

    task = forms.ChoiceField(label=_("督办事项"), help_text=_("下级单位牵头、还没有办结的任务，逾期的排在前面。"))
    demand = forms.CharField(label=_("督办要求"), max_length=1_000, widget=forms.Textarea(attrs=LONG))
    reply_by = forms.DateField(label=_("反馈期限"), widget=forms.DateInput())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        found = queries.to_supervise(actor, timezone.localdate())
        self.fields["task"].choices = [("", _("请选择")), *found]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        if typed["reply_by"] <= timezone.localdate():
            raise forms.ValidationError({"reply_by": _("反馈期限应晚于今天。")})
        about = queries.about(self.actor, int(typed["task"]), timezone.localdate())
        return {**about, "demand": typed["demand"], "reply_by": typed["reply_by"].isoformat()}


class ReplyForm(StepForm):
    """What the unit has done, and until when it will be done."""

    reply = forms.CharField(label=_("办理情况"), max_length=1_000, widget=forms.Textarea(attrs=LONG))
    promised = forms.DateField(label=_("承诺完成日期"), widget=forms.DateInput())

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        return typed | {"promised": typed["promised"].isoformat()} if "promised" in typed else typed


def _unit(application: Application) -> Iterable[Seat]:
    return [Seat(application.form["role"], application.form["path"])]


def _leader(application: Application) -> Iterable[Seat]:
    return [Seat("unit_leader", application.org_path)]


class Supervision(CaseType):
    """督办."""

    code, label, prefix, order = "planning.supervision", gettext_noop("任务督办"), "DB", 90
    group, brief = gettext_noop("规划与督办"), gettext_noop("年度任务逾期或进展迟缓的，督促牵头单位限期办理并反馈。")
    begins = gettext_noop("发出督办单")
    form = SupervisionForm
    apply = supervise
    handled = view_tasks
    wording = Wording(
        content=gettext_noop("督办单"),
        author=gettext_noop("督办人"),
        begun=gettext_noop("发出时间"),
        cancel=gettext_noop("撤回督办"),
        yes={REPLY: gettext_noop("反馈"), REVIEW: gettext_noop("同意办结")},
        no={REPLY: gettext_noop("退回督办单"), REVIEW: gettext_noop("要求继续办理")},
        outcomes={Outcome.GRANTED: gettext_noop("督办办结")},
    )
    route: ClassVar[Route] = Sequence(
        (
            Step(ISSUE, gettext_noop("发出督办单"), "issuer", applies=True),
            Step(REPLY, gettext_noop("限期办理并反馈"), "unit", objection=ISSUE),
            Step(REVIEW, gettext_noop("核实反馈"), "issuer", days=5, objection=REPLY),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {"issuer": applicant, "unit": _unit, "leader": _leader}
    superiors: ClassVar = ("leader",)
    asks: ClassVar = {REPLY: ReplyForm}

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['unit']}：{form['title']}"[:200]

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return queries.subject_of(form["task"])

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        lines: list[tuple[Words, Any]] = [
            (_("督办事项"), form["title"]),
            (_("牵头单位"), form["unit"]),
            (_("完成期限"), date.fromisoformat(form["due_on"])),
            (_("发出时的进展"), form["stood"]),
            (_("督办要求"), form["demand"]),
            (_("反馈期限"), date.fromisoformat(form["reply_by"])),
        ]
        if form.get("reply"):
            lines += [
                (_("办理情况"), form["reply"]),
                (_("承诺完成日期"), date.fromisoformat(form["promised"])),
            ]
        return lines

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        return [
            (_("查看任务"), reverse("planning:task", args=(form["task"],))),
            (_("下载督办单（PDF）"), reverse("planning:letter", args=(case_id,))),
        ]

    @classmethod
    def due_on(cls, application: Application, step: str) -> date | None:
        return date.fromisoformat(application.form["reply_by"]) if step == REPLY else None

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        if not queries.is_open(application.form["task"]) and "reply" not in application.form:
            raise NothingToSupervise
