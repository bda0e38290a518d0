"""立项申请: what a unit needs, who decides on it by what it costs, and from which line it is paid.

《中华人民共和国预算法》第十三条: nothing is spent that is not in an approved budget.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, StepForm, Who, applicant
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.route import Route, Sequence, Step, When
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.words import Words
from shuren.modules.projects import permissions as can
from shuren.modules.projects.actions import projects as actions
from shuren.modules.projects.cases import parts
from shuren.modules.projects.models import BudgetLine
from shuren.modules.projects.queries import budgets, codes, projects
from shuren.modules.projects.rules import costs
from shuren.modules.projects.rules import shares as sharing

BASIS = "《中华人民共和国预算法》第十三条"
LONG = {"rows": 4}
AHEAD = 1  # years for which needs are taken
YEARS = 3  # whose lines a project may be paid from, its own the first


class ApprovalForm(CaseForm):
    """What is needed, what it costs line by line, what for and for whom."""

    title = forms.CharField(label=_("项目名称"), max_length=120)
    need = forms.CharField(label=_("需求说明"), max_length=1_000, widget=forms.Textarea(attrs=LONG))
    category = forms.ChoiceField(label=_("支出类别"))
    source = forms.ChoiceField(label=_("经费来源"))
    year = forms.IntegerField(label=_("预算年度"))
    lines = forms.CharField(
        label=_("预算明细"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("每行一项：名称、数量、单价（元），用空格或逗号隔开，例如：平板电脑 50 2600。"),
    )
    purpose = forms.CharField(
        label=_("预期用途和成效"), max_length=500, widget=forms.Textarea(attrs=LONG),
        help_text=_("用在哪些课程或工作，多久用一次，一年后怎样看出成效。"),
    )  # fmt: skip
    users = forms.CharField(
        label=_("使用人员"), max_length=200, help_text=_("例如：三至六年级 12 个班、信息科技教师 4 人。")
    )
    serves = forms.CharField(
        label=_("对应规划目标"), max_length=40, required=False, help_text=_("规划中的指标代码，例如 HF.WIFI_FULL。")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        this_year = timezone.localdate().year
        year = self.fields["year"]
        year.initial, year.min_value, year.max_value = this_year, this_year, this_year + AHEAD  # type: ignore[attr-defined]
        for name, choices in (("category", codes.category_choices()), ("source", codes.source_choices())):
            self.fields[name].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]

    def clean_year(self) -> int:
        year, this_year = int(self.cleaned_data["year"]), timezone.localdate().year
        if not this_year <= year <= this_year + AHEAD:
            raise forms.ValidationError(_("只受理本年度和下一年度的项目。"))
        return year

    def clean_lines(self) -> list[costs.Cost]:
        try:
            found = costs.read(self.cleaned_data["lines"])
        except costs.Unread as wrong:
            sentence = _("“%(line)s”应依次写明名称、数量和单价，例如：平板电脑 50 2600。")
            raise forms.ValidationError(sentence, params={"line": str(wrong)}) from wrong
        if not found:
            raise forms.ValidationError(_("至少写明一项。"))
        return found

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        lines: list[costs.Cost] = typed.pop("lines")
        threshold = budgets.threshold_at(self.actor.path, timezone.localdate())
        return {
            **typed,
            **parts.unit_of(self.actor),
            "costs": [[one.name, one.pieces, str(one.price)] for one in lines],
            "budget": str(costs.total(lines)),
            "threshold": None if threshold is None else str(threshold),
        }


def costs_much(application: Application) -> bool:
    form = application.form
    return form["threshold"] is not None and Decimal(form["budget"]) >= Decimal(form["threshold"])


def is_for_the_city(application: Application) -> bool:
    """Say whether the city decides, too: on what costs much, and on what the city itself pays."""
    form = application.form
    if form["authority_level"] in parts.CITIES:
        return False
    return costs_much(application) or form["source"] == budgets.CITY_MONEY


class LineForm(StepForm):
    """From which line of the budget the project is paid."""

    line = forms.ChoiceField(
        label=_("预算指标"),
        help_text=_("列出本年度、同一经费来源的指标，包括申请单位自己的；分担之外的余额不足的不能选用。"),
    )
    shares = forms.CharField(
        label=_("由其他指标分担"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一项：指标编号、金额（元），例如：XX-02 50000；以后年度的先写年度，例如：2027 XX-01 50000。"
                    "其余由上面选的指标列支。"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, application=application, **kwargs)
        form = application.form
        paths = {form["path"], form["authority_path"]} | (
            {form["city_path"]} if is_for_the_city(application) else set()
        )
        self.near = budgets.lines_for(paths, range(form["year"], form["year"] + YEARS))
        own = [line for line in self.near if (line.year, line.source) == (form["year"], form["source"])]
        self.lines = {str(line.pk): line for line in own}
        told = [(pk, _("%(line)s · 余额 %(left)s 元") % {"line": line, "left": f"{line.left_yuan:,.2f}"})
                for pk, line in self.lines.items()]  # fmt: skip
        self.fields["line"].choices = [("", _("请选择")), *told]  # type: ignore[attr-defined]

    def clean_shares(self) -> list[list[str]]:
        """Return line and yuan of each share; each names one line that holds as much."""
        try:
            read = sharing.read(self.cleaned_data["shares"])
        except sharing.Unread as wrong:
            sentence = _("“%(line)s”应写明指标编号和金额，例如：XX-02 50000。")
            raise forms.ValidationError(sentence, params={"line": str(wrong)}) from wrong
        found = [(self._named(one), one.yuan) for one in read]
        if len({line.pk for line, _yuan in found}) < len(found):
            raise forms.ValidationError(_("同一条指标写了两次，请合并。"))
        for line, yuan in found:
            refuse_too_much(line, yuan)
        return [[str(line.pk), str(yuan)] for line, yuan in found]

    def _named(self, one: sharing.Share) -> BudgetLine:
        year = one.year or self.application.form["year"]
        named = [line for line in self.near if (line.code, line.year) == (one.code, year)]
        if not named:
            sentence = _("%(year)s 年没有编号为“%(code)s”的指标可以列支。")
            raise forms.ValidationError(sentence, params={"year": year, "code": one.code})
        return named[0]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        rest = Decimal(self.application.form["budget"]) - sum(
            (Decimal(yuan) for _pk, yuan in typed["shares"]), Decimal(0)
        )
        if rest <= 0:
            self.add_error("shares", _("分担的金额已达到预算，至少留一部分由上面选的指标列支。"))
        elif typed["line"] in {pk for pk, _yuan in typed["shares"]}:
            self.add_error("shares", _("上面选的指标不必再写：其余金额由它列支。"))
        else:
            try:
                refuse_too_much(self.lines[typed["line"]], rest)
            except forms.ValidationError as wrong:
                self.add_error("line", wrong)
        return typed


def refuse_too_much(line: BudgetLine, asked: Decimal) -> None:
    """Raise ValidationError where a line holds less than it is to bear."""
    if asked > line.left_yuan:
        told = {"line": line, "left": f"{line.left_yuan:,.2f}", "asked": f"{asked:,.2f}"}
        sentence = _("指标“%(line)s”只余 %(left)s 元，不够列支 %(asked)s 元。请另选指标，或退回申请人压减预算。")
        raise forms.ValidationError(sentence, params=told)


def lines_told(form: Mapping[str, Any]) -> str:
    """Say which line bears how much."""
    shared = [(pk, Decimal(yuan)) for pk, yuan in form.get("shares") or ()]
    rest = Decimal(form["budget"]) - sum((yuan for _pk, yuan in shared), Decimal(0))
    told = [_("%(line)s：%(yuan)s 元") % {"line": projects.line_told(pk), "yuan": f"{yuan:,.2f}"}
            for pk, yuan in ((form["line"], rest), *shared)]  # fmt: skip
    return "\n".join(told)


class Approval(CaseType):
    """信息化项目立项."""

    code, label, prefix, order = "projects.approval", gettext_noop("信息化项目立项"), "LX", 80
    group = gettext_noop("信息化项目")
    brief = gettext_noop("需要购置设备、软件或服务的，先申请立项；批准后在预算指标内列支。")
    form = ApprovalForm
    apply = can.apply_projects
    handled = can.view_projects
    anew = True
    wording = Wording(outcomes={Outcome.GRANTED: gettext_noop("准予立项"), Outcome.REJECTED: gettext_noop("不予立项")})
    route: ClassVar[Route] = Sequence(
        (
            Step("apply", gettext_noop("提出需求"), "applicant", applies=True),
            Step("leader", gettext_noop("单位负责人审核"), "leader", days=3, basis=BASIS),
            Step(
                "authority", gettext_noop("主管部门审批"), "authority", days=10, basis=BASIS, apart=True, accepts=True
            ),
            When("upper", Step("city", gettext_noop("市级审批"), "city", days=10, basis=BASIS)),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {
        "applicant": applicant,
        "leader": parts.leader,
        "authority": parts.authority,
        "city": parts.city,
    }
    conditions: ClassVar = {"upper": is_for_the_city, "much": costs_much}
    asks: ClassVar = {"authority": LineForm}
    materials = (
        Material("scheme", gettext_noop("建设方案和论证意见"), basis=BASIS, needed="much"),
        Material("quotes", gettext_noop("市场询价记录"), basis=BASIS, needed=False),
    )

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['title']} · {form['unit']}"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"projects.need:{form['org']}:{form['year']}:{form['title']}"[:200]

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        lines = "\n".join(f"{name} × {pieces}，{Decimal(price):,.2f}" for name, pieces, price in form["costs"])
        chosen = [(_("预算指标"), lines_told(form))] if form.get("line") else []
        return [
            (_("项目名称"), form["title"]),
            (_("申请单位"), form["unit"]),
            (_("需求说明"), form["need"]),
            (_("支出类别"), codes.category_name(form["category"])),
            (_("经费来源"), codes.source_name(form["source"])),
            (_("预算年度"), str(form["year"])),
            (_("预算明细"), lines),
            (_("预算合计（元）"), f"{Decimal(form['budget']):,.2f}"),
            (_("预期用途和成效"), form["purpose"]),
            (_("使用人员"), form["users"]),
            (_("对应规划目标"), form["serves"]),
            *chosen,
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del form
        made = projects.granted_by(case_id)
        return [(_("查看项目"), reverse("projects:project", args=(made,)))] if made else []

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        case = Case.objects.within("").get(number=number)
        actions.grant(actor=actor, form=application.form, case_id=case.pk)
