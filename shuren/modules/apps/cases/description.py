"""What a vendor says of an app. Kept as typed, complete or not; a review takes up what is complete."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.modules.apps.queries import words
from shuren.modules.apps.rules import filings, terms
from shuren.modules.apps.rules.items import BASIS_LABELS, ITEMS, WHO_LABELS, Item, Wanted, faults, sensitive
from shuren.spine.people.models.enrolments import STAGES
from shuren.spine.people.queries.words import code_choices

LONG: Final = {"rows": 4}
MOST_TYPED: Final = 20_000  # characters of one field that are kept
SHORTEST_PRIVACY: Final = 200  # 个人信息保护法第十七条 asks for more than a sentence
SUBJECTS: Final = "subject_zxx"


@dataclass(frozen=True)
class ItemRow:
    """The fields of one data item, for the page."""

    item: Item
    label: str
    source: str
    wanted: forms.BoundField
    why: forms.BoundField
    basis: forms.BoundField


class Description(forms.Form):
    """An app in its vendor's words. Each data item has three fields: whether it is wanted, why, on which basis."""

    name = forms.CharField(label=_("应用名称"), max_length=60, help_text=_("与应用商店或首页上的名称一致。"))
    code = forms.CharField(
        label=_("应用代码"), max_length=40, help_text=_("3 至 40 个小写字母、数字或短横线；提交审核以后不能再改。")
    )
    home = forms.URLField(label=_("首页地址"), max_length=200, assume_scheme="https", help_text=_("以 https:// 开头。"))
    purpose = forms.CharField(
        label=_("用途"), max_length=500, min_length=20, widget=forms.Textarea(attrs=LONG),
        help_text=_("给谁用、在什么场合用、替代了什么做法。"),
    )  # fmt: skip
    audiences = forms.MultipleChoiceField(label=_("使用对象"), widget=forms.CheckboxSelectMultiple)
    stages = forms.MultipleChoiceField(label=_("学段"), required=False, widget=forms.CheckboxSelectMultiple)
    subjects = forms.MultipleChoiceField(
        label=_("学科"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("不限学科的不选。"),
    )  # fmt: skip
    filing_no = forms.CharField(label=_("教育App备案号"), max_length=40, help_text=_("例如：教APP备3400123号。"))
    icp_no = forms.CharField(label=_("ICP 备案号"), max_length=40, help_text=_("例如：皖ICP备18001234号-2。"))
    mlps_no = forms.CharField(label=_("等保备案证明编号"), max_length=40, help_text=_("例如：34010043012-20001。"))
    privacy = forms.CharField(
        label=_("个人信息处理规则"), max_length=MOST_TYPED, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("家长和学生看到的原文：处理谁的什么信息、做什么用、存在哪里、存多久、怎样删除。"),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("个人信息保护联系方式"), max_length=120, help_text=_("负责人和电话或邮箱，对外公布。")
    )
    until = forms.DateField(
        label=_("申请使用至"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("面向学生或家长的最长一年，只面向教职工的最长三年；到期自动停止，可以提前续期。"),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._offer("audiences", [(who.value, gettext(label)) for who, label in WHO_LABELS.items()])
        self._offer("stages", [(stage, str(label)) for stage, label in STAGES])
        self._offer("subjects", code_choices(SUBJECTS))
        for code, item in ITEMS.items():
            self.fields[f"want_{code}"] = forms.BooleanField(label=words.item_label(code), required=False)
            self.fields[f"why_{code}"] = forms.CharField(label=_("为什么需要"), max_length=200, required=False)
            bases = [("", _("请选择")), *((one.value, gettext(BASIS_LABELS[one])) for one in item.bases)]
            self.fields[f"basis_{code}"] = forms.ChoiceField(label=_("法律依据"), choices=bases, required=False)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def item_rows(self) -> Iterator[ItemRow]:
        """Yield the fields of each data item."""
        for code, item in ITEMS.items():
            yield ItemRow(
                item, words.item_label(code), gettext(item.source), self[f"want_{code}"], self[f"why_{code}"],
                self[f"basis_{code}"],
            )  # fmt: skip

    def typed(self) -> dict[str, Any]:
        """Return what was typed, wrong or not, as JSON keeps it."""
        kept: dict[str, Any] = {}
        for name in self.fields:
            value = self[name].data
            kept[name] = [str(one)[:100] for one in value] if isinstance(value, list) else _text(value)
        return kept

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not filings.is_code(code):
            raise forms.ValidationError(_("应用代码由 3 至 40 个小写字母、数字或短横线组成，请修改。"))
        return code

    def clean_home(self) -> str:
        home = str(self.cleaned_data["home"])
        if not home.startswith("https://"):
            raise forms.ValidationError(_("首页地址须以 https:// 开头：没有加密的页面不能接入。"))
        return home

    def clean_filing_no(self) -> str:
        number = str(self.cleaned_data["filing_no"])
        if not filings.is_edu_app(number):
            raise forms.ValidationError(_("教育App备案号形如“教APP备3400123号”。还没有备案的，请先办理备案。"))
        return number

    def clean_icp_no(self) -> str:
        return checked_icp(self.cleaned_data["icp_no"])

    def clean_mlps_no(self) -> str:
        number = str(self.cleaned_data["mlps_no"])
        if not filings.is_mlps(number):
            raise forms.ValidationError(_("等保备案证明编号是 11 位数字、短横线和 5 位数字，请核对备案证明。"))
        return number

    def clean_privacy(self) -> str:
        text = str(self.cleaned_data["privacy"])
        if len(text) < SHORTEST_PRIVACY:
            told = {"least": SHORTEST_PRIVACY, "now": len(text)}
            sentence = _(
                "请写全处理谁的什么信息、目的、保存地点和期限、删除办法，至少 %(least)s 字（现有 %(now)s 字）。"
            )
            raise forms.ValidationError(sentence, params=told)
        return text

    def clean_until(self) -> str:
        day: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if day <= today:
            raise forms.ValidationError(_("须晚于今天。"))
        if day > today + timedelta(days=terms.LONGEST_DAYS):
            raise forms.ValidationError(_("最长三年，请改填更早的日期；到期前可以续期。"))
        return day.isoformat()

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        audiences = typed.get("audiences", [])
        if {"pupil", "guardian"} & set(audiences) and not typed.get("stages"):
            self.add_error("stages", _("面向学生或家长的应用须选学段。"))
        wanted = [Wanted(code, typed.get(f"why_{code}", ""), typed.get(f"basis_{code}", ""))
                  for code in ITEMS if typed.get(f"want_{code}")]  # fmt: skip
        if not wanted:
            self.add_error("want_name", _("至少选一项；什么都不需要的应用不必接入，直接给出网址即可。"))
        for fault in faults(wanted, audiences):
            self.add_error(f"{fault.at}_{fault.code}", gettext(fault.sentence))
        self.wanted = wanted
        return typed

    def snapshot(self) -> dict[str, Any]:
        """Return the description, which must be valid, as a case keeps it."""
        told = {name: self.cleaned_data[name] for name in (*_PLAIN, "until")}
        return {**told, "items": [[one.code, one.why.strip(), one.basis] for one in self.wanted]}


_PLAIN: Final = (
    "name", "code", "home", "purpose", "audiences", "stages", "subjects", "filing_no", "icp_no", "mlps_no", "privacy",
    "contact",
)  # fmt: skip


def checked_icp(number: str) -> str:
    """Return an ICP number. Raises ValidationError where it does not read as one."""
    if not filings.is_icp(number):
        raise forms.ValidationError(_("ICP 备案号形如“皖ICP备18001234号”，请以工业和信息化部备案系统的为准。"))
    return number


def needs_assessment(form: Mapping[str, Any]) -> bool:
    """Say whether an application needs an impact assessment."""
    asked = sensitive(code for code, _why, _basis in form["items"])
    return terms.needs_assessment(form["audiences"], form["stages"], asked)


def _text(value: Any) -> Any:
    return value if isinstance(value, bool) else str(value or "")[:MOST_TYPED]
