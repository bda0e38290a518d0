"""信息发布三审: drafted, checked by the department, checked by the office, released by the leader: four persons.

《政府网站发展指引》（国办发〔2017〕47号）: nothing is published before it was checked.
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
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.route import Route, Sequence, Step
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.words import Words
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import publishing
from shuren.modules.office.cases import parts
from shuren.modules.office.models import Audience
from shuren.modules.office.queries import notices, units
from shuren.spine.identity import api as identity


class NoticeForm(parts.Unclassified, CaseForm):
    title = forms.CharField(label=_("标题"), max_length=60)
    body = parts.text_field(_("正文"), _("每段一行；小标题写作“一、”“（一）”。"))
    audience = forms.ChoiceField(label=_("发布范围"), choices=Audience.choices)
    show_on = forms.DateField(
        label=_("上线日期"), required=False, widget=forms.DateInput(), help_text=_("不填的，终审通过后立即上线。")
    )
    expires_on = forms.DateField(
        label=_("自动撤下日期"),
        required=False,
        widget=forms.DateInput(),
        help_text=_("到这一天自动撤下；不填的长期有效。"),
    )
    is_pinned = forms.BooleanField(label=_("置顶"), required=False)
    replaces = forms.ChoiceField(
        label=_("替换已发布的信息"), required=False, help_text=_("更正已发布的内容时选择；新稿发布后，原信息自动撤下。")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.unit = parts.own_unit(self)
        standing = [("", _("不替换")), *notices.own_standing(actor)]
        self.fields["replaces"].choices = standing  # type: ignore[attr-defined]
        letterhead = units.letterhead_of(self.unit.pk)
        if letterhead and not letterhead.is_public:
            self.fields["audience"].choices = [(Audience.BELOW, Audience.BELOW.label)]  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        return parts.no_secrets(self.cleaned_data["title"])

    def clean_body(self) -> str:
        return parts.no_secrets(self.cleaned_data["body"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        choices = dict(self.fields["replaces"].choices)  # type: ignore[attr-defined]
        first, until = typed["show_on"], typed["expires_on"]
        if until and until <= (first or timezone.localdate()):
            raise forms.ValidationError({"expires_on": _("自动撤下日期应当晚于上线日期。")})
        if first and typed["replaces"]:
            raise forms.ValidationError({"show_on": _("替换已发布的信息须立即上线，不能另定日期。")})
        return {
            "org": self.unit.pk,
            "level": self.unit.level,
            "title": typed["title"],
            "body": typed["body"],
            "audience": typed["audience"],
            "show_on": first and first.isoformat(),
            "expires_on": until and until.isoformat(),
            "is_pinned": typed["is_pinned"],
            "replaces": int(typed["replaces"]) if typed["replaces"] else None,
            "replaces_title": str(choices[typed["replaces"]]) if typed["replaces"] else "",
        }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Publishing(CaseType):
    """信息发布."""

    code, label, prefix = "office.publishing", gettext_noop("信息发布"), "FB"
    group, brief = parts.GROUP, gettext_noop("在平台公告栏发布通知、公告，须经三审。")
    begins = gettext_noop("信息拟稿")
    form = NoticeForm
    apply = can.draft_notices
    handled = can.handle
    anew = True
    wording = Wording(
        content=gettext_noop("信息稿"),
        author=gettext_noop("拟稿人"),
        begun=gettext_noop("拟稿时间"),
        cancel=gettext_noop("撤销文稿"),
        yes={
            "department": gettext_noop("初审通过"),
            "office": gettext_noop("复审通过"),
            "release": gettext_noop("终审通过，发布"),
        },
        no={
            "department": gettext_noop("退拟稿人修改"),
            "office": gettext_noop("退拟稿人修改"),
            "release": gettext_noop("不予发布"),
        },
        outcomes={
            Outcome.GRANTED: gettext_noop("已发布"),
            Outcome.REJECTED: gettext_noop("未予发布"),
            Outcome.CANCELLED: gettext_noop("已撤稿"),
        },
    )
    route: ClassVar[Route] = Sequence(
        (
            Step("draft", gettext_noop("拟稿"), "drafter", applies=True),
            Step("department", gettext_noop("科室初审"), "officials", apart=True, objection="draft"),
            Step("office", gettext_noop("办公室复审"), "clerk", apart=True, objection="draft"),
            Step("release", gettext_noop("负责人终审"), "leader", apart=True),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {
        "drafter": applicant,
        "officials": parts.officials,
        "clerk": parts.at_unit(units.CLERK),
        "leader": parts.at_unit(units.LEADER),
    }

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return str(form["title"])

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"office.notice:{form['replaces']}" if form["replaces"] else ""

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [
            (_("标题"), form["title"]),
            (_("发布范围"), Audience(form["audience"]).label),
            (_("上线日期"), _day(form.get("show_on")) or _("终审通过后立即上线")),
            (_("自动撤下日期"), _day(form.get("expires_on")) or _("长期有效")),
            (_("置顶"), form.get("is_pinned", False)),
            (_("替换已发布的信息"), form["replaces_title"]),
            (_("正文"), form["body"] + "\n"),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del form
        return [(_("花脸稿"), reverse("office:versions", args=(case_id,))), parts.sheet(case_id)]

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        official = identity.official_at(application.form["level"])
        parts.refuse_without(
            application,
            {
                official: (gettext_noop("教育管理人员"), "科室初审"),
                units.CLERK: ("办公室文秘", "办公室复审"),
                units.LEADER: ("单位负责人", "负责人终审"),
            },
        )

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        del application
        publishing.release(actor=actor, case=Case.objects.within("").get(number=number), at=timezone.now())
