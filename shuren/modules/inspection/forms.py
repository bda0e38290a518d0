"""Reading what pages and phones send about checks."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.refusals import Refused
from shuren.modules.inspection.actions.phones import Taken, Written
from shuren.modules.inspection.models.rounds import Expected, Kind

LONGEST_ID = 18  # digits
MOST_PHOTOS, MOST_NOTES = 9, 500
DEGREES = {"latitude": 90, "longitude": 180}


class Unreadable(Refused):
    """发来的内容不完整，没有保存。请刷新页面后重试；手机里的内容还在。"""

    status = 422


def day_field(label: object, help_text: object = "") -> forms.DateField:
    """Return a day as browsers' own date fields write it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)  # type: ignore[arg-type]


class PlanRound(forms.Form):
    """Why, by when, and what pictures keep."""

    title = forms.CharField(label=_("核查名称"), max_length=100)
    basis = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("组织核查所依据的文件和条款，被核查单位会看到。")
    )
    from_on = day_field(_("开始日期"))
    until_on = day_field(_("截止日期"), _("核查人员应在这一天以前提交；之后仍可补交。"))
    purpose = forms.CharField(
        label=_("目的和要求"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    keeps_place = forms.BooleanField(
        label=_("照片保留拍摄时间和地点"), required=False,
        help_text=_("不勾选的，拍摄时间、地点和设备信息在手机上就去掉，不会上传。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if "from_on" in typed and "until_on" in typed and typed["until_on"] < typed["from_on"]:
            self.add_error("until_on", _("截止日期不能早于开始日期。"))
        return typed


class NewRound(PlanRound):
    """A round, and whose items it takes over."""

    form_of = forms.TypedChoiceField(label=_("沿用核查表"), coerce=int, required=False)

    def __init__(self, *args: Any, known: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_of"].choices = [("", _("不沿用，另行填写")), *known]  # type: ignore[attr-defined]


class AddItem(forms.Form):
    """Something to look at, and how it is answered."""

    text = forms.CharField(label=_("核查事项"), max_length=200)
    kind = forms.ChoiceField(label=_("填写方式"), choices=Kind.choices)
    expected = forms.ChoiceField(
        label=_("应为"), choices=[("", _("不判断")), *Expected.choices], required=False,
        help_text=_("填“是”或“否”的事项：与此不符的记为问题。"),
    )  # fmt: skip
    unit = forms.CharField(
        label=_("单位"), max_length=20, required=False, help_text=_("填数字的事项，如：台、平方米。")
    )
    photos = forms.IntegerField(label=_("至少几张照片"), min_value=0, max_value=MOST_PHOTOS, initial=0)
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)
    is_required = forms.BooleanField(label=_("必填"), required=False, initial=True)


class AddUnits(forms.Form):
    """Whom to look at: by name or code, or all schools of an authority."""

    names = forms.CharField(
        label=_("学校名称或标识码"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("每行一所。"),
    )  # fmt: skip
    authority = forms.TypedChoiceField(label=_("或某个主管部门的全部学校"), coerce=int, required=False)

    def __init__(self, *args: Any, authorities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = [("", _("不选")), *authorities]  # type: ignore[attr-defined]

    def clean_names(self) -> list[str]:
        lines: list[str] = self.cleaned_data["names"].splitlines()
        return lines

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("authority") and not any(line.strip() for line in typed.get("names", ())):
            self.add_error("names", _("请填写学校，或选择一个主管部门。"))
        return typed


class SaySomething(forms.Form):
    """What a unit says to what was found."""

    text = forms.CharField(
        label=_("说明"), max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("对结果有不同意见或已经整改的，在这里说明；没有意见的可以不填。"),
    )  # fmt: skip


def ids_of(values: list[str]) -> list[int]:
    """Return the ids among what was chosen."""
    return [int(value) for value in values if value.isdecimal() and len(value) < LONGEST_ID]


# --- what phones send -------------------------------------------------------------------------------------------------


def body_of(content: bytes) -> dict[str, Any]:
    """Return the object a phone sent. Raises Unreadable."""
    try:
        sent = json.loads(content)
    except (ValueError, RecursionError) as wrong:
        raise Unreadable from wrong
    if not isinstance(sent, dict):
        raise Unreadable
    return sent


def id_in(sent: Mapping[str, Any], name: str = "visit") -> int:
    """Return an id that a phone named. Raises Unreadable."""
    found = ids_of([str(sent.get(name, ""))])
    if not found:
        raise Unreadable
    return found[0]


def phone_in(sent: Mapping[str, Any]) -> str:
    """Return the id a phone gives itself."""
    return str(sent.get("phone", ""))[:36].replace("\0", "")


def notes_in(sent: Mapping[str, Any]) -> list[Written]:
    """Return the notes a phone sent. Raises Unreadable."""
    notes = sent.get("notes")
    if not isinstance(notes, list) or len(notes) > MOST_NOTES or not all(isinstance(note, dict) for note in notes):
        raise Unreadable
    return [_note(note) for note in notes]


def _note(note: Mapping[str, Any]) -> Written:
    after = note.get("after", [])
    if not isinstance(after, list):
        raise Unreadable
    return Written(
        key=_key(note.get("key")), item=id_in(note, "item"), answer=_text(note.get("answer")).strip(),
        remark=_text(note.get("remark")).strip(), is_problem=note.get("problem") is True,
        after=tuple(str(_key(one)) for one in after), at=_moment(note.get("at")) or timezone.now(),
    )  # fmt: skip


def keys_in(sent: Mapping[str, Any], name: str) -> set[UUID]:
    """Return the ids of pictures a phone named. Raises Unreadable."""
    keys = sent.get(name)
    if not isinstance(keys, list):
        raise Unreadable
    return {_key(key) for key in keys}


def photo_in(sent: Mapping[str, Any], content: bytes) -> Taken:
    """Return the picture a phone sent, with the fields beside it. Raises Unreadable."""
    places = {name: _degrees(sent.get(name), most) for name, most in DEGREES.items()}
    return Taken(
        key=_key(sent.get("key")), item=id_in(sent, "item"), content=content,
        at=_moment(sent.get("at")) or timezone.now(), taken_at=_moment(sent.get("taken_at")),
        **places,
    )  # fmt: skip


def _key(value: Any) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as wrong:
        raise Unreadable from wrong


def _text(value: Any) -> str:
    return value.replace("\0", "") if isinstance(value, str) else ""


def _moment(value: Any) -> datetime | None:
    """Return a moment written with its offset from UTC; None for anything else."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo and found.year > 2000 else None  # noqa: PLR2004  an unset clock is none


def _degrees(value: Any, most: int) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if abs(found) <= most else None
