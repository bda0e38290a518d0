"""What is asked of vendors who register, and of schools that switch an app on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuren.kernel.identifiers import tidy
from shuren.modules.apps.queries import vendors
from shuren.modules.apps.rules import filings
from shuren.spine.orgs.models import Org
from shuren.spine.standards import api as standards


class Registration(forms.Form):
    """Who a vendor is; nobody is signed in yet."""

    authority = forms.ChoiceField(
        label=_("向哪里登记"), help_text=_("由它核实并审核您的应用，准予后它所辖的学校可以选用。")
    )
    name = forms.CharField(label=_("单位名称"), max_length=100, help_text=_("与营业执照或法人证书一致。"))
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=24)
    icp_no = forms.CharField(label=_("ICP 备案号"), max_length=40, help_text=_("例如：皖ICP备18001234号。"))
    contact = forms.CharField(label=_("联系人"), max_length=60)
    phone = forms.CharField(label=_("联系电话"), max_length=20, help_text=_("核实时要打这个电话。"))
    email = forms.EmailField(label=_("电子邮箱"), max_length=120)
    username = forms.CharField(
        label=_("想用的账号"), max_length=60, min_length=3, help_text=_("小写字母、数字、点、短横线或下划线。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = [("", _("请选择")), *vendors.authorities()]  # type: ignore[attr-defined]

    def clean_authority(self) -> Org:
        return vendors.authority(int(self.cleaned_data["authority"]))

    def clean_credit_code(self) -> str:
        code = tidy(self.cleaned_data["credit_code"])
        if problem := standards.check_credit_code(code):
            raise forms.ValidationError(problem.sentence)
        return code

    def clean_icp_no(self) -> str:
        number = str(self.cleaned_data["icp_no"]).strip()
        if not filings.is_icp(number):
            raise forms.ValidationError(_("ICP 备案号形如“皖ICP备18001234号”，请以工业和信息化部备案系统的为准。"))
        return number

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"]).strip().lower()
        if not filings.is_username(name):
            sentence = _("账号由 3 至 60 个小写字母、数字、点、短横线或下划线组成，以字母或数字开头。")
            raise forms.ValidationError(sentence)
        return name


class SwitchOnForm(forms.Form):
    """For whom a school switches an app on, with which data, who decided so, until when."""

    groups = forms.MultipleChoiceField(
        label=_("开通范围"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("只选真正要用的年级和人员。"),
    )  # fmt: skip
    items = forms.MultipleChoiceField(
        label=_("提供的数据"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("用不到的去掉；以同意为依据的，本人或家长同意以后才提供。"),
    )  # fmt: skip
    decision = forms.CharField(
        label=_("选用依据"), max_length=120, help_text=_("集体决定的会议和日期，例如：校务会议纪要 2026 年第 9 号。")
    )
    until = forms.DateField(
        label=_("开通至"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("到期自动关闭，最迟到应用的有效期。"),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
