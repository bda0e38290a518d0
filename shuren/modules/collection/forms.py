"""Forms of the clearing house: a request, its questions, rulings, ceilings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.modules.collection.models.requests import CHECKS, FREQUENCIES, KINDS
from shuren.modules.collection.queries.audience import LEVEL_LABELS, STAGE_LABELS
from shuren.modules.collection.queries.words import sentence_of
from shuren.modules.collection.rules.kinds import CheckKind, Kind, Ruling
from shuren.modules.collection.rules.lines import APART, FEWEST_OPTIONS, MOST_OPTIONS, Line, places_of
from shuren.modules.collection.rules.requests import LEAST_REASON, Head, faults

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from shuren.modules.collection.models import Question


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget, required=False)


def _area(label: Any, rows: int, *, help_text: Any = "", most: int, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=most, widget=widget, required=required)


class DraftRequest(forms.Form):
    """What a request says of itself. It is kept as far as it is filled in; `strict` tells what is lacking."""

    title = forms.CharField(label=_("任务名称"), max_length=100)
    purpose = _area(_("用途"), 3, help_text=_("数据用来做什么决定、编制什么材料"), most=500)
    basis = forms.CharField(
        label=_("依据"),
        max_length=200,
        required=False,
        help_text=_("文件名称、文号和条款，例如：《××省教育督导条例》第十二条"),
    )
    below = forms.ChoiceField(label=_("填报范围"), required=False)
    level = forms.ChoiceField(label=_("填报单位"), choices=LEVEL_LABELS, initial="school")
    stages = forms.MultipleChoiceField(
        label=_("学段"),
        choices=STAGE_LABELS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只问设有这些学段的学校；不选为全部"),
    )
    frequency = forms.ChoiceField(label=_("频次"), choices=FREQUENCIES)
    as_of = _day(_("数据时点"), _("填报哪一天的情况；年度统计一般为 9 月 1 日"))
    opens_on = _day(_("开始填报"))
    due_on = _day(_("截止填报"), _("第一期的截止日期，以后各期天数相同"))
    ends_on = _day(_("任务终止"), _("这一天过后任务自动终止"))
    why_over = _area(_("超出上限的理由"), 2, help_text=_("全年填报超过上限时填写，供统筹审核"), most=300)

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], strict: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["below"].choices = [("", _("请选择")), *places]  # type: ignore[attr-defined]
        self.strict = strict

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.strict:
            for fault in faults(self._read(typed), timezone.localdate()):
                if fault.field not in self.errors:
                    self.add_error(fault.field, sentence_of(fault.code))
        elif typed.get("opens_on") and typed.get("due_on") and typed["due_on"] < typed["opens_on"]:
            self.add_error("due_on", sentence_of("hasty"))
        elif typed.get("due_on") and typed.get("ends_on") and typed["ends_on"] < typed["due_on"]:
            self.add_error("ends_on", sentence_of("early_end"))
        return typed

    def head(self) -> Head:
        """Return what was filled in."""
        return self._read(self.cleaned_data)

    def _read(self, typed: dict[str, Any]) -> Head:
        words = ("title", "purpose", "basis", "below", "level", "frequency", "why_over")
        told: dict[str, Any] = {name: typed.get(name, "") for name in words}
        told |= {name: typed.get(name) for name in ("as_of", "opens_on", "due_on", "ends_on")}
        return Head(stages=tuple(typed.get("stages", ())), **told)


class HandOver(forms.Form):
    """Which colleague is to go on with a draft, none for oneself; `seen` is who drafts it as the page shows."""

    seen = forms.CharField(max_length=80, widget=forms.HiddenInput)
    to = forms.ChoiceField(
        label=_("移交给"), required=False, help_text=_("本单位有起草权限的同事；移交后由对方修改、提交和撤回")
    )

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("请选择")), *colleagues]  # type: ignore[attr-defined]


class AskQuestion(forms.Form):
    """One question."""

    section = forms.CharField(label=_("部分"), max_length=40, required=False, help_text=_("同一部分的填报项列在一起"))
    label = forms.CharField(label=_("填报项"), max_length=120)
    kind = forms.ChoiceField(label=_("填写方式"), choices=KINDS)
    unit = forms.CharField(label=_("单位"), max_length=20, required=False, help_text=_("数值的计量单位"))
    places = forms.IntegerField(label=_("小数位数"), min_value=0, max_value=4, required=False)
    options = _area(_("选项"), 3, help_text=_("单选的每行一个"), most=2000)
    note = _area(_("填报说明"), 2, help_text=_("口径、从哪里查到"), most=300)
    is_required = forms.BooleanField(label=_("必填"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        typed["options"] = tuple(one.strip() for one in APART.split(typed.get("options", "")) if one.strip())
        if typed.get("kind") == Kind.CHOICE and len(typed["options"]) < FEWEST_OPTIONS:
            self.add_error("options", _("单选的须列出至少两个选项。"))
        if len(typed["options"]) > MOST_OPTIONS:
            self.add_error("options", _("最多 %(most)s 个选项。") % {"most": MOST_OPTIONS})
        return typed

    def line(self) -> Line:
        """Return the question as it is worded."""
        told = self.cleaned_data
        kind = Kind(told["kind"])
        unit = told["unit"] if kind is Kind.NUMBER else ""
        places = told["places"] if told["places"] is not None else places_of(told["label"], unit)
        return Line(
            told["label"], kind, unit, places, told["options"] if kind is Kind.CHOICE else (), told["section"],
            told["note"], told["is_required"],
        )  # fmt: skip


class PasteQuestions(forms.Form):
    """Questions typed one a line, pasted from a sheet, or in a workbook."""

    text = _area(
        _("粘贴填报项"),
        8,
        help_text=_("每行一项；从表格复制的各列依次为填报项、单位、填写方式、选项、部分、填报说明，也可以带表头"),
        most=60_000,
    )
    file = forms.FileField(label=_("或上传工作簿"), required=False, widget=forms.FileInput(attrs={"accept": ".xlsx"}))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("text", "").strip() and not typed.get("file"):
            raise forms.ValidationError(_("请粘贴填报项，或选择一个工作簿。"))
        return typed


class RelateQuestions(forms.Form):
    """Two figures or more that are held against each other."""

    first = forms.TypedChoiceField(label=_("前项（合计项）"), coerce=int)
    kind = forms.TypedChoiceField(label=_("关系"), choices=CHECKS, coerce=CheckKind)
    parts = forms.TypedMultipleChoiceField(label=_("后项（分项）"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = [(one.pk, one.label) for one in questions]
        self.fields["first"].choices = [("", _("请选择")), *numbers]  # type: ignore[attr-defined]
        self.fields["parts"].choices = numbers  # type: ignore[attr-defined]


class AskAnew(forms.Form):
    """Why a question is asked although something was found."""

    why = _area(
        _("仍需采集的理由"), 2, help_text=_("例如：口径不同、数据时点不同；数据统筹员会看到"), most=200, required=True
    )

    def clean_why(self) -> str:
        why: str = self.cleaned_data["why"]
        if len(why.strip()) < LEAST_REASON:
            raise forms.ValidationError(_("理由不少于 %(least)s 个字。") % {"least": LEAST_REASON})
        return why


RULINGS = (
    (Ruling.ASKED.value, _("准予采集")),
    (Ruling.CUT.value, _("删减")),
    (Ruling.REFUSED.value, _("不予采集")),
)


class RuleQuestions(forms.Form):
    """A ruling and a reason for each question: `ruling_<id>`, `why_<id>`."""

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for one in questions:
            choice = forms.ChoiceField(
                label=_("审核意见"), choices=RULINGS, required=False, widget=forms.RadioSelect, initial=one.ruling
            )
            label = _("第 %(number)s 项的理由") % {"number": one.position}
            why = forms.CharField(label=label, max_length=200, required=False, initial=one.why_ruled)
            self.fields[f"ruling_{one.pk}"], self.fields[f"why_{one.pk}"] = choice, why

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for one in self.questions:
            dropped = typed.get(f"ruling_{one.pk}") in {Ruling.CUT, Ruling.REFUSED}
            if dropped and not typed.get(f"why_{one.pk}", "").strip():
                self.add_error(f"why_{one.pk}", _("请写明删减或不予采集的理由。"))
        return typed

    def rows(self) -> list[tuple[Question, Any, Any]]:
        """Return each question with its two fields."""
        return [(one, self[f"ruling_{one.pk}"], self[f"why_{one.pk}"]) for one in self.questions]


class Decide(forms.Form):
    """How a clearing is signed; a reason goes with everything but yes."""

    why = _area(_("审核意见"), 2, help_text=_("退回修改、不予下达的必填"), most=500)


class SetCeiling(forms.Form):
    """The most minutes a year that one unit may be asked for."""

    minutes = forms.IntegerField(label=_("每单位每年最多"), min_value=1, max_value=100_000)
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件名称、文号"))
    from_on = forms.DateField(label=_("自何日起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_from_on(self) -> date:
        day: date = self.cleaned_data["from_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("起始日期不能早于今天。"))
        return day


class ExplainItem(forms.Form):
    """What an item is also called, and out of what it is computed: a name in each line."""

    synonyms = _area(_("别名"), 3, help_text=_("其他科室对它的叫法，每行一个；起草上报任务时按别名也能找到"), most=500)
    plus = _area(_("由哪些数据相加"), 3, help_text=_("每行一个名称或编号；写了以后不再向单位采集"), most=1000)
    minus = _area(_("减去哪些数据"), 2, most=1000)

    def clean(self) -> dict[str, list[str]]:
        typed = super().clean() or {}
        return {name: [line.strip() for line in text.splitlines() if line.strip()] for name, text in typed.items()}
