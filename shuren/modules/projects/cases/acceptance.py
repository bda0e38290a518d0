"""项目验收: what was bought is there, is what the contract says, and works.

《中华人民共和国政府采购法》第四十一条, 财库〔2016〕205号: whoever buys organises the acceptance of what was delivered.
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
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.route import Route, Sequence, Step
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.words import Words
from shuren.modules.projects import permissions as can
from shuren.modules.projects.actions import records as actions
from shuren.modules.projects.cases import parts
from shuren.modules.projects.queries import projects

BASIS = "《中华人民共和国政府采购法》第四十一条"


class AcceptanceForm(CaseForm):
    """Which project, when it was looked at, by whom, and what was found."""

    project = forms.ChoiceField(label=_("项目"), help_text=_("列出本单位已签合同、还没有验收的项目。"))
    accepted_on = forms.DateField(label=_("验收日期"), widget=forms.DateInput())
    checked_by = forms.CharField(label=_("验收小组成员"), max_length=200, help_text=_("姓名、单位和专业，至少三人。"))
    found = forms.CharField(label=_("验收意见"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.waiting = {str(one.pk): one for one in projects.to_accept(actor)}
        choices = [(pk, f"{one.number} {one.title}") for pk, one in self.waiting.items()]
        self.fields["project"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]

    def clean_accepted_on(self) -> str:
        day: date = self.cleaned_data["accepted_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("验收日期不能晚于今天。"))
        return day.isoformat()

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        about = self.waiting[typed["project"]]
        return {**typed, **parts.unit_of(self.actor), "number": about.number, "title": about.title}


class AcceptanceCase(CaseType):
    """信息化项目验收."""

    code, label, prefix, order = "projects.acceptance", gettext_noop("信息化项目验收"), "YS", 81
    group = gettext_noop("信息化项目")
    brief = gettext_noop("合同履行完毕的，先由本单位组织验收，再报主管部门确认；验收后按合同付款。")
    form = AcceptanceForm
    apply = can.run_projects
    handled = can.view_projects
    wording = Wording(
        outcomes={Outcome.GRANTED: gettext_noop("验收合格"), Outcome.REJECTED: gettext_noop("验收不合格")}
    )
    route: ClassVar[Route] = Sequence(
        (
            Step("apply", gettext_noop("组织验收"), "applicant", applies=True),
            Step("leader", gettext_noop("单位负责人确认"), "leader", days=3, basis=BASIS),
            Step(
                "authority", gettext_noop("主管部门确认"), "authority", days=10, basis=BASIS, accepts=True, apart=True
            ),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {
        "applicant": applicant,
        "leader": parts.leader,
        "authority": parts.authority,
    }
    materials = (Material("sheet", gettext_noop("验收单"), basis=BASIS, hint=gettext_noop("验收小组成员签字")),)

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['title']} · {form['unit']}"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"projects.acceptance:{form['project']}"

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [
            (_("项目"), f"{form['number']} {form['title']}"),
            (_("申请单位"), form["unit"]),
            (_("验收日期"), date.fromisoformat(form["accepted_on"])),
            (_("验收小组成员"), form["checked_by"]),
            (_("验收意见"), form["found"]),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del case_id
        return [(_("查看项目"), reverse("projects:project", args=(form["project"],)))]

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        actions.refuse_unacceptable(projects.standing_project(int(application.form["project"])))

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form, case = application.form, Case.objects.within("").get(number=number)
        accepted_on = date.fromisoformat(form["accepted_on"])
        actions.accept(
            actor=actor, project_id=int(form["project"]), found=form["found"], accepted_on=accepted_on, case_id=case.pk
        )
