"""收文办理: 拟办 by whoever received the paper, 批办 by the leader, 承办 by one person up to a day, with a result.

《党政机关公文处理工作条例》（中办发〔2012〕14号）第二十四条.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Seat, StepForm, Who, applicant
from shuren.kernel.cases.route import Route, Sequence, Step, When
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.words import Words
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import receiving
from shuren.modules.office.cases import parts
from shuren.modules.office.queries import received
from shuren.spine.identity import queries as identity
from shuren.spine.orgs import api as orgs

DAY = {"type": "date"}


def _people(actor: Actor) -> list[tuple[str, str]]:
    """Return whom a paper can be given to: everybody of the unit who handles papers, oneself included."""
    return [*identity.colleagues_of(actor, can.handle), (actor.id, actor.name)]


class _HandlerFields(forms.Form):
    """Who handles a paper, and until when."""

    handler = forms.ChoiceField(label=_("承办人"))
    due = forms.DateField(label=_("办理期限"), widget=forms.DateInput(attrs=DAY))

    def offer(self, actor: Actor) -> None:
        self.fields["handler"].choices = [("", _("请选择")), *_people(actor)]  # type: ignore[attr-defined]

    def clean_handler(self) -> dict[str, str]:
        key = self.cleaned_data["handler"]
        return {"key": key, "name": str(dict(self.fields["handler"].choices)[key])}  # type: ignore[attr-defined]

    def clean_due(self) -> str:
        due: date = self.cleaned_data["due"]
        if due < timezone.localdate():
            raise forms.ValidationError(_("办理期限不能早于今天。"))
        return due.isoformat()


class IncomingForm(_HandlerFields, CaseForm):
    delivery = forms.ChoiceField(label=_("收到的公文"), help_text=_("签收后才能交办"))
    proposal = forms.CharField(label=_("拟办意见"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    directed = forms.BooleanField(label=_("请单位负责人批办"), required=False, initial=True)
    field_order = ("delivery", "proposal", "directed", "handler", "due")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.offer(actor)
        self.unit = orgs.own_node(actor)
        own = received.to_hand_out(actor)
        if self.prefix:  # handed in again for a case that runs
            own += received.being_handled(actor)
        self.fields["delivery"].choices = [("", _("请选择")), *own]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        paper = received.delivery_for(self.actor, int(typed["delivery"])).paper
        kept = {name: typed[name] for name in ("proposal", "directed", "handler", "due")}
        return kept | {
            "delivery": int(typed["delivery"]), "number": paper.number, "title": paper.title, "agency": paper.agency,
            "org": self.unit.pk,
        }  # fmt: skip


class DirectForm(_HandlerFields, StepForm):
    instruction = forms.CharField(label=_("批办意见"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("instruction", "handler", "due")

    def __init__(self, *args: Any, actor: Actor, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, application=application, **kwargs)
        self.offer(actor)
        self.initial["handler"] = application.form["handler"]["key"]


class ResultForm(StepForm):
    result = forms.CharField(label=_("办理结果"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class Incoming(CaseType):
    """收文办理."""

    code, label, prefix = "office.incoming", gettext_noop("收文办理"), "SW"
    begins = gettext_noop("收文交办")
    form = IncomingForm
    apply = can.receive
    handled = can.handle
    wording = Wording(
        content=gettext_noop("收文"),
        author=gettext_noop("拟办人"),
        begun=gettext_noop("拟办时间"),
        cancel=gettext_noop("撤回交办"),
        yes={"direct": gettext_noop("批办"), "handle": gettext_noop("办结")},
        no={"direct": gettext_noop("退回重新拟办"), "handle": gettext_noop("退回重新交办")},
        outcomes={Outcome.GRANTED: gettext_noop("已办结"), Outcome.CANCELLED: gettext_noop("已撤回交办")},
    )
    route: ClassVar[Route] = Sequence(
        (
            Step("propose", gettext_noop("拟办"), "receiver", applies=True),
            When("directed", Step("direct", gettext_noop("批办"), "leader", objection="propose")),
            Step("handle", gettext_noop("承办"), "handler", objection="propose"),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {
        "receiver": applicant,
        "leader": parts.leader,
        "handler": lambda application: [Seat(account=application.form["handler"]["key"])],
    }
    conditions: ClassVar = {"directed": lambda application: bool(application.form["directed"])}
    asks: ClassVar = {"direct": DirectForm, "handle": ResultForm}

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['number']} {form['title']}"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return received.subject_of(form["delivery"])

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [
            (_("发文字号"), form["number"]),
            (_("标题"), form["title"]),
            (_("发文机关"), form["agency"]),
            (_("拟办意见"), form["proposal"]),
            (_("批办意见"), form.get("instruction", "")),
            (_("承办人"), form["handler"]["name"]),
            (_("办理期限"), date.fromisoformat(form["due"])),
            (_("办理结果"), form.get("result", "")),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        return [(_("查看公文"), received.address_of(form["delivery"])), parts.sheet(case_id)]

    @classmethod
    def due_on(cls, application: Application, step: str) -> date | None:
        return date.fromisoformat(application.form["due"]) if step == "handle" else None

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        del number
        form = application.form
        receiving.close(actor=actor, delivery_id=form["delivery"], result=form["result"], at=timezone.now())
