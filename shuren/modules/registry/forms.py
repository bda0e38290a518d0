"""Forms of the registry's work by batches."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuren.kernel.periods import AcademicYear


class PrepareYearEnd(forms.Form):
    """Which school year is to end."""

    year = forms.TypedChoiceField(label=_("学年"), coerce=int)

    def __init__(self, *args: Any, years: Sequence[AcademicYear], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year.first, _("%(year)s 学年") % {"year": year}) for year in years]  # type: ignore[attr-defined]
