"""Reading what vendors type about their entrances."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuren.modules.apps import api as apps
from shuren.modules.sso.actions.clients import Described
from shuren.modules.sso.models import Client
from shuren.modules.sso.models.clients import ALGORITHMS, METHODS

NAMES = (("", _("应用内用户编号（推荐）")), *((one, apps.label_of(one)) for one in ("staff_no", "student_no", "name")))


class Lines(forms.CharField):
    """One address a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}), **options)

    def clean(self, value: Any) -> list[str]:
        text = str(super().clean(value))
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class ChangedClient(forms.Form):
    """What may be changed of a client."""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如：教学平台网页端。"))
    redirect_uris = Lines(label=_("回调地址"), help_text=_("每行一个，登录后只会回到与此完全一致的地址。"))
    logout_uris = Lines(label=_("退出后返回地址"), help_text=_("每行一个，可不填。"))
    backchannel_uri = forms.CharField(
        label=_("退出通知地址"),
        max_length=500,
        required=False,
        help_text=_("用户退出平台时，平台向此地址发送通知（back-channel logout），可不填。"),
    )
    algorithm = forms.ChoiceField(label=_("令牌签名算法"), choices=ALGORITHMS)
    may_serve = forms.BooleanField(
        label=_("允许应用自身取得令牌（读取名册）"), required=False, help_text=_("只用于后台同步，不代表任何用户。")
    )
    jwks = forms.CharField(
        label=_("公钥（JWK Set）"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("只有“私钥签名”方式需要填写。"),
    )

    def clean(self) -> dict[str, Any]:
        """Put together what describes the client, leaving what does not."""
        found = super().clean() or {}
        if self.errors:
            return found
        names = ("name", "redirect_uris", "logout_uris", "backchannel_uri", "algorithm", "jwks", "may_serve")
        described = Described(**{name: found.pop(name) for name in names})
        return {**found, "described": described}

    @classmethod
    def of(cls, client: Client) -> dict[str, Any]:
        """Return what a client's form shows first."""
        return {
            "name": client.name,
            "redirect_uris": "\n".join(client.redirect_uris),
            "logout_uris": "\n".join(client.logout_uris),
            "backchannel_uri": client.backchannel_uri,
            "algorithm": client.algorithm,
            "may_serve": client.may_serve,
            "jwks": json.dumps(client.jwks, indent=1) if client.jwks else "",
        }


class NewClient(ChangedClient):
    """A new client; how it proves itself is chosen once."""

    auth_method = forms.ChoiceField(label=_("身份证明方式"), choices=METHODS)
    field_order = ("name", "auth_method")


class NewService(forms.Form):
    """A new CAS service."""

    prefix = forms.CharField(  # type: ignore[assignment]  # fields leave the class
        label=_("服务地址前缀"), max_length=500, help_text=_("此前缀以下的地址都可以用平台账号登录，以 / 结尾。")
    )
    principal = forms.ChoiceField(
        label=_("用户名取自"),
        choices=NAMES,
        required=False,
        help_text=_("应用没有取得该数据项时，用应用内用户编号代替。"),
    )
