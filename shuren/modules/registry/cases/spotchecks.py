"""学籍抽查: an authority has one school's roster checked on the spot by another; both are drawn by lot.

Both those who are looked at and those who look are drawn (双随机): 国办发〔2015〕58号. Looked for are registrations
without a pupil and pupils without one, 《中小学生学籍管理办法》（教基〔2025〕1号）.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Seat, StepForm, Who
from shuren.kernel.cases.route import Lot, Route, Sequence, Step
from shuren.kernel.cases.sight import Line, Lines, Seen, at
from shuren.kernel.cases.wording import Wording
from shuren.kernel.messages import Message
from shuren.modules.registry import permissions
from shuren.modules.registry.cases import own
from shuren.modules.registry.rules.roster import VERIFIED
from shuren.spine.orgs import api as orgs
from shuren.spine.people.models.enrolments import STAGES

LAW = "国办发〔2015〕58号"
CHECKED, CHECKER = Lot("checked"), Lot("checker")
STAGE = dict(STAGES)
CONCLUSIONS = {"even": _("人籍一致"), "mended": _("有差异，已当场说明"), "to_mend": _("有差异，限期整改")}
COUNTS: dict[str, tuple[Any, Any]] = {
    "on_roster": (_("抽查班级在籍人数"), ""),
    "met": (_("实到人数"), ""),
    "excused": (_("请假人数"), _("有请假手续的")),
    "away": (_("在籍不在校人数"), _("没有请假手续，或者长期不到校")),
    "unknown": (_("在校无籍人数"), _("坐在班里，名册上没有")),
}


class SpotCheckForm(CaseForm):
    stage = forms.ChoiceField(label=_("抽查学段"), choices=[(stage, STAGE[stage]) for stage in VERIFIED])
    classes = forms.IntegerField(
        label=_("抽查班级数"), min_value=1, max_value=60, initial=2, help_text=_("到校后由核对人随机指定")
    )
    focus = forms.CharField(
        label=_("抽查重点"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如在籍不在校、空挂学籍、休学期满未复学"),
    )

    def clean(self) -> dict[str, Any]:
        here = orgs.own_node(self.actor)
        return {**(super().clean() or {}), "authority_name": here.name, "role": self.actor.role}


class FindingsForm(StepForm):
    """What the checking school counted on the spot; it must add up."""

    findings = forms.CharField(
        label=_("核对情况"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写到人数和原因；不写学生姓名、证件号码"),
    )

    field_order = (*COUNTS, "findings")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.errors:
            return told
        if told["met"] + told["excused"] + told["away"] != told["on_roster"] + told["unknown"]:
            told_apart = _("“实到 + 请假 + 在籍不在校”应当等于“在籍 + 在校无籍”。请核对后再提交。")
            raise forms.ValidationError({"on_roster": told_apart})
        if (told["away"] or told["unknown"]) and not told["findings"]:
            raise forms.ValidationError({"findings": _("有人籍不一致的，请写明情况。")})
        return told


for _name, (_label, _help) in COUNTS.items():
    FindingsForm.base_fields[_name] = forms.IntegerField(label=_label, help_text=_help, min_value=0, max_value=9_999)


class AnswerForm(StepForm):
    answer = forms.CharField(
        label=_("学校说明"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("对核对结果有无异议；差异的原因和整改打算"),
    )


class ConclusionForm(StepForm):
    conclusion = forms.ChoiceField(label=_("认定结论"), choices=[("", _("请选择")), *CONCLUSIONS.items()])


def _authority(application: Application) -> Iterable[Seat]:
    return [Seat(application.form["role"], application.org_path)]


def _schools(role: str) -> Who:
    def seats(application: Application) -> Iterable[Seat]:
        return [Seat(role, path) for path in orgs.schools_with(application.org_path, application.form["stage"])]

    return seats


class SpotCheck(CaseType):
    """学籍抽查: neither the school that is checked nor the one that checks is chosen by anybody."""

    code, label, prefix = "registry.spotcheck", gettext_noop("学籍抽查"), "CC"
    group, brief = own.CHECKS, gettext_noop("随机抽取一所学校，由随机抽取的另一所学校到校核对。")
    order = 70
    form = SpotCheckForm
    apply = permissions.begin_spotcheck
    handled = permissions.handle_cases
    begins = gettext_noop("发起抽查")
    wording = Wording(
        content=gettext_noop("抽查安排与结果"),
        author=gettext_noop("发起人"),
        begun=gettext_noop("发起时间"),
        cancel=gettext_noop("撤销抽查"),
    )
    route: ClassVar[Route] = Sequence(
        (
            Step("apply", gettext_noop("主管部门发起"), "authority", applies=True),
            Step("ready", gettext_noop("被抽查学校备查"), "principals", days=5, basis=LAW, lot=CHECKED),
            Step("check", gettext_noop("到校核对"), "registrars", days=10, basis=LAW, lot=CHECKER),
            Step("answer", gettext_noop("被抽查学校说明"), "principals", days=5, basis=LAW, lot=CHECKED),
            Step("close", gettext_noop("主管部门认定"), "authority", days=5, basis=LAW),
        )
    )
    asks: ClassVar[Mapping[str, type[StepForm]]] = {
        "check": FindingsForm,
        "answer": AnswerForm,
        "close": ConclusionForm,
    }
    seen: ClassVar[Mapping[str, Seen]] = {
        "focus": at("apply", "check", "close"),  # who is checked does not learn for what
        "findings": at("apply", "check", "answer", "close"),
        "answer": at("apply", "answer", "close"),
    }
    who: ClassVar[Mapping[str, Who]] = {
        "authority": _authority,
        "principals": _schools("principal"),
        "registrars": _schools("registrar"),
    }

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['authority_name']} · {STAGE[form['stage']]}"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        del form
        return ""

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        told: list[Line] = [
            (_("发起单位"), form["authority_name"]),
            (_("抽查学段"), STAGE[form["stage"]]),
            (_("抽查班级数"), form["classes"]),
            (_("抽查重点"), form["focus"], "focus"),
        ]
        if "on_roster" in form:
            told += [(label, form[name]) for name, (label, _help) in COUNTS.items()]
        told += [(_("核对情况"), form["findings"], "findings")] if form.get("findings") else []
        told += [(_("学校说明"), form["answer"], "answer")] if "answer" in form else []
        return [*told, (_("认定结论"), CONCLUSIONS[form["conclusion"]])] if "conclusion" in form else told

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        """Refuse where there are no two schools to draw."""
        del actor
        if not orgs.schools_with(application.org_path, application.form["stage"])[1:]:
            raise own.NotAllowed([Message("本地区这一学段不足两所学校，无法互相抽查。", about="stage")])
