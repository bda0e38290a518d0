"""Input of the registers' pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuren.spine.people.models.doubles import Answer
from shuren.spine.people.models.exports import ExportFormat


class AskExport(forms.Form):
    """What one says when one takes a list away."""

    form = forms.ChoiceField(label=_("文件格式"), choices=ExportFormat.choices, initial=ExportFormat.XLSX)
    reason = forms.CharField(
        label=_("用途"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明拿这份名单做什么，例如“核对秋季学期在籍名单”。用途会写入审计记录和文件页眉。"),
    )


class GuardianAccount(forms.Form):
    """The user name a guardian will sign in with."""

    username = forms.CharField(
        label=_("账号名"),
        max_length=60,
        help_text=_("一般用家长的手机号；家长在本平台已有账号的，填写原账号名，不会另开账号"),
    )


class FindHolder(forms.Form):
    """The number by which the holder of an account is found; it is kept nowhere."""

    id_no = forms.CharField(
        label=_("身份证件号"),
        max_length=20,
        help_text=_("照证件填写；姓名须与账号姓名一致"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DecideDouble(forms.Form):
    """Whether two records are one person, and why."""

    keep = forms.TypedChoiceField(label=_("保留哪一条"), coerce=int, required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("认定依据"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明核对了什么，例如“核对户口簿，两校确认为同一人”。依据会留存，本人可以看到。"),
    )

    def __init__(self, *args: Any, records: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = records  # type: ignore[attr-defined]


class AnswerQuestion(forms.Form):
    """What a school has found about its own record."""

    answer = forms.ChoiceField(label=_("结论"), choices=[("", _("请选择")), *Answer.choices])
    note = forms.CharField(
        label=_("核实情况"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明怎样核实，例如“查看户口簿原件，与监护人电话核实”。"),
    )
