"""What is typed into pages of statistics."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 20_000  # signs of a section


class BeginForm(forms.Form):
    year = forms.TypedChoiceField(label=_("年度"), coerce=int, help_text=_("数字取自该年度 9 月 1 日统计时点的数据。"))

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]


class SectionForm(forms.Form):
    text = forms.CharField(
        label=_("正文"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12, "data-controller": "keep"}),
        help_text=_("每段一行。【】中是可引用的数字，随数据更新；清空后保存，恢复为按数据起草的文字。"),
    )
    is_left_out = forms.BooleanField(label=_("年报不收入这一节"), required=False)
