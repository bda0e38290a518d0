"""What people type about certificates."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.listing import Choices
from shuren.spine.certificates.queries import Group
from shuren.spine.certificates.rules.kinds import Wording


class WordingForm(forms.Form):
    """The text of a kind and the day from which it is used."""

    title = forms.CharField(label=_("标题"), max_length=40)
    body = forms.CharField(
        label=_("正文"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("每行一段；花括号中写项目名称，签发时自动填入"),
    )
    footnote = forms.CharField(
        label=_("脚注"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    valid_from = forms.DateField(label=_("启用日期"), widget=forms.DateInput(attrs={"type": "date"}))

    @classmethod
    def opened(cls, wording: Wording) -> "WordingForm":
        """Return the form as it opens: with the text in force, to be used from today."""
        return cls(
            initial={
                "title": wording.title,
                "body": wording.body,
                "footnote": wording.footnote,
                "valid_from": timezone.localdate(),
            }
        )

    @property
    def wording(self) -> Wording:
        """The text as it was sent and found valid."""
        return Wording(*(self.cleaned_data[name] for name in ("title", "body", "footnote")))


class ChooseGroup(forms.Form):
    """A kind of certificate, and the class or grade it is for."""

    def __init__(self, *args: Any, groups: Sequence[Group], kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {group.key: group for group in groups}
        self.fields["kind"] = forms.ChoiceField(label=_("种类"), choices=kinds)
        choices = [(group.key, group.label) for group in groups]
        self.fields["group"] = forms.ChoiceField(
            label=_("班级、年级"), choices=choices, help_text=_("含一年内离校的学生；不符合条件的会列出原因")
        )

    def clean_group(self) -> Group:
        """Give the action the group itself."""
        return self._groups[self.cleaned_data["group"]]


class RevokeBatch(forms.Form):
    """Why a whole batch is declared void."""

    reason = forms.CharField(
        label=_("撤销理由"),
        min_length=4,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("记入每一份证书的登记和审计记录。"),
    )


class VerifyNumber(forms.Form):
    """What stands on the paper."""

    number = forms.CharField(label=_("证书编号"), max_length=60)
    code = forms.CharField(label=_("验证码"), max_length=20)
    name = forms.CharField(
        label=_("证书上的姓名"),
        max_length=36,
        required=False,
        help_text=_("选填；填写后一并核对，可防止有人冒用他人编号"),
    )


class VerifyFile(forms.Form):
    """The file as it was handed out."""

    file = forms.FileField(
        label=_("PDF 原件"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
        help_text=_("从签发单位得到的文件，不能是扫描件、截图或另存的文件"),
    )
