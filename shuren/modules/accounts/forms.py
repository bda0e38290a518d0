"""Forms of opening accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AskSheet(forms.Form):
    """Who of a group gets a code. What cannot be chosen is said by the action."""

    has_paper = forms.BooleanField(label=_("已收到书面同意"), required=False)

    def __init__(self, *args: Any, people: list[int], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["people"] = forms.TypedMultipleChoiceField(
            label=_("人员"), coerce=int, required=False, choices=[(pk, str(pk)) for pk in people]
        )
