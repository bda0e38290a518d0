"""What a registrar types: one mark corrected, or the marks of a class."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from shuren.modules.marks import rules
from shuren.modules.marks.models import Mark
from shuren.modules.marks.queries import Sheet
from shuren.modules.marks.rules import LEVELS, Change, Result


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


SHORTEST = 4  # signs of a reason
UNREADABLE = gettext_noop(
    "请填分数（92、135/150）、等第（优秀、良好、合格、待合格、不合格，A 至 E）或两者（92 优秀）。"
)
NO_FULL = gettext_noop("满分应大于 0、不超过 999，最多一位小数。")
TOO_MANY = gettext_noop("分数超过满分。满分不是 {full} 的，请改上方的满分，或填成 135/150。")
EMPTIED = gettext_noop("已有成绩 {held}，不能在这里清空；撤销请到该生的成绩页更正。")
HELD_NOW = gettext_noop("现有成绩：{held}")


class TypedSheet:
    """What was typed into a sheet: each cell as text, what it changes, and what is wrong with it, by pupil and subject.

    The problem of a column's full points stands under pupil 0.
    """

    def __init__(self, sheet: Sheet, sent: Mapping[str, str] | None = None) -> None:
        self.sheet, self.sent = sheet, sent or {}
        self.problems: dict[tuple[int, str], str] = {}
        self.reason = self.sent.get("reason", "").strip()[:200]
        self.fulls = {subject: self._full(subject) for subject in sheet.subjects}
        cells = [(pupil.pk, subject) for pupil in sheet.pupils for subject in sheet.subjects]
        self.changes = [change for key in cells if (change := self._change(*key))]
        self.alert = self._alert() if sent is not None else ""

    @property
    def is_good(self) -> bool:
        return not self.problems and not self.alert

    def text(self, pupil: int, subject: str) -> str:
        return self.sent.get(f"m-{pupil}-{subject}", self.sheet.text(pupil, subject))

    def full(self, subject: str) -> str:
        return self.sent.get(f"full-{subject}", self.sheet.full(subject))

    def _full(self, subject: str) -> Decimal:
        read = rules.read(rules.tidy(self.full(subject)), rules.FULL)
        if read is None or not read.score:
            self.problems[0, subject] = gettext(NO_FULL)
            return rules.FULL
        return read.score

    def _change(self, pupil: int, subject: str) -> Change | None:
        typed, held = rules.tidy(self.text(pupil, subject)), self.sheet.held.get((pupil, subject))
        if typed == self.sheet.text(pupil, subject):
            return None
        credit = held.credit if held else None
        result = rules.read(typed, self.fulls[subject], credit)
        if wrong := _wrong(typed, result, self.sheet.text(pupil, subject)):
            self.problems[pupil, subject] = wrong
            return None
        if result is None or (held and result == held.result):
            return None
        return Change(pupil, subject, result, held is not None)

    def _alert(self) -> str:
        if self.sent.get("stamp") != self.sheet.stamp:
            for change in self.changes:
                held = self.sheet.text(change.pupil, change.subject)
                if held:
                    self.problems[change.pupil, change.subject] = gettext(HELD_NOW).format(held=held)
            return gettext("这个班的成绩在您打开本页之后被改动过。您填写的内容都保留着，标出的格子请核对后再保存。")
        if self.problems:
            return gettext("有 {count} 处需要改正，已在格子下面说明；其余内容都保留着。").format(
                count=len(self.problems)
            )
        if not self.changes:
            return gettext("没有新填或改动的成绩。")
        if len(self.reason) < SHORTEST and any(change.corrects for change in self.changes):
            return gettext("改动了已有的成绩，请在表格下方写明更正理由（不少于 {least} 个字）。").format(least=SHORTEST)
        return ""


def _wrong(typed: str, result: Result | None, held: str) -> str:
    """Return what is wrong with a cell, in a sentence; empty where nothing is."""
    if not typed:
        return gettext(EMPTIED).format(held=held)
    if result is None:
        return gettext(UNREADABLE)
    if result.score is not None and result.full is not None and result.score > result.full:
        return gettext(TOO_MANY).format(full=rules.plain(result.full))
    return ""
