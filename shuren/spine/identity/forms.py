"""Reading what people type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.refusals import NotFoundHere
from shuren.spine.identity import queries
from shuren.spine.orgs.models import Org

ROLE_FIRST = [("", _("请选择"))]


class OrgField(forms.Field):
    """An org at or below the actor's node, given by its code."""

    def __init__(self, actor: Actor, **options: Any) -> None:
        super().__init__(
            label=_("机构"),
            help_text=_("填写机构的标识码，例如学校（机构）标识码；只能选择本级及以下的机构。"),
            widget=forms.TextInput(attrs={"list": "orgs", "autocomplete": "off"}),
            **options,
        )
        self.actor = actor

    def clean(self, value: Any) -> Org:
        text = super().clean(value)
        try:
            return queries.org_by_code(self.actor, str(text).split(" ")[0])
        except NotFoundHere as refusal:
            raise forms.ValidationError(
                _("没有找到标识码为“%(code)s”的机构，或它不在您的管理范围内，请核对后重填。"), params={"code": text}
            ) from refusal


class PageAddress(forms.Form):
    """The address of a page, as a browser shows it."""

    address = forms.CharField(
        label=_("页面网址"), max_length=500, help_text=_("从浏览器地址栏复制，例如某名学生的个人页面。")
    )


class SignIn(forms.Form):
    """Account and password."""

    username = forms.CharField(
        label=_("账号"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class Code(forms.Form):
    """A code of an authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("动态口令或恢复码"),
        max_length=30,
        help_text=_("身份验证器中显示的 6 位数字；设备不在身边时，输入一个没有用过的恢复码。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "off"}),
    )


class PresentPassword(forms.Form):
    """The present password, once more."""

    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class NameFactor(forms.Form):
    """What a factor is called."""

    name = forms.CharField(
        label=_("名称"),
        max_length=60,
        help_text=_("便于日后辨认，例如“办公室电脑”“我的手机”。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AddAuthenticator(NameFactor):
    """A new authenticator app, and the code that it shows."""

    code = forms.CharField(
        label=_("动态口令"),
        max_length=10,
        help_text=_("扫描二维码后，身份验证器中显示的 6 位数字。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class AddPasskey(NameFactor):
    """A new passkey, as the browser has made it."""

    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput)


class ChangePassword(forms.Form):
    """The present password and the new one twice."""

    present = forms.CharField(
        label=_("现在的密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("新密码"),
        max_length=128,
        strip=False,
        help_text=_(
            "至少 10 个字符，包含大写字母、小写字母、数字、其他符号中的三种，不能与账号、姓名相近，也不能是常见密码。"
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输入一次新密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "new" in values and values.get("again") not in (None, values["new"]):
            self.add_error("again", _("两次输入的新密码不一致，请重新输入。"))
        values.pop("again", None)
        return values


class OpenAccount(forms.Form):
    """A new account with its first role."""

    username = forms.CharField(
        label=_("账号"),
        max_length=60,
        help_text=_("3 至 60 个小写字母、数字、点、短横线或下划线；开通后不能更改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["org"] = OrgField(actor)
        self.fields["role"] = forms.ChoiceField(label=_("角色"), choices=[*ROLE_FIRST, *queries.role_choices()])


class GrantRole(forms.Form):
    """A further role for an account."""

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["org"] = OrgField(actor)
        self.fields["role"] = forms.ChoiceField(label=_("角色"), choices=[*ROLE_FIRST, *queries.role_choices()])
        self.fields["until"] = forms.DateField(
            label=_("失效日期"),
            required=False,
            help_text=_("可不填；到这一天起不再有效。"),
            widget=forms.DateInput(attrs={"type": "date"}),
        )


class NameStandIn(forms.Form):
    """Who answers for the holder of a role, from which to which day, and why."""

    stand_in = forms.TypedChoiceField(
        label=_("代办人"), coerce=int, help_text=_("本单位的同事；代办只限于您当前的角色。")
    )
    first = forms.DateField(label=_("开始日期"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(
        label=_("结束日期"),
        help_text=_("含当日，次日自动终止；可以提前结束。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(label=_("事由"), max_length=200, help_text=_("例如出差、休假、培训；会记入审计记录。"))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["stand_in"].choices = [*ROLE_FIRST, *queries.stand_ins_to_choose(actor)]  # type: ignore[attr-defined]
