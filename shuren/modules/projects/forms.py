"""Reading what a page of projects is sent."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _


def day_field(label: object, help_text: object = "") -> forms.DateField:
    """Return a day as browsers' own date fields write it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)  # type: ignore[arg-type]


def yuan_field(label: object, help_text: object = "") -> forms.DecimalField:
    return forms.DecimalField(label=label, help_text=help_text, max_digits=16, decimal_places=2, min_value=0)  # type: ignore[arg-type]


def year_of(query: Mapping[str, str], years: Sequence[int], default: int) -> int:
    """Return the year a query string asks for, the default where it names none of `years`."""
    asked = query.get("year", "")
    return int(asked) if asked.isdigit() and int(asked) in years else default


class SetThreshold(forms.Form):
    """From which cost on, since when, and who said so."""

    yuan = yuan_field(_("限额（元）"), _("预算达到这个金额的项目，主管部门审批后还须报市级审批。"))
    basis = forms.CharField(label=_("依据"), max_length=200)
    from_on = day_field(_("自何日起"))
