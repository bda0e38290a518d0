"""What is asked when days are changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

KINDS = (("rest", _("休息")), ("work", _("上班")))


class DaysForm(forms.Form):
    """A period and what it is to be."""

    first = forms.DateField(label=_("起"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("止"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("定为"), choices=KINDS)
    note = forms.CharField(label=_("事由"), max_length=60, help_text=_("如：暑假、防汛停课、值班"))

    def asked(self) -> dict[str, Any]:
        """Return what the action takes. Call it on a valid form."""
        told = dict(self.cleaned_data)
        return {"works": told.pop("kind") == "work", **told}


class PeriodForm(forms.Form):
    """A period to be given back to the calendar above."""

    first = forms.DateField()
    last = forms.DateField()
