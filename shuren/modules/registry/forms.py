"""Forms of the registry's work by batches."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuren.kernel.periods import AcademicYear, Term
from shuren.modules.registry.models.rosters import ABSENCES, ANSWERS
from shuren.modules.registry.rules.roster import Absence, Answer, Given


class PrepareYearEnd(forms.Form):
    """Which school year is to end."""

    year = forms.TypedChoiceField(label=_("学年"), coerce=int)

    def __init__(self, *args: Any, years: Sequence[AcademicYear], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year.first, _("%(year)s 学年") % {"year": year}) for year in years]  # type: ignore[attr-defined]


class OpenVerification(forms.Form):
    """Which term is verified, and by when."""

    term = forms.ChoiceField(label=_("学期"))
    due_on = forms.DateField(label=_("截止日期"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, terms: Sequence[Term], labels: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = {f"{term.year.first}-{term.season}": term for term in terms}
        self.fields["term"].choices = [  # type: ignore[attr-defined]
            (code, f"{term.year} {labels[term.season]}") for code, term in self.terms.items()
        ]

    def clean_term(self) -> Term:
        return self.terms[self.cleaned_data["term"]]


class AnswerRoster(forms.Form):
    """What is said of one pupil; nothing takes an earlier word back."""

    answer = forms.ChoiceField(choices=ANSWERS, required=False)
    absence = forms.ChoiceField(choices=[("", _("选择原因")), *ABSENCES], required=False)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def given(self) -> Given | None:
        """Return the word given, None where it is to be taken back. Raises ValueError for what no page sends."""
        if not self.is_valid():
            raise ValueError(self.errors)
        told = self.cleaned_data
        return Given(Answer(told["answer"]), Absence(told["absence"]), told["since"]) if told["answer"] else None
