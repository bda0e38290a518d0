"""发文: drafted, checked by the office, countersigned, signed; then numbered and sent.

《党政机关公文处理工作条例》（中办发〔2012〕14号）第十八条至第二十五条; layout and marks: GB/T 9704-2012.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Seat, StepForm, Who
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.route import Route, Sequence, Step, When
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.refusals import Refused
from shuren.kernel.words import Words
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import issuing
from shuren.modules.office.cases import parts
from shuren.modules.office.queries import units
from shuren.modules.office.rules.groups import Addressed

SECRECY = (("", _("不涉密")), ("秘密", _("秘密")), ("机密", _("机密")), ("绝密", _("绝密")))
URGENCY = (("", _("普通")), ("加急", _("加急")), ("特急", _("特急")))
STAFF = {"office_clerk": ("办公室文秘", "核稿"), "unit_leader": ("单位负责人", "签发")}


class NoLetterhead(Refused):
    """本单位还没有登记发文机关名称和代字，不能编号。请办公室文秘先在“发文登记”的“发文机关设置”中登记。"""


class OutgoingForm(CaseForm):
    title = forms.CharField(
        label=_("标题"), max_length=100, help_text=_("发文机关、事由和文种齐全，例如：××市教育局关于做好××工作的通知")
    )
    groups = forms.MultipleChoiceField(label=_("主送机关（成组）"), required=False, widget=forms.CheckboxSelectMultiple)
    units = parts.text_field(_("主送机关（单个）"), _("每行一个，写机构名称或标识码。"), rows=3, required=False)
    body = parts.body_field()
    footnote = forms.CharField(
        label=_("附注"), max_length=60, required=False, help_text=_("例如：此件公开发布；不加括号。")
    )
    copies = parts.text_field(_("抄送机关"), _("每行一个平台上的机构，签发后收到此文。"), rows=2, required=False)
    copied_outside = forms.CharField(
        label=_("其他抄送机关"), max_length=200, required=False, help_text=_("不在平台上的机关，只印在版记中。")
    )
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=URGENCY, required=False)
    secrecy = forms.ChoiceField(label=_("密级"), choices=SECRECY, required=False)
    countersigners = forms.MultipleChoiceField(
        label=_("会签单位"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("所选单位都同意后送签发。"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.unit = parts.own_unit(self)
        groups, authorities = units.offered(self.unit), units.countersigners(self.unit)
        self.fields["groups"].choices = [(group.code, group.label) for group in groups]  # type: ignore[attr-defined]
        self.fields["countersigners"].choices = authorities  # type: ignore[attr-defined]

    def clean_secrecy(self) -> str:
        if self.cleaned_data["secrecy"]:
            raise forms.ValidationError(parts.SECRET)
        return ""

    def clean_title(self) -> str:
        return parts.no_secrets(self.cleaned_data["title"])

    def clean_body(self) -> str:
        return parts.no_secrets(self.cleaned_data["body"])

    def clean_units(self) -> list[tuple[int, str]]:
        return _named(self.cleaned_data["units"])

    def clean_copies(self) -> list[tuple[int, str]]:
        return _named(self.cleaned_data["copies"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        to = Addressed(tuple(typed["groups"]), tuple(typed["units"]))
        if not to.written:
            raise forms.ValidationError({"groups": _("请选择主送机关，或在下面逐个填写。")})
        copied = [*(name for _pk, name in typed["copies"]), typed["copied_outside"].rstrip("。")]
        chosen = dict(units.countersigners(self.unit))
        told = {name: typed[name] for name in ("title", "groups", "units", "body", "footnote", "copies", "urgency")}
        return told | {
            "org": self.unit.pk,
            "level": self.unit.level,
            "addressed": to.written,
            "copied": "，".join(filter(None, copied)),
            "countersigners": [[int(pk), chosen[pk]] for pk in typed["countersigners"]],
        }


def _named(text: str) -> list[tuple[int, str]]:
    found, wrong = units.named(text)
    if wrong:
        raise forms.ValidationError(
            _("没有找到，或有多个同名：%(names)s。请写全称或标识码。") % {"names": "、".join(wrong)}
        )
    return found


class CheckForm(StepForm):
    """The office corrects the text while it checks it."""

    title = forms.CharField(label=_("标题"), max_length=100)
    body = parts.body_field()

    def clean_title(self) -> str:
        return parts.no_secrets(self.cleaned_data["title"])

    def clean_body(self) -> str:
        return parts.no_secrets(self.cleaned_data["body"])


def _countersigners(application: Application) -> Iterable[Seat]:
    paths = units.paths_of([pk for pk, _name in application.form["countersigners"]])
    return [Seat(units.LEADER, path) for path in paths]


class Outgoing(CaseType):
    """发文."""

    code, label, prefix = "office.outgoing", gettext_noop("发文"), "FW"
    group, brief = parts.GROUP, gettext_noop("以本单位名义向下级单位和学校印发公文。")
    begins = gettext_noop("公文拟稿")
    form = OutgoingForm
    apply = can.draft
    handled = can.handle
    anew = True
    wording = Wording(
        content=gettext_noop("文稿"),
        author=gettext_noop("拟稿人"),
        begun=gettext_noop("拟稿时间"),
        materials=gettext_noop("附件"),
        cancel=gettext_noop("撤销文稿"),
        yes={"check": gettext_noop("核稿通过"), "countersign": gettext_noop("会签同意"), "sign": gettext_noop("签发")},
        no={
            "check": gettext_noop("退拟稿人修改"),
            "countersign": gettext_noop("有不同意见"),
            "sign": gettext_noop("不予签发"),
        },
        outcomes={
            Outcome.GRANTED: gettext_noop("已签发"),
            Outcome.REJECTED: gettext_noop("未予签发"),
            Outcome.CANCELLED: gettext_noop("已撤稿"),
        },
    )
    route: ClassVar[Route] = Sequence(
        (
            Step("draft", gettext_noop("拟稿"), "drafter", applies=True),
            Step("check", gettext_noop("核稿"), "clerk", apart=True, objection="draft"),
            When("countersigned", Step("countersign", gettext_noop("会签"), "countersigners", objection="draft")),
            Step("sign", gettext_noop("签发"), "leader", apart=True),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {
        "drafter": parts.drafter,
        "clerk": parts.at_unit(units.CLERK),
        "countersigners": _countersigners,
        "leader": parts.at_unit(units.LEADER),
    }
    conditions: ClassVar = {"countersigned": lambda application: bool(application.form["countersigners"])}
    asks: ClassVar = {"check": CheckForm}
    materials: ClassVar = (
        Material(
            "annex",
            gettext_noop("附件"),
            basis="GB/T 9704-2012 7.3.4",
            needed=False,
            kinds=("pdf", "docx", "xlsx", "jpg", "png"),
            megabytes=20,
            most=20,
            hint=gettext_noop("附件名称就是文件名，按上传次序编号，印在正文下的附件说明中；不接收含宏的文件。"),
        ),
    )

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return str(form["title"])

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        del form
        return ""

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [
            (_("标题"), form["title"]),
            (_("主送机关"), form["addressed"]),
            (_("抄送机关"), form["copied"]),
            (_("紧急程度"), dict(URGENCY)[form["urgency"]]),
            (_("会签单位"), "、".join(name for _pk, name in form["countersigners"])),
            (_("附注"), form["footnote"]),
            (_("正文"), form["body"] + "\n"),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del form
        return [(_("查看版式"), reverse("office:layout", args=(case_id,)))]

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        if units.letterhead_of(application.form["org"]) is None:
            raise NoLetterhead
        parts.refuse_without(application, STAFF)

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        del application
        issuing.issue(actor=actor, case=Case.objects.within("").get(number=number), at=timezone.now())
