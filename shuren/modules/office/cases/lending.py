"""档案借阅: applied for, approved by who keeps the archive, given back by the day, received again.

《机关档案管理规定》（国家档案局令第13号）. While the paper is out, the borrower's own to-do carries the day; what is
overdue is put before the head of the unit like every overdue step.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Seat, Who, applicant
from shuren.kernel.cases.route import Route, Sequence, Step
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.words import Words
from shuren.modules.office import permissions as can
from shuren.modules.office.cases import parts
from shuren.modules.office.queries import archive, units
from shuren.spine.orgs import api as orgs

LONGEST = timedelta(days=30)
WAYS = (("original", _("借出原件")), ("reading", _("在档案室查阅")))


class LoanForm(CaseForm):
    filed = forms.ChoiceField(label=_("档案"))
    way = forms.ChoiceField(label=_("借阅方式"), choices=WAYS, widget=forms.RadioSelect, initial="original")
    since = forms.DateField(label=_("借出日期"), widget=forms.DateInput(), initial=timezone.localdate)
    until = forms.DateField(
        label=_("归还日期"), widget=forms.DateInput(), help_text=_("最长 30 天；到期未用完的，归还后另行申请。")
    )
    why = forms.CharField(label=_("用途"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.unit = parts.own_sender(self)
        told = [("", _("请选择")), *archive.to_lend(actor)]
        self.fields["filed"].choices = told  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        since, until = typed["since"], typed["until"]
        if since < timezone.localdate():
            raise forms.ValidationError({"since": _("借出日期不能早于今天。")})
        if not since <= until <= since + LONGEST:
            raise forms.ValidationError({"until": _("归还日期不能早于借出日期，最长借 30 天。")})
        chosen = dict(self.fields["filed"].choices)  # type: ignore[attr-defined]
        return {
            "org": self.unit.pk, "level": self.unit.level, "filed": int(typed["filed"]),
            "title": str(chosen[typed["filed"]]), "way": typed["way"], "since": since.isoformat(),
            "until": until.isoformat(), "why": typed["why"],
        }  # fmt: skip


def _keeper(application: Application) -> Iterable[Seat]:
    return [Seat(_keeping(application), orgs.node(application.form["org"]).path)]


def _keeping(application: Application) -> str:
    return units.CLERK if application.form["level"] in units.AUTHORITIES else "registrar"


class Lending(CaseType):
    """档案借阅."""

    code, label, prefix = "office.loan", gettext_noop("档案借阅"), "JY"
    group, brief = parts.GROUP, gettext_noop("借出或查阅本单位已归档的公文。")
    begins = gettext_noop("申请借阅档案")
    form = LoanForm
    named_by: ClassVar[str] = "filed"
    apply = can.view_sent
    handled = can.handle
    wording = Wording(
        content=gettext_noop("借阅内容"),
        author=gettext_noop("借阅人"),
        begun=gettext_noop("申请时间"),
        cancel=gettext_noop("撤回申请"),
        yes={
            "approve": gettext_noop("同意借阅"),
            "give_back": gettext_noop("已归还"),
            "receive": gettext_noop("核收入库"),
        },
        no={
            "approve": gettext_noop("不同意"),
            "give_back": gettext_noop("报告遗失"),
            "receive": gettext_noop("未收到或有缺损"),
        },
        outcomes={Outcome.GRANTED: gettext_noop("已归还入库"), Outcome.REJECTED: gettext_noop("未借出或未归还")},
    )
    route: ClassVar[Route] = Sequence(
        (
            Step("apply", gettext_noop("申请"), "borrower", applies=True),
            Step("approve", gettext_noop("档案管理人员审批"), "keeper", apart=True),
            Step("give_back", gettext_noop("归还"), "borrower"),
            Step("receive", gettext_noop("核收"), "keeper", objection="give_back"),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {"borrower": applicant, "keeper": _keeper, "leader": parts.leader}
    superiors: ClassVar = ("leader",)

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return str(form["title"])[:200]

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return archive.subject_of(form["filed"])

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [
            (_("档案"), form["title"]),
            (_("借阅方式"), dict(WAYS)[form["way"]]),
            (_("借出日期"), date.fromisoformat(form["since"])),
            (_("归还日期"), date.fromisoformat(form["until"])),
            (_("用途"), form["why"]),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        return [(_("查看公文"), archive.address_of(form["filed"])), parts.sheet(case_id)]

    @classmethod
    def due_on(cls, application: Application, step: str) -> date | None:
        return date.fromisoformat(application.form["until"]) if step == "give_back" else None

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        is_authority = application.form["level"] in units.AUTHORITIES
        label = "办公室文秘" if is_authority else "学校数据管理员"
        parts.refuse_without(application, {_keeping(application): (label, "档案管理人员审批")})
