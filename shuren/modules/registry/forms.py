"""Forms of the registry's work by batches."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.forms import SeveralFiles
from shuren.kernel.periods import AcademicYear, Term
from shuren.modules.registry.models.ladders import RUNG_LABELS
from shuren.modules.registry.models.rosters import ABSENCES, ANSWERS
from shuren.modules.registry.models.watch import CATEGORIES, DEED_LABELS
from shuren.modules.registry.rules.roster import Absence, Answer, Given
from shuren.modules.registry.rules.watch import MOST_DAYS, Category, Deed


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


class TellUnlisted(forms.Form):
    """A child who sits in class and is not on the roster, with as little typing as finds them."""

    name = forms.CharField(label=_("姓名"), max_length=36, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    number = forms.CharField(
        label=_("身份证件号或学籍号"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("没有证件的留空；号码加密保存"),
    )


class HandInCorrections(forms.Form):
    """A list of key data to be corrected, and the proofs."""

    file = forms.FileField(
        label=_("填好的名单"), widget=forms.FileInput(attrs={"accept": ".xlsx"}), help_text=_("用本页下载的模板填写")
    )
    proofs = SeveralFiles(
        label=_("证明材料"),
        required=False,
        attrs={"multiple": True, "accept": ".pdf,.jpg,.png"},
        help_text=_(
            "公安派出所盖章的变更证明或户口簿页，可以一次选多个；文件名与名单“证明材料”一栏一致，没有写明的各行共用"
        ),
    )


DAY = {"type": "date"}


class EnterWatch(forms.Form):
    """Who is away, since when, as far as is known why."""

    pupil = forms.CharField(label=_("学生姓名或学号"), max_length=36, help_text=_("本校在籍学生的姓名或学号"))
    since = forms.DateField(label=_("离校日期"), help_text=_("没有到校的第一天"), widget=forms.DateInput(attrs=DAY))
    category = forms.ChoiceField(label=_("原因"), choices=CATEGORIES, initial=Category.UNKNOWN.value)
    told = forms.CharField(
        label=_("情况"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("怎样发现的、现在知道的情况；不写与工作无关的个人隐私"),
    )


class RecordWatchStep(forms.Form):
    """What was done about a child; the deeds offered are those of the actor's role, the one that is due first."""

    deed = forms.ChoiceField(label=_("事项"))
    on = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs=DAY))
    who = forms.CharField(label=_("经办人"), max_length=60, help_text=_("如班主任、包保责任人"))
    told = forms.CharField(label=_("情况"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    category = forms.ChoiceField(label=_("原因"), required=False)

    def __init__(self, *args: Any, deeds: Sequence[Deed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deed"].choices = [(deed.value, DEED_LABELS[deed]) for deed in deeds]  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("不变")), *CATEGORIES]  # type: ignore[attr-defined]

    def clean_deed(self) -> Deed:
        return Deed(self.cleaned_data["deed"])


class PlanForChild(forms.Form):
    """一生一案."""

    measures = forms.CharField(
        label=_("帮扶措施"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("按离校原因写明劝返、资助、心理辅导、送教上门、安置就读等具体措施"),
    )
    in_charge = forms.CharField(label=_("责任人"), max_length=60)
    on = forms.DateField(label=_("制定日期"), widget=forms.DateInput(attrs=DAY))
    aim_on = forms.DateField(label=_("计划返校日期"), required=False, widget=forms.DateInput(attrs=DAY))


class WatchDays(forms.Form):
    """The days of the early exit watch at one's node from a day on; what is left empty is as it is above."""

    basis = forms.CharField(label=_("文件依据"), max_length=120, help_text=_("例如某市教育局文件的文号"))
    since = forms.DateField(label=_("起始日期"), widget=forms.DateInput(attrs=DAY))

    field_order = (*RUNG_LABELS, "basis", "since")

    def days(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in RUNG_LABELS}


for _name, _label in RUNG_LABELS.items():
    WatchDays.base_fields[_name] = forms.IntegerField(label=_label, min_value=1, max_value=MOST_DAYS, required=False)
