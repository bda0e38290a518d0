"""Reading what a page of planning is asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _


def year_of(query: Mapping[str, str], years: Sequence[int], default: int) -> int:
    """Return the year a query string asks for, the default where it names none of `years`."""
    asked = query.get("year", "")
    return int(asked) if asked.isdigit() and int(asked) in years else default


def id_of(query: Mapping[str, str], name: str) -> int | None:
    """Return the id a query string names, None where it names none."""
    asked = query.get(name, "")
    return int(asked) if asked.isdigit() else None


class PlanForm(forms.Form):
    """What is to be known of a plan before its lines come in."""

    name = forms.CharField(label=_("规划名称"), max_length=120)
    code = forms.CharField(
        label=_("规划代码"),
        max_length=12,
        validators=[
            RegexValidator(r"^[A-Z][A-Z0-9]{1,11}$", _("规划代码由 2 至 12 个大写字母和数字组成，以字母开头。"))
        ],
        help_text=_("大写字母和数字，例如 HF2026；各处按它引用这份规划。"),
    )
    region = forms.CharField(label=_("发布地区"), max_length=60)
    first_year = forms.IntegerField(label=_("开始年度"), min_value=1990, max_value=2100)
    last_year = forms.IntegerField(label=_("结束年度"), min_value=1990, max_value=2100)
    is_reference = forms.BooleanField(
        label=_("参考规划"), required=False, help_text=_("其他地区的规划：只用来对照，不考核本地。")
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        first, last = typed.get("first_year"), typed.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", _("结束年度不能早于开始年度。"))
        return typed
