"""What is filled in about a unit's papers, besides the cases."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.modules.office.models import Letterhead, Retention
from shuren.modules.office.queries import units


class LetterheadForm(forms.Form):
    """Empty, or with what stands."""

    agency = forms.CharField(
        label=_("发文机关名称"), max_length=60, help_text=_("全称或规范化简称，印在红头和署名处。")
    )
    mark = forms.CharField(label=_("发文机关代字"), max_length=20, help_text=_("例如“合教”；编号为“合教〔2026〕1号”。"))
    printer = forms.CharField(label=_("印发机关"), max_length=60, help_text=_("印在版记中，一般为办公室。"))
    last = forms.IntegerField(
        label=_("今年已用到的序号"),
        min_value=0,
        max_value=99_999,
        help_text=_("启用平台前用纸质或其他系统编过号的，填最后一号。"),
    )

    fonds = forms.CharField(
        label=_("全宗号"), max_length=10, required=False, help_text=_("由档案馆编给本单位，用在归档文件的档号里。")
    )
    is_public = forms.BooleanField(
        label=_("本单位的信息可以在公众页面发布"),
        required=False,
        help_text=_("公众页面不需要登录；不勾选的只在平台内发布。"),
    )

    def __init__(self, data: Any, standing: Letterhead | None, name: str) -> None:
        first = {"agency": name, "printer": f"{name}办公室", "last": 0, "is_public": True}
        super().__init__(data, initial=_kept(standing) if standing else first)


def _kept(standing: Letterhead) -> dict[str, Any]:
    series = standing.series.filter(year=timezone.localdate().year).first()
    last = series.last if series else 0
    kept = ("agency", "mark", "printer", "fonds", "is_public")
    return {name: getattr(standing, name) for name in kept} | {"last": last}


class FilingForm(forms.Form):
    retention = forms.ChoiceField(label=_("保管期限"), choices=Retention.choices)


class SendOnForm(forms.Form):
    units = forms.CharField(
        label=_("补发单位"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("每行一个，写机构名称或标识码。")
    )

    def clean_units(self) -> list[int]:
        found, wrong = units.named(self.cleaned_data["units"])
        if wrong:
            names = gettext("、").join(wrong)
            raise forms.ValidationError(_("没有找到，或有多个同名：%(names)s。请写全称或标识码。") % {"names": names})
        return [pk for pk, _name in found]
