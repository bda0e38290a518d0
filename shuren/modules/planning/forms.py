"""Reading what a page of planning is asked for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from shuren.modules.planning.models import Per, Stage

Choices = Sequence[tuple[str, str]]
LABEL = 100  # characters of a step on the way


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


class SourceForm(forms.Form):
    """Which item measures a line, and over what; of a line in percent a share is offered first."""

    source = forms.ChoiceField(label=_("上报数据"))
    per = forms.ChoiceField(
        label=_("计算方式"),
        choices=Per.choices,
        widget=forms.RadioSelect,
        help_text=_("是否类数据衡量百分比目标的，选“占已报单位的比例”；合计只用于数量，或只有一个单位填报的。"),
    )
    over = forms.ChoiceField(label=_("分母"), required=False, help_text=_("选“除以另一项数据”时填写。"))

    def __init__(self, *args: Any, items: Choices, figures: Choices, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["per"].initial = Per.UNITS if unit == "%" else Per.SUM
        self.fields["source"].choices = [("", _("请选择")), *items]  # type: ignore[attr-defined]
        self.fields["over"].choices = [("", _("请选择")), *figures]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("per") == Per.FIGURE and not typed.get("over"):
            self.add_error("over", _("请选择用哪一项数据作分母。"))
        return typed


class TaskForm(forms.Form):
    """What is said of a task by hand. `stages` has a step a line: its day and what is to be done."""

    title = forms.CharField(label=_("任务"), max_length=200)
    due_on = forms.DateField(label=_("完成期限"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    office = forms.CharField(label=_("承办科室"), max_length=60, required=False)
    supports = forms.MultipleChoiceField(label=_("配合单位"), required=False, widget=forms.CheckboxSelectMultiple)
    outside = forms.CharField(
        label=_("配合的其他部门"), max_length=120, required=False, help_text=_("教育系统以外的，例如市财政局。")
    )
    is_key = forms.BooleanField(label=_("重点任务"), required=False)
    stages = forms.CharField(
        label=_("节点"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("每行一个，先写日期，例如：2026-06-30 完成招标。"),
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supports"].choices = [(str(pk), name) for pk, name in units]  # type: ignore[attr-defined]

    def clean_supports(self) -> tuple[int, ...]:
        return tuple(int(pk) for pk in self.cleaned_data["supports"])

    def clean_stages(self) -> tuple[tuple[str, date], ...]:
        lines = [line.strip() for line in self.cleaned_data["stages"].splitlines() if line.strip()]
        found = dict(reversed([self._stage(line) for line in lines]))
        if len(found) < len(lines):
            raise forms.ValidationError(_("两个节点的内容相同，请合并或改写。"))
        return tuple(found.items())

    def _stage(self, line: str) -> tuple[str, date]:
        day, _blank, label = line.partition(" ")
        try:
            on = date.fromisoformat(day.replace("/", "-").replace(".", "-"))
        except ValueError as wrong:
            sentence = _("“%(line)s”应以日期开头，例如：2026-06-30 完成招标。")
            raise forms.ValidationError(sentence, params={"line": line}) from wrong
        if not label.strip() or len(label) > LABEL:
            raise forms.ValidationError(_("“%(line)s”要写明做什么，不超过 100 字。"), params={"line": line})
        return label.strip(), on


class DatesForm(forms.Form):
    """The days of an issued task, moved for a reason; each step that is not done yet has a field of its own."""

    due_on = forms.DateField(label=_("完成期限"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label=_("调整理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("牵头单位会看到；原期限和理由一并留存。"),
    )

    def __init__(self, *args: Any, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.labels = {f"stage_{stage.pk}": stage.label for stage in stages}
        for stage in stages:
            self.fields[f"stage_{stage.pk}"] = forms.DateField(
                label=_("节点“%(label)s”的期限") % {"label": stage.label}, initial=stage.due_on,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )  # fmt: skip
        self.order_fields(["due_on", *self.labels, "reason"])

    @property
    def told(self) -> dict[str, Any]:
        """What was typed, with steps by their labels."""
        typed = self.cleaned_data
        stages = {label: typed[name] for name, label in self.labels.items()}
        return {"due_on": typed["due_on"], "reason": typed["reason"], "stages": stages}


class ReportForm(forms.Form):
    """A month's report of one task."""

    sentence = forms.CharField(max_length=500, required=False)
    done = forms.TypedMultipleChoiceField(coerce=int, required=False)
    seen = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, stages: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done"].choices = [(pk, pk) for pk in stages]  # type: ignore[attr-defined]
