"""整改通知: what was found is put to the unit, its reply by a day, and whether that settles it."""

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
from shuren.kernel.words import Words
from shuren.modules.inspection.permissions import rectify, view_checks
from shuren.modules.inspection.queries import letters as queries

LONG = {"rows": 5}
ISSUE, REPLY, REVIEW = "issue", "reply", "review"


class RectificationForm(CaseForm):
    """Which visit, what is to be put right, and by when."""

    visit = forms.ChoiceField(label=_("核查记录"), help_text=_("只列已提交并发现问题的核查。"))
    problems = forms.CharField(
        label=_("需整改的问题"), max_length=2_000, widget=forms.Textarea(attrs=LONG),
        help_text=_("每行一个；从核查记录带入，可以修改。"),
    )  # fmt: skip
    demand = forms.CharField(label=_("整改要求"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))
    reply_by = forms.DateField(label=_("整改期限"), widget=forms.DateInput())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["visit"].choices = [("", _("请选择")), *queries.to_write_about(actor)]  # type: ignore[attr-defined]
        named = str((self.initial or {}).get("visit", ""))
        if named.isdecimal() and not self.initial.get("problems"):
            self.initial = {**self.initial, "problems": queries.problems_of(actor, int(named[:18]))}

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        if typed["reply_by"] <= timezone.localdate():
            raise forms.ValidationError({"reply_by": _("整改期限应晚于今天。")})
        facts = queries.facts_of(self.actor, int(typed["visit"]))
        return {
            **facts, "problems": typed["problems"], "demand": typed["demand"],
            "reply_by": typed["reply_by"].isoformat(),
        }  # fmt: skip


class ReplyForm(StepForm):
    """What the unit has put right."""

    reply = forms.CharField(label=_("整改情况"), max_length=2_000, widget=forms.Textarea(attrs=LONG))
    done_on = forms.DateField(label=_("完成日期"), widget=forms.DateInput(), help_text=_("还没有完成的，填预计日期。"))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        return typed | {"done_on": typed["done_on"].isoformat()} if "done_on" in typed else typed


def _unit(application: Application) -> Iterable[Seat]:
    return [Seat("principal", application.form["path"])]


class Rectification(CaseType):
    """整改通知."""

    code, label, prefix, order = queries.TYPE, gettext_noop("核查整改"), "ZG", 91
    group, brief = gettext_noop("规划与督办"), gettext_noop("实地核查发现问题的，通知单位限期整改并核实。")
    begins = gettext_noop("发出整改通知")
    form = RectificationForm
    apply = rectify
    handled = view_checks
    wording = Wording(
        content=gettext_noop("整改通知"),
        author=gettext_noop("通知人"),
        begun=gettext_noop("发出时间"),
        cancel=gettext_noop("撤回通知"),
        yes={REPLY: gettext_noop("报告整改情况"), REVIEW: gettext_noop("核实销号")},
        no={REPLY: gettext_noop("退回通知"), REVIEW: gettext_noop("要求继续整改")},
        outcomes={Outcome.GRANTED: gettext_noop("整改完成")},
    )
    route: ClassVar[Route] = Sequence(
        (
            Step(ISSUE, gettext_noop("发出整改通知"), "issuer", applies=True),
            Step(REPLY, gettext_noop("限期整改并报告"), "unit", objection=ISSUE),
            Step(REVIEW, gettext_noop("核实整改"), "issuer", days=10, objection=REPLY),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {"issuer": applicant, "unit": _unit}
    asks: ClassVar = {REPLY: ReplyForm}

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['unit']}：{form['title']}"[:200]

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return queries.subject_of(form["visit"])

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        lines: list[tuple[Words, Any]] = [
            (_("被核查单位"), form["unit"]),
            (_("核查名称"), form["title"]),
            (_("依据"), form["basis"]),
            (_("核查日期"), date.fromisoformat(form["seen_on"])),
            (_("需整改的问题"), form["problems"]),
            (_("整改要求"), form["demand"]),
            (_("整改期限"), date.fromisoformat(form["reply_by"])),
        ]
        if form.get("reply"):
            lines += [(_("整改情况"), form["reply"]), (_("完成日期"), date.fromisoformat(form["done_on"]))]
        return lines

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del case_id
        return [(_("查看核查记录"), reverse("inspection:visit", args=(form["visit"],)))]

    @classmethod
    def due_on(cls, application: Application, step: str) -> date | None:
        return date.fromisoformat(application.form["reply_by"]) if step == REPLY else None
