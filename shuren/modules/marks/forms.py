"""What a registrar types to correct a mark."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuren.modules.marks.models import Mark
from shuren.modules.marks.rules import LEVELS, Result


class CorrectMark(forms.Form):
    """The mark as it should be, and why; left empty altogether it is withdrawn."""

    score = forms.DecimalField(label=_("成绩"), required=False, max_digits=5, decimal_places=1, min_value=0)
    full = forms.DecimalField(label=_("满分"), required=False, max_digits=5, decimal_places=1, min_value=0)
    level = forms.ChoiceField(label=_("等第"), required=False, choices=[("", "—"), *((each, each) for each in LEVELS)])
    credit = forms.DecimalField(label=_("学分"), required=False, max_digits=4, decimal_places=1, min_value=0)
    reason = forms.CharField(
        label=_("更正理由"),
        max_length=200,
        min_length=4,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("如“试卷复核，加 3 分”。更正前后的成绩和理由保留在底册中。"),
    )

    @classmethod
    def opened(cls, mark: Mark) -> "CorrectMark":
        """Return the form as it opens: with the mark as it is."""
        return cls(initial={"score": mark.score, "full": mark.full, "level": mark.level, "credit": mark.credit})

    def clean(self) -> dict[str, Any]:
        """Give the action what the fields say together."""
        told = super().clean() or {}
        if self.errors:
            return told
        score = told["score"]
        result = Result(score, told["full"] if score is not None else None, told["level"], told["credit"])
        return {"result": result, "reason": told["reason"]}
