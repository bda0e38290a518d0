"""公文撤销、废止: proposed by who drafts, decided by the leader; then receivers are told and their copy is marked.

《党政机关公文处理工作条例》（中办发〔2012〕14号）第三十四条: the unit that issued a paper decides, or one
above it; a revoked paper never was in force, a repealed one is not from its day on.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Who, applicant
from shuren.kernel.cases.route import Route, Sequence, Step
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.words import Words
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import ending
from shuren.modules.office.cases import parts
from shuren.modules.office.models import End
from shuren.modules.office.queries import papers, units

WAYS = ((End.REVOKED, _("撤销：自始无效")), (End.REPEALED, _("废止：自指定之日起失效")))
STAFF = {units.LEADER: ("单位负责人", "审批")}
OF_SCHOOL = {"principal": ("校长", "审批")}


class EndingForm(CaseForm):
    paper = forms.ChoiceField(label=_("公文"))
    way = forms.ChoiceField(label=_("方式"), choices=WAYS, widget=forms.RadioSelect, initial=End.REVOKED)
    since = forms.DateField(
        label=_("失效日期"), required=False, widget=forms.DateInput(), help_text=_("废止的填写；撤销的自始无效，不填。")
    )
    why = forms.CharField(
        label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("收文单位会看到。")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.unit = parts.own_sender(self)
        own, below = papers.in_force(self.unit), papers.in_force_below(self.unit)
        offered: list[Any] = [("", _("请选择")), *own]
        if below:
            offered = [("", _("请选择")), (_("本单位公文"), own), (_("下级机关公文"), below)]
        self.fields["paper"].choices = offered  # type: ignore[attr-defined]
        self.known = dict([*own, *below])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        since: date | None = typed["since"] if typed["way"] == End.REPEALED else timezone.localdate()
        if since is None:
            raise forms.ValidationError({"since": _("请填写废止的日期。")})
        if since < timezone.localdate():
            raise forms.ValidationError({"since": _("失效日期不能早于今天。")})
        return {
            "org": self.unit.pk, "level": self.unit.level, "paper": int(typed["paper"]),
            "title": self.known[typed["paper"]][:200],
            "way": typed["way"], "since": since.isoformat(), "why": typed["why"],
        }  # fmt: skip


class Ending(CaseType):
    """公文撤销、废止."""

    code, label, prefix = "office.ending", gettext_noop("公文撤销、废止"), "CF"
    begins = gettext_noop("提请撤销或废止公文")
    form = EndingForm
    apply = can.draft
    handled = can.handle
    wording = Wording(
        content=gettext_noop("提请内容"),
        author=gettext_noop("提请人"),
        begun=gettext_noop("提请时间"),
        cancel=gettext_noop("撤回提请"),
        no={"decide": gettext_noop("不同意")},
        outcomes={Outcome.GRANTED: gettext_noop("已决定")},
    )
    route: ClassVar[Route] = Sequence(
        (
            Step("propose", gettext_noop("提请"), "drafter", applies=True),
            Step("decide", gettext_noop("负责人审批"), "leader", apart=True),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {"drafter": applicant, "leader": parts.leader}

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return str(form["title"])

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"office.paper:{form['paper']}"

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [
            (_("公文"), form["title"]),
            (_("方式"), dict(WAYS)[form["way"]]),
            (_("失效日期"), date.fromisoformat(form["since"]) if form["way"] == End.REPEALED else _("自始无效")),
            (_("理由"), form["why"]),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        return [(_("查看公文"), reverse("office:paper", args=(form["paper"],))), parts.sheet(case_id)]

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        is_authority = application.form["level"] in units.AUTHORITIES
        parts.refuse_without(application, STAFF if is_authority else OF_SCHOOL)

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        del number
        form = application.form
        ending.end(
            actor=actor, paper_id=form["paper"], way=End(form["way"]), why=form["why"],
            on=date.fromisoformat(form["since"]), at=timezone.now(),
        )  # fmt: skip
